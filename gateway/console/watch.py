"""What the page "Veille" shows: open notices of somebody's places, and how whole the last weeks were.

Coordinators see all of it, with the name of the relay that somebody is to ask after; monitors, verifiers and
analysts series and weeks; who keeps the machine that an integrity notice waits, and no word of it (P44).
Nobody reads of what may concern an authority that they are tied to (P47).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from core.forms import day as day_of
from core.periods import iso_week
from gateway.console.figures import percent
from gateway.console.visitors import Visitor
from gateway.house import House
from gateway.noticewords import sentence, title, uncounted
from store import completeness, notices, offices, roster
from store.completeness import Completeness
from store.notices import Kind, Notice

WEEKS: Final = 5
ALL: Final[frozenset[Kind]] = frozenset({"anomaly", "silence", "drop", "integrity", "doubt"})
OPEN_TO_READERS: Final[frozenset[Kind]] = frozenset({"anomaly", "drop"})
OPERATOR: Final = "operator"
ANALYST: Final = "analyst"


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in words. `who` is the relay of a silence; `id` is empty where it is not to be answered."""

    title: str
    place: str
    sentence: str
    raised: str
    who: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """E7 of one cercle in one week."""

    place: str
    week: str
    told: str
    share: str
    remark: str = ""


def sees(visitor: Visitor) -> bool:
    return visitor.sees_figures or OPERATOR in visitor.roles


def kinds(visitor: Visitor) -> frozenset[Kind]:
    if visitor.coordinates:
        return ALL
    return OPEN_TO_READERS if visitor.sees_figures else frozenset()


def answers(visitor: Visitor, kind: Kind) -> bool:
    """Whether they may acknowledge a notice of a kind."""
    return visitor.coordinates or (visitor.role == "analyst" and kind == "anomaly")


def listed(house: House, visitor: Visitor, lang: str) -> list[Line]:
    """The newest first."""
    with house.database.read() as conn:
        open_ = (one for one in notices.open_notices(conn, visitor.areas) if one.kind in kinds(visitor))
        who = offices.member_of(conn, visitor.id)
        found = [one for one in open_ if who is None or not notices.concerns(one, who)]
        lines = [_line(house, conn, one, visitor, lang) for one in reversed(found)]
        machine = OPERATOR in visitor.roles and not visitor.coordinates
        waiting = _of_machine(conn) if machine else 0
    return [*lines, *([_unsaid(house, waiting, lang)] if waiting else [])]


def weeks(house: House, visitor: Visitor, lang: str) -> list[WeekLine]:
    """The last weeks of the visitor's cercles, the newest first."""
    if not visitor.sees_figures:
        return []
    now = house.clock()
    with house.database.read() as conn:
        found = completeness.weeks(
            conn, since=iso_week(now - timedelta(weeks=WEEKS)), until=iso_week(now), areas=visitor.areas
        )
    return [_week(house, one, lang) for one in sorted(found, key=lambda one: (-_number(one.week), one.area))]


def _line(house: House, conn: Any, notice: Notice, visitor: Visitor, lang: str) -> Line:
    return Line(
        title=title(house.say, notice, lang),
        place=_place(house, notice.area),
        sentence=_sentence(house, notice, visitor, lang),
        raised=day_of(notice.raised_at, lang),
        who=_relay(house, conn, notice) if notice.kind == "silence" else "",
        id=notice.id if answers(visitor, notice.kind) else "",
    )


def _sentence(house: House, notice: Notice, visitor: Visitor, lang: str) -> str:
    """Counts of a cercle are for the vetted people of the place; analysts read that a series left its habit
    (decision 10).
    """
    hidden = visitor.role == ANALYST and notice.kind == "anomaly"
    return uncounted(house.say, notice, lang) if hidden else sentence(house.say, notice, lang)


def _relay(house: House, conn: Any, notice: Notice) -> str:
    return roster.name_of(conn, house.vault, notice.key.partition(":")[0])


def _of_machine(conn: Any) -> int:
    return sum(one.acked_at is None for one in notices.of_kind(conn, "integrity"))


def _unsaid(house: House, waiting: int, lang: str) -> Line:
    told = house.say.ui("{n} avis d'intégrité attendent un coordinateur.", lang, n=waiting)
    return Line(house.say.ui("Intégrité", lang), "", told, "")


def _week(house: House, found: Completeness, lang: str) -> WeekLine:
    few = found.share is not None and found.share < house.country.alerts.completeness_floor
    return WeekLine(
        place=_place(house, found.area),
        week=found.week,
        told=f"{found.reporting} / {found.expected}",
        share="" if found.share is None else percent(found.share),
        remark=_remark(house, found, few, lang),
    )


def _remark(house: House, found: Completeness, few: bool, lang: str) -> str:
    if found.share is None:
        return house.say.ui("aucun relais attendu", lang)
    return house.say.ui("données insuffisantes", lang) if few else ""


def _number(week: str) -> int:
    return int(week.replace("-W", ""))


def _place(house: House, area: str) -> str:
    place = house.country.gazetteer.get(area)
    return f"{place.name} ({area})" if place else area
