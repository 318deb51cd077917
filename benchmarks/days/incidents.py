"""What happens in the simulated house: incidents with those who tell of them, alerts and how soon they were
answered, verdicts, releases, cases referred; relays, voices, flags, contacts of the protected lane.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from benchmarks.days.house import OTHER, REGION, communes
from core.periods import iso_week
from core.reports import Incident, Report, State, Understanding
from store import alerts, cases, completeness, figures, incidents, notices, protected, reports
from store.cases import Case
from store.completeness import Completeness
from store.tables import incidents as kept_incidents
from tests.gateway.rooms import Room, alert, incident
from workers.aggregate import (
    ACKNOWLEDGEMENT_TO_ACTION,
    ALERT_TO_ACKNOWLEDGEMENT,
    ALERT_TO_CLOSURE,
    FALSE_TO_COUNTER,
    RECEIPT_TO_ALERT,
    of_incident,
)

CODES: Final = ("11", "21", "22", "22", "31", "44")
GRAVE: Final = frozenset({"11", "21"})
VERDICTS: Final[tuple[State | None, ...]] = ("verified", "verified", "false", None, None, None)
DAY: Final = timedelta(days=1)
STEPS: Final = (RECEIPT_TO_ALERT, ALERT_TO_ACKNOWLEDGEMENT, ACKNOWLEDGEMENT_TO_ACTION, ALERT_TO_CLOSURE)


def happen(here: Room, conn: Any, at: datetime, chance: random.Random, n: int) -> None:
    """So many incidents; one in ten of the week before."""
    for _ in range(n):
        _happen(here, conn, at - timedelta(days=7 if chance.random() < 0.1 else 0), chance)


def _happen(here: Room, conn: Any, at: datetime, chance: random.Random) -> None:
    id_, code, place = (
        f"i-{chance.getrandbits(48):012x}",
        chance.choice(CODES),
        chance.choice(communes(here.house.country.gazetteer)),
    )
    units = {"adm1": place[:4], "adm2": place[:6], "adm3": place, "place": place}
    severity = 3 if code in GRAVE else 2
    told = incident(id_, code=code, severity=severity, opened_at=at, updated_at=at, **units)
    incidents.save(conn, told)
    names = [f"r{chance.randint(0, 10**6)}" for _ in range(chance.choice((1, 2, 6)))]
    for name in names:
        _told(here, conn, told, name)
    figures.observe_all(conn, of_incident(told, names, here.house.country.gazetteer), cause=id_)
    if severity > 2 or chance.random() < 0.3:
        _alert(conn, told, chance)
    sex = chance.choice(("f", "m", "m"))
    for name in (f"voices_{sex}", "voices"):
        figures.count(conn, name, place[:4], iso_week(at))


def _told(here: Room, conn: Any, of: Incident, name: str) -> None:
    said = Understanding(language="fr", language_confidence=1.0, intent="incident", redacted="")
    kept = Report(f"r-{of.id}-{name}", f"{of.id}-{name}", name, "2026-Q3w", "a", of.opened_at, said)
    reports.save(conn, here.house.vault, kept, now=of.opened_at)
    incidents.attach(conn, kept.id, of.id, name)


def _alert(conn: Any, of: Incident, chance: random.Random) -> None:
    at = of.opened_at
    about: dict[str, Any] = {"incident": of.id, "code": of.code, "severity": of.severity, "area": of.adm3}
    about |= {"raised_at": at, "accepted_at": at, "expires_at": at + DAY}
    raised = alert(f"a-{of.id}", f"{chance.randrange(10_000):04d}", **about)
    if not alerts.raise_(conn, raised, of.adm1, of.adm2):
        return
    for step in STEPS[: chance.choice((1, 2, 2, 3, 4))]:
        seconds = float(chance.randint(10, 4_000))
        figures.duration(conn, step, raised.id, str(of.adm2), iso_week(at), seconds)
        if step == ALERT_TO_ACKNOWLEDGEMENT:
            alerts.acknowledge(conn, raised.id, "m", at + timedelta(seconds=seconds))


def judge(conn: Any, at: datetime, chance: random.Random) -> None:
    """Verdicts on what is a day old: verified and perhaps released, or false, and no longer counted."""
    table = kept_incidents.c
    asked = select(table.id, table.adm2).where(table.state == "unverified").order_by(table.id)
    for id_, cercle in conn.execute(asked).all():
        verdict = chance.choice(VERDICTS)
        if verdict is None:
            continue
        incidents.set_state(conn, id_, verdict, at, by="ben")
        if verdict == "false":
            figures.take_back(conn, id_)
            figures.duration(
                conn, FALSE_TO_COUNTER, id_, cercle, iso_week(at), float(chance.randint(60, 9_000))
            )
        elif chance.random() < 0.6:
            incidents.release(conn, id_, "awa", at)


def refer(here: Room, conn: Any, at: datetime, chance: random.Random, n: int) -> None:
    """Cases of a month ago, some answered in time, some closed, some withdrawn."""
    for _ in range(n):
        place = chance.choice(communes(here.house.country.gazetteer))
        since = at - timedelta(days=31 + chance.randint(0, 9))
        authority = chance.choice((1, 1, 1, 4, 6))
        one = cases.refer(
            conn, Case("", authority, place, since, place=place, code="33", week=iso_week(since))
        )
        if chance.random() < 0.6:
            cases.respond(conn, one.id, "visit", since + timedelta(days=chance.randint(1, 40)))
        ends: tuple[Callable[[], Any] | None, ...] = (
            lambda: cases.close(conn, one.id, since + timedelta(days=20), "settled"),  # noqa: B023
            lambda: cases.withdraw(conn, one.id, since + DAY, "error"),  # noqa: B023
            None,
        )
        if end := chance.choices(ends, (6, 1, 3))[0]:
            end()


def watch(here: Room, conn: Any, at: datetime, chance: random.Random) -> None:
    """Relays of the week, a flag now and then, and who called for help of a protected kind."""
    week = iso_week(at)
    for cercle in sorted({each[:6] for each in communes(here.house.country.gazetteer)}):
        expected = 2 + sum(map(ord, cercle)) % 7
        completeness.keep(conn, Completeness(cercle, week, expected, chance.randint(0, expected), expected))
        if chance.random() < 0.2:
            told = {"methods": [chance.choice(("C1", "CUSUM"))], "period": week}
            notices.add(conn, kind="anomaly", key=f"{cercle}/{week}", area=cercle, told=told, at=at)
    for region in (REGION, REGION, OTHER, "ML"):
        if chance.random() < 0.4:
            protected.contact(conn, place=region, week=week, mark=chance.randbytes(16))
