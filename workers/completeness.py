"""Silence and completeness (`alerts.md` §8): who of the relays reported, and what is told where too few did.

Nobody writes to a relay. A relay away on leave is not expected, but counts where they report all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from core.contacts import Member
from core.errors import LasomiError
from core.periods import bounds, iso_week, week_quarter
from gateway.house import House
from store import completeness, inbox, notices, people, rounds, sims
from store.completeness import Completeness

ROUND: Final = "completeness"
WEEK: Final = timedelta(days=7)
NOBODY: Final = "system"
CERCLE: Final = 2


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay, the cercle that they report for, and when they came on the roster."""

    member: Member
    area: str
    joined: datetime


def close_weeks(house: House, now: datetime) -> int:
    """Keeps the completeness of the week that has ended, once its messages are read; how many cercles.

    A cercle under the floor raises its one drop alarm. Raises LasomiError, retryable, when the store or the
    keys do not answer.
    """
    week = iso_week(now - WEEK)
    if house.exercise or _is_begun(house, week):
        return 0
    with house.database.write() as conn:
        if not is_read(conn, now, _midnight(bounds(week)[1] + timedelta(days=1))):
            return 0
        if not rounds.begin(conn, ROUND, week):
            return 0
        found = measured(house, conn, week)
        for each in found:
            _close(house, conn, now, each)
    return len(found)


def is_read(conn: Any, now: datetime, until: datetime) -> bool:
    """Whether nothing that was received before a moment waits for a worker."""
    _, oldest = inbox.waiting(conn, now)
    return oldest is None or oldest >= until


def measured(house: House, conn: Any, week: str) -> list[Completeness]:
    """Every cercle that has relays, or of which something was told, in a week."""
    first, last = bounds(week)
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    serving = relays(house, conn)
    marks = _pseudonyms(house, conn, [relay.member for relay in serving], since)
    told = completeness.last_told(conn, sorted(marks.values()), since, until)
    phones = completeness.phones(conn, since, until)
    reported = {relay.member.id for relay in serving if marks.get(relay.member.id) in told}
    expected = {relay.member.id for relay in serving if _is_expected(relay, since, last)} | reported
    return [
        Completeness(
            area,
            week,
            sum(relay.area == area and relay.member.id in expected for relay in serving),
            sum(relay.area == area and relay.member.id in reported for relay in serving),
            phones.get(area, 0),
            _population(house, area),
        )
        for area in sorted({relay.area for relay in serving} | set(phones))
    ]


def tell_silence(house: House, now: datetime) -> int:
    """Raises one notice for each relay who has been silent for too long, and closes those of who spoke again;
    how many were raised.
    """
    if house.exercise:
        return 0
    with house.database.read() as conn:
        quiet = silent(house, conn, now)
        open_ = [one for one in notices.of_kind(conn, "silence") if one.acked_at is None]
    over = [one.id for one in open_ if one.key not in quiet]
    if not over and all(any(one.key == key for one in open_) for key in quiet):
        return 0
    with house.database.write() as conn:
        for id_ in over:
            notices.acknowledge(conn, id_, NOBODY, now)
        told = {"days": house.country.alerts.silence_days}
        return sum(
            notices.add(conn, kind="silence", key=key, area=relay.area, told=told, at=now) is not None
            for key, relay in quiet.items()
        )


def silent(house: House, conn: Any, now: datetime) -> Mapping[str, Relay]:
    """The relays of whom nothing was heard for more than the days of the rules, by the key of their notice.

    A key is the member and the week in which the silence began to be one: no day of a report (P27).
    """
    serving = [relay for relay in relays(house, conn) if not relay.member.away(now.date())]
    days = timedelta(days=house.country.alerts.silence_days)
    heard = _heard(house, conn, [relay.member for relay in serving], now)
    found: dict[str, Relay] = {}
    for relay in serving:
        since = max(relay.joined, _returned(relay.member, now), heard.get(relay.member.id, relay.joined))
        if now - since > days:
            found[f"{relay.member.id}:{iso_week(since + days)}"] = relay
    return found


def relays(house: House, conn: Any) -> list[Relay]:
    """Everybody who serves as a relay, with the first cercle of their areas."""
    joined = completeness.joined(conn)
    serving = [member for member in people.members(conn) if member.is_("relay") and member.areas]
    return [Relay(member, _cercle(house, member.areas), joined[member.id]) for member in serving]


def _close(house: House, conn: Any, now: datetime, found: Completeness) -> None:
    completeness.keep(conn, found)
    if found.share is None or found.share >= house.country.alerts.completeness_floor:
        return
    told = {"week": found.week, "reporting": found.reporting, "expected": found.expected}
    notices.add(conn, kind="drop", key=f"{found.area}:{found.week}", area=found.area, told=told, at=now)


def _is_begun(house: House, week: str) -> bool:
    with house.database.read() as conn:
        return rounds.is_done(conn, ROUND, week)


def _is_expected(relay: Relay, since: datetime, last: date) -> bool:
    """A whole week on the roster, and not one day of it away."""
    days = (since.date() + timedelta(days=n) for n in range((last - since.date()).days + 1))
    return relay.joined <= since and not any(relay.member.away(day) for day in days)


def _pseudonyms(house: House, conn: Any, members: Sequence[Member], at: datetime) -> dict[str, str]:
    """What each member's reports of the quarter of a moment bear, in RAM only."""
    vault = house.vault
    return {
        member.id: vault.pseudonym("report", sims.line_of(conn, vault, member.id), at) for member in members
    }


def _heard(house: House, conn: Any, members: Sequence[Member], now: datetime) -> dict[str, datetime]:
    """When each was last heard of; else the beginning of the oldest quarter whose key stands, since which
    nothing came.
    """
    last: dict[str, datetime] = {}
    begun: dict[str, datetime] = {}
    for at in (now, now - WEEK):
        try:
            marks = _pseudonyms(house, conn, members, at)
        except LasomiError as error:
            if error.code != "key_gone":
                raise
            continue
        since = _midnight(bounds(week_quarter(at))[0])
        told = completeness.last_told(conn, sorted(marks.values()), since, now + WEEK)
        last = {id_: told[mark] for id_, mark in marks.items() if mark in told} | last
        begun |= dict.fromkeys(marks, since)
    return begun | last


def _returned(member: Member, now: datetime) -> datetime:
    """The end of the last leave that is over, or long ago."""
    over = [leave.until for leave in member.leave if leave.until < now.date()]
    return _midnight(max(over, default=date.min) + timedelta(days=1))


def _cercle(house: House, areas: Sequence[str]) -> str:
    places = ((area, house.country.gazetteer.get(area)) for area in areas)
    return next((area for area, place in places if place and place.level == CERCLE), areas[0])


def _population(house: House, area: str) -> float | None:
    place = house.country.gazetteer.get(area)
    return float(place.population) if place and place.population else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
