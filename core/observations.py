"""One thing counted: what an incident or a rating adds to the sums of its places (`indicators.md` §6)."""

from typing import NamedTuple


class Observation(NamedTuple):
    """`places` are the unit and its ancestors, `group` the groups that it counts in, parted by blanks;
    `member` is whom k counts: a reporter's pseudonym, a locality of raters.
    """

    indicator: str
    places: tuple[str, ...]
    period: str
    group: str = "all"
    authority: int = 0
    numerator: float = 0.0
    denominator: float = 0.0
    dont_know: int = 0
    member: str | None = None
