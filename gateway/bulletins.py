"""The bulletin of a region and week as it would leave now: what a person approves is what they have seen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from core.bulletin import Closed, Line, Voice, lines, sms, texts
from core.country import Country
from core.disclosure import K_REPORTERS, is_open
from core.periods import bounds, iso_week
from core.referrals import coarse
from gateway.feeds import counts, cube
from gateway.house import House
from store import bulletins, cases, incidents, rumours, switches
from store.cases import Case

PUBLIC = "public"
FALSE = "false"


@dataclass(frozen=True, slots=True)
class Draft:
    """`told`: texts by language, and `sms`; `held`: cases that fewer than k people told; `mark`: its hash."""

    told: Mapping[str, Any]
    lines: tuple[Line, ...]
    held: int
    mark: str


def draft(house: House, conn: Any, area: str, week: str, now: datetime) -> Draft | None:
    """None before the week is three days over (P62), and for what is no region or no week."""
    region = house.country.gazetteer.get(area)
    if region is None or region.level != 1 or not is_over(week, now):
        return None
    since, until = moments(week)
    cube_of = _Cube(house, conn)
    closed = [_closed(conn, case, area) for case in cases.of_week(conn, area, since, until)]
    found, held = lines(closed, cube_of.shows)
    voice = Voice(house.say, labels(house), region.name, house.country.settings.service_code)
    off = switches.closed(conn)
    against = rumours.said_in(conn, area, since, until)
    counters = [each.text for each in against if each.place[: switches.CERCLE_LETTERS] not in off]
    told = {**texts(voice, found, counters), "sms": sms(voice, week, found)}
    return Draft(told, tuple(found), held, _mark(told))


def places_of(country: Country, region: str) -> tuple[str, ...]:
    """Where the relays serve who hear the bulletin of a region: there, in its cercles, in the country."""
    cercles = [unit.code for unit in country.gazetteer.units(2) if unit.parent == region]
    return (region, *cercles, country.gazetteer.country)


def is_over(week: str, now: datetime) -> bool:
    """Whether a week may be spoken of in public."""
    try:
        return "-W" in week and is_open(week, PUBLIC, now)
    except ValueError:
        return False


def moments(week: str) -> tuple[datetime, datetime]:
    """The first moment of a week and the first after it."""
    first, last = bounds(week)
    after = last + timedelta(days=1)
    return datetime.combine(first, time(), UTC), datetime.combine(after, time(), UTC)


def labels(house: House) -> Mapping[str, Mapping[str, str]]:
    return {each.code: each.label for each in counts.counted_codes(house.country)}


@dataclass(frozen=True, slots=True)
class _Cube:
    """The public counts, region by category and week: a line is told where its cell is (P56, P59)."""

    house: House
    conn: Any

    def shows(self, closed: Closed) -> bool:
        if closed.state == FALSE:
            since, until = moments(closed.week)
            told = bulletins.tellers_of_false(self.conn, closed.region, closed.code, since, until)
            return told >= K_REPORTERS
        cell = counts.key(closed.region, closed.code)
        week = cube.week_of(self.house, closed.week)
        if week is None:
            return False
        counted = week.by_code.get((closed.region, closed.code))
        return counted is not None and counted.incidents > 0 and cell not in week.hidden


def _closed(conn: Any, case: Case, area: str) -> Closed:
    incident = incidents.get(conn, case.incident_id) if case.incident_id else None
    week = iso_week(incident.opened_at) if incident else ""
    code, state = (incident.code, incident.state) if incident and coarse(incident) else ("", "")
    return Closed(code, area, week, state, case.response_kind or "", case.outcome or "")


def _mark(told: Mapping[str, Any]) -> str:
    whole = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
