"""The words of the tracker: states, steps, addressees, kinds of evidence (`indicators.md` §8.1)."""

from typing import Final, Literal, get_args

State = Literal["not_started", "planned", "under_way", "partly", "done", "abandoned", "unknown"]
Addressee = Literal["govt", "local_authority", "security_forces", "cso", "donor", "regional_body"]
Evidence = Literal["visit", "minutes", "budget", "decision", "photo", "community", "other"]

STATES: Final[tuple[State, ...]] = get_args(State)
ADDRESSEES: Final[tuple[Addressee, ...]] = get_args(Addressee)
EVIDENCE: Final[tuple[Evidence, ...]] = get_args(Evidence)
PROGRESS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
OVER: Final = frozenset({"done", "abandoned"})
NOT_BEGUN: Final = frozenset({"not_started", "planned"})
HSC: Final = range(1, 4)
NAP: Final = range(1, 6)


def contradicts(state: str, progress: float) -> bool:
    """Whether a state and a progress cannot both be right: done in part, or begun and yet not."""
    return (state == "done" and progress < 1) or (state in NOT_BEGUN and progress > 0)
