"""What a load says: reports that all differ, a few of them grave enough to warn somebody.

Grave ones name a cercle that no other of the run named, so that each raises an alert of its own and no
monitor's window (`alerts.md` §7) holds it back; the rest is of a severity that warns nobody at once.
"""

from dataclasses import dataclass
from typing import Final

from benchmarks.client import PLACES, Said, number, word

MILD: Final = ("21", "22", "23", "31", "32", "33", "42", "44", "51", "53", "54", "72", "73")
GRAVE: Final = "11"


def _one_a_cercle() -> dict[str, str]:
    first: dict[str, str] = {}
    for name, code in PLACES.items():
        first.setdefault(code[:6], name)
    return first


CERCLES: Final = _one_a_cercle()
"""A cercle, and a place in it whose name means nothing else."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """The messages of a run: the same index is the same message, everywhere and for ever."""

    run: str
    n: int
    grave: int = len(CERCLES)

    def __call__(self, index: int) -> Said:
        place, code = self._about(index)
        text = f"{code} {place} {word(index)}"
        return Said(f"{self.run}-{index}", number(index), text, code, PLACES[place])

    def _about(self, index: int) -> tuple[str, str]:
        """A grave one each time another share of the run begins, and a mild one otherwise."""
        apart = max(1, self.n // max(1, self.grave))
        which, rest = divmod(index, apart)
        if rest == 0 and which < self.grave:
            return tuple(CERCLES.values())[which % len(CERCLES)], GRAVE
        return tuple(PLACES)[index // len(MILD) % len(PLACES)], MILD[index % len(MILD)]
