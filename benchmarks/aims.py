"""What understanding must reach, and how far a report is from it: the aims of the issue, the floors of
`languages.md` §9 and §10, the targets of `places.md` §6."""

from dataclasses import dataclass
from typing import Final

from ops.scoring.report import ALL, Report
from ops.scoring.show import percent

ECE: Final = "ece"
FREE_ECE: Final = "ece_without_unreviewed_words"


@dataclass(frozen=True, slots=True)
class Aim:
    """A measure in a part of the messages. `most`: the figure should be small. `floor` is the weaker bound.

    Without an `aim` the figure is only shown.
    """

    measure: str
    part: str
    aim: float | None = None
    floor: float | None = None
    most: bool = False

    def mark(self, value: float | None) -> str:
        """Nothing when the aim is reached, `!` below it, `!!` below the floor too."""
        if value is None or self.aim is None or self._meets(value, self.aim):
            return ""
        return " !" if self.floor is None or self._meets(value, self.floor) else " !!"

    def bound(self, value: float | None) -> str:
        return "" if value is None else f"{'≤' if self.most else '≥'} {100 * value:.1f} %"

    def _meets(self, value: float, bound: float) -> bool:
        return value <= bound if self.most else value >= bound


AIMS: Final = (
    Aim("language", "fr", 0.98, 0.97),
    Aim("language", "bm", 0.98, 0.98),
    Aim("language", "taq", 0.92),
    Aim("language", "mixed", 0.50, 0.50),
    Aim("taken_for_mixed", "fr", 0.03, 0.03, most=True),
    Aim("language_sure", "fr", 0.93, 0.93),
    Aim("language_sure", "bm", 0.93, 0.93),
    Aim("language_sure_right", "fr", 0.99, 0.99),
    Aim("language_sure_right", "bm", 0.99, 0.99),
    *(Aim("intent", part, 0.90, 0.80) for part in (ALL, "fr", "bm", "mixed", "taq")),
    Aim("code", ALL, 0.55, 0.55),
    Aim("code", "fr", 0.80),
    Aim("code", "bm", 0.72),
    Aim("code", "mixed", 0.70),
    Aim("code", "taq", 0.45),
    Aim("code_three", ALL, 0.75, 0.75),
    Aim("gravest_code", ALL, 0.90),
    Aim("severity_4", ALL),
    Aim("accepted_right", ALL, 0.93, 0.80),
    Aim("accepted", ALL, 0.60),
    Aim(ECE, ALL, 0.05, most=True),
    Aim(FREE_ECE, ALL, 0.05, most=True),
    Aim("protected_missed", ALL, 1 / 35, most=True),
    Aim("protected_false", ALL, 0.03, most=True),
    Aim("optout_missed", ALL, 1 / 20, most=True),
    Aim("advert_raised", ALL, most=True),
    *(Aim(fact, ALL, 0.93) for fact in ("occurred", "killed", "injured", "hearsay")),
    *(Aim(f"{fact}_told", ALL) for fact in ("occurred", "killed", "injured", "hearsay")),
    Aim("place_right", ALL, 0.85),
    Aim("place_right", "fr", 0.88),
    Aim("place_right", "bm", 0.80),
    Aim("place_wrong", ALL, 0.04, most=True),
    Aim("place_among", ALL, 0.95),
    Aim("place_false", "fr", 0.02, most=True),
    *(Aim("place_false", part, 0.05, most=True) for part in ("bm", "taq", "mixed")),
)


def cell(aim: Aim, report: Report) -> str:
    """The figure with its count, and the mark when it misses; nothing where the report has none."""
    if aim.measure in {ECE, FREE_ECE}:
        value = report.ece if aim.measure == ECE else report.free_ece
        return "-" if value is None else f"{percent(value)}{aim.mark(value)}"
    part = report.parts.get(aim.part)
    share = part.shares.get(aim.measure) if part else None
    if share is None or share.value is None:
        return "-"
    return f"{percent(share.value)} {share.right}/{share.of}{aim.mark(share.value)}"
