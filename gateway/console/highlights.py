"""Which weeks can be written up, which were approved and by whom, and their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from core.disclosure import is_open
from core.periods import bounds, iso_week
from gateway.console.visitors import Visitor
from gateway.feeds import bins, cube
from gateway.highlights import document as documents
from gateway.highlights.blocks import Document
from gateway.highlights.facts import Facts, HeldBack, facts
from gateway.house import House
from store import accounts, audit, highlights
from store.highlights import mark_of

WEEKS: Final = 8
EARLY: Final = "figures"
PUBLIC: Final = "public"


@dataclass(frozen=True, slots=True)
class Week:
    """A closed week in the list. `by`: who approved it, empty for a draft. `held`: it cannot be written up,
    its figures are not published.
    """

    week: str
    by: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A week as its page shows it. `mark` is of its facts: what is approved is what was read.

    `ready`: the week is old enough to be let go (P62).
    """

    week: str
    told: Facts
    mark: str
    by: str
    ready: bool


def listed(house: House, visitor: Visitor) -> list[Week]:
    """The last closed weeks, the newest first; drafts for those who make them only."""
    with house.database.read() as conn:
        done = {each.week: _name(house, each.approved_by) for each in highlights.approved(conn, WEEKS)}
    drafts = _closed(house) if visitor.makes_highlights else ()
    weeks = sorted({*done, *drafts}, reverse=True)[:WEEKS]
    return [Week(week, done.get(week, ""), week not in done and _is_held(house, week)) for week in weeks]


def opened(house: House, visitor: Visitor, week: str) -> Opened | None:
    """What was approved of a week, or its draft as it is now; None for what is not for this visitor."""
    with house.database.read() as conn:
        done = highlights.get(conn, week)
    if done is not None:
        return Opened(week, done.told, done.mark, _name(house, done.approved_by), ready=True)
    if not visitor.makes_highlights or week not in _closed(house):
        return None
    try:
        told = facts(house, week)
    except HeldBack:
        return None
    return Opened(week, told, mark_of(told), "", ready=is_open(week, PUBLIC, house.clock()))


def written(house: House, visitor: Visitor, found: Opened, name: str) -> tuple[str, str, str] | None:
    """Content, media type and file name of `fr.md`, `en.html`, `fr-regions.svg`…; None for no file of ours.

    Who took it away stands in the audit (P52).
    """
    lang, _, rest = name.partition("." if "." in name[:3] else "-")
    if lang not in documents.LANGUAGES:
        return None
    said = document(house, found, lang)
    made = _made(said, rest)
    if made is not None:
        _note(house, visitor, f"{found.week}:{name}", "approved" if found.by else "draft")
    return made


def document(house: House, found: Opened, lang: str) -> Document:
    return documents.document(house, found.told, lang, approved_by=found.by)


def _made(said: Document, rest: str) -> tuple[str, str, str] | None:
    prefix = documents.prefix(said)
    if rest in documents.FORMATS:
        return documents.written(said, rest), documents.FORMATS[rest], f"{prefix}.{rest}"
    drawn = {f"{drawing.name}.svg": drawing.svg for drawing in said.drawings}
    return (drawn[rest], documents.SVG, f"{prefix}-{rest}") if rest in drawn else None


def _closed(house: House) -> Sequence[str]:
    newest = bins.latest("count", EARLY, house.clock())
    first = bounds(newest)[0]
    return [iso_week(first - timedelta(weeks=back)) for back in range(WEEKS)]


def _is_held(house: House, week: str) -> bool:
    return cube.week_of(house, week) is None


def _name(house: House, account: str) -> str:
    with house.database.read() as conn:
        known = accounts.account_list(conn)
    return next((each.login for each, _ in known if each.id == account), account)


def _note(house: House, visitor: Visitor, what: str, reason: str) -> None:
    with house.database.write() as conn:
        about = {"account": visitor.id, "role": visitor.role, "action": "export", "object": what}
        audit.write(conn, house.vault, at=house.clock(), reason=reason, **about)
