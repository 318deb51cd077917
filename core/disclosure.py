"""Which numbers stay hidden, so that none can be subtracted back to a person (`indicators.md` §5.4-5.5).

A table is a set of entries and the sums that bind them. An entry under its k is hidden; then, as long as a
hidden one follows from what is shown, the next smallest is hidden too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.exposure import MANY, Shifts, Table, exposed, unproven
from core.indicators import effective, regime
from core.periods import end_of

K_RATINGS = 10
K_REPORTERS = 5
K_PUBLIC = 30
K_PROTECTED = 10
K_LOCALITIES = 3
SECONDARY = "secondary"
REST = "/rest"

FINEST_LEVEL = {"public": 1, "figures": 3}
WEEK_DELAY = {"public": timedelta(hours=72), "figures": timedelta(hours=24)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A number on its way to a table.

    `reason` says why it is hidden by itself, `n` who is hidden next. A silent entry stands in no table and
    can yet follow from those that do: the ratings of a cercle that name no commune. `least` is what a reader
    knows of it once it is hidden: one where nobody is told by no row or by a zero.
    """

    key: str
    n: float
    reason: str = ""
    silent: bool = False
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` is the sum of `parts`: all are keys of entries."""

    total: str
    parts: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


def finest_level(scopes: Collection[str]) -> int | None:
    """The finest administrative level whose figures these scopes open; None when they open none."""
    return max((level for scope, level in FINEST_LEVEL.items() if scope in scopes), default=None)


def is_open(period: str, scope: str, now: datetime) -> bool:
    """Whether a period may be read: closed, and for weeks late enough for this scope (P62)."""
    return opens(period, scope) <= now


def opens(period: str, scope: str) -> datetime:
    """The moment from which a period may be read: weeks, and quarters of weeks, a while after their end."""
    of_weeks = "-W" in period or period.endswith("w")
    return end_of(period) + (WEEK_DELAY[scope] if of_weeks else timedelta())


def rating_reason(n: float, weight2: float, localities: int) -> str:
    """Why a cell of ratings is hidden from everyone but the steering committee, or nothing."""
    if not n:
        return "no data"
    enough = regime(n, effective(n, weight2)) != "suppressed" and localities >= K_LOCALITIES
    return "" if enough else f"k<{K_RATINGS}"


def public_reason(reason: str, n: float, localities: int) -> str:
    """Why publication is refused: what already hides the cell, or too few raters for the public."""
    if reason:
        return reason
    return "" if n >= K_PUBLIC and localities >= K_LOCALITIES else f"raters<{K_PUBLIC}"


def count_reason(reporters: int, *, level: int) -> str:
    """Why a count is hidden. A true zero shows at region level only (P60)."""
    if reporters >= K_REPORTERS or (reporters == 0 and level <= 1):
        return ""
    return f"k<{K_REPORTERS}"


def nested(
    shown: Mapping[str, Entry],
    parents: Mapping[str, str],
    k: int,
    people: Mapping[str, int] | None = None,
) -> tuple[list[Entry], list[Sum]]:
    """Units within units: a sum per parent, and a silent entry for what none of its units accounts for.

    `people`: how many stand behind that, by parent, where cases are counted and k is of people.
    """
    children: dict[str, list[str]] = {}
    for key in sorted(shown):
        if parents.get(key) in shown:
            children.setdefault(parents[key], []).append(key)
    entries, sums = list(shown.values()), []
    for total, parts in children.items():
        rest = shown[total].n - sum(shown[part].n for part in parts)
        if rest > 0:
            few = (people or {}).get(total, rest) < k
            entries.append(Entry(f"{total}{REST}", rest, f"k<{k}" if few else "", silent=True))
            parts.append(f"{total}{REST}")
        sums.append(Sum(total, tuple(parts)))
    return entries, sums


def suppress(entries: Iterable[Entry], sums: Sequence[Sum], k: int = 0) -> dict[str, str]:
    """The key of every hidden entry with its reason, once nothing hidden follows from what is shown, nor can
    be told to within less than k.
    """
    table = {entry.key: entry for entry in entries}
    hidden = {key: entry.reason for key, entry in table.items() if entry.reason}
    _cover(table, sums, hidden)
    if k:
        _widen(table, sums, hidden, k)
    return {key: reason for key, reason in hidden.items() if not table[key].silent}


def exposures(entries: Iterable[Entry], sums: Sequence[Sum], hidden: Collection[str], k: int) -> list[str]:
    """The exact audit (P58): who of the hidden follows from what is shown, or nearly does."""
    table = {entry.key: entry for entry in entries}
    secret = [key for key, entry in table.items() if key in hidden or (entry.silent and entry.reason)]
    return exposed(_seen(table, sums, secret), secret, k)


def _cover(table: Mapping[str, Entry], sums: Sequence[Sum], hidden: dict[str, str]) -> None:
    while (found := _exposed(table, sums, hidden)) is not None:
        hidden[_next(found, table, sums, hidden)] = SECONDARY


def _widen(table: Mapping[str, Entry], sums: Sequence[Sum], hidden: dict[str, str], k: int) -> None:
    """Hides more until every hidden one can be shifted by k. Who has that room keeps it."""
    _loosen(table, sums, hidden, k)
    seen, shifts = _seen(table, sums, hidden), Shifts()
    waiting, looked = unproven(seen, sorted(hidden), k, shifts), len(hidden)
    while waiting:
        key = waiting.pop()
        before = set(hidden)
        while exposed(seen, [key], k, shifts) and (near := _near(key, table, sums, hidden)):
            hidden[_next(near, table, sums, hidden)] = SECONDARY
            _cover(table, sums, hidden)
            seen = _seen(table, sums, hidden)
        waiting += sorted(hidden.keys() - before)
        if len(hidden) >= looked + MANY:
            waiting, looked = unproven(seen, waiting, k, shifts), len(hidden)


def _loosen(table: Mapping[str, Entry], sums: Sequence[Sum], hidden: dict[str, str], k: int) -> None:
    """The same where one sum says it: who shares a known total rises by no more than others can spare."""
    before = -1
    while len(hidden) > before:
        before = len(hidden)
        for each in sums:
            while _is_tight(each, table, hidden, k):
                hidden[_next(each, table, sums, hidden)] = SECONDARY
        _cover(table, sums, hidden)


def _is_tight(each: Sum, table: Mapping[str, Entry], hidden: Mapping[str, str], k: int) -> bool:
    if each.total in hidden or table[each.total].silent:
        return False
    unknown = [table[part] for part in each.parts if part in hidden or table[part].silent]
    somebody = any(entry.n and entry.key in hidden for entry in unknown)
    return somebody and sum(max(0.0, entry.n - entry.least) for entry in unknown) < k


def _seen(table: Mapping[str, Entry], sums: Sequence[Sum], hidden: Collection[str]) -> Table:
    """As a reader sees it. What stands in no table is unknown, whether it needs to be or not."""
    truth = {key: entry.n for key, entry in table.items()}
    least = {key: entry.least for key, entry in table.items() if entry.least}
    return Table(truth, sums, {key for key in table if key in hidden or table[key].silent}, least)


def _near(key: str, table: Mapping[str, Entry], sums: Sequence[Sum], hidden: Collection[str]) -> Sum | None:
    """The nearest sum in which something can yet be hidden; None in a block where all is."""
    reached, before = {key}, 0
    while len(reached) > before:
        before = len(reached)
        touched = [each for each in sums if reached & set(each.keys)]
        for each in touched:
            if any(part not in hidden and not table[part].silent for part in each.keys):
                return each
        reached |= {part for each in touched for part in each.keys}
    return None


def _exposed(table: Mapping[str, Entry], sums: Sequence[Sum], hidden: Mapping[str, str]) -> Sum | None:
    """A sum that gives a hidden number away. What follows without harm counts as shown from then on."""
    unknown = {key for key, entry in table.items() if entry.silent or key in hidden}
    follows = True
    while follows:
        follows = False
        for each in sums:
            left = [key for key in each.keys if key in unknown]
            if len(left) != 1:
                continue
            if left[0] in hidden and table[left[0]].n:
                return each
            unknown.discard(left[0])
            follows = True
    return None


def _next(exposed: Sum, table: Mapping[str, Entry], sums: Sequence[Sum], hidden: Mapping[str, str]) -> str:
    """Who is hidden next: a part of the sum before its total, the fewest, the lowest code; zeros last."""
    near = {key for each in sums if set(each.keys) & set(exposed.keys) for key in each.keys}
    shown = [table[key] for key in near if key not in hidden and not table[key].silent]
    ranks = {
        entry.key: (
            entry.n == 0,
            entry.key not in exposed.parts,
            entry.key != exposed.total,
            entry.n,
            entry.key,
        )
        for entry in shown
    }
    return min(ranks, key=ranks.__getitem__)


def at_least(sources: int) -> int:
    """1, 5 or 10 sources, "at least" (P61)."""
    return max(bound for bound in (1, 5, 10) if sources >= bound or bound == 1)
