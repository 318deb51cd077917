"""The groups that a rating counts in at once; tables show one dimension at a time (`indicators.md` §4).

A group is a dimension and a value, `sex:f`; all that count together stand in one text, parted by blanks. What
a relay helped with counts in its own group alone: it enters no headline (§5.1).
"""

from collections.abc import Mapping
from typing import Final

ALL: Final = "all"
ASSISTED: Final = "assisted"
DIMENSIONS: Final[Mapping[str, str]] = {
    "sex": "sex:",
    "age": "age:",
    "status": "status:",
    "language": "lang:",
    "channel": "channel:",
    "assisted": ASSISTED,
}
"""By the name that a reader asks for: how the groups of a dimension begin."""
SEXES: Final = {"f": "f", "m": "m"}
AGES: Final = {"15": "15-24", "25": "25-34", "35": "35-54", "55": "55+"}
STATUS: Final = {"yes": "displaced", "no": "not_displaced"}
SAID: Final = {"sex": ("sex", SEXES), "age": ("age", AGES), "displaced": ("status", STATUS)}
"""By the name of the question: its dimension, and the group of each answer. Who passed is in none."""


def groups(said: Mapping[str, str | None], *, language: str, ussd: bool, assisted: bool) -> str:
    """The groups of one rating. `said` is the profile by its questions: sex, age, displaced."""
    if assisted:
        return ASSISTED
    own = (
        f"{dimension}:{values[answer]}"
        for name, (dimension, values) in SAID.items()
        if (answer := said.get(name) or "") in values
    )
    return " ".join((ALL, *own, f"lang:{language}", f"channel:{'ussd' if ussd else 'sms'}"))


def belongs(group: str, dimension: str) -> bool:
    """Whether a group is one of a dimension, by the name that a reader asks for."""
    return group.startswith(DIMENSIONS[dimension])
