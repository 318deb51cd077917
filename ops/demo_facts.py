"""What became of the demo: counted in its own database, and its figures as its own feed serves them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import func, select

from core.country import Country
from gateway.house import House
from store import alerts, incidents, outbox, quarantine, reports
from store.database import Database
from store.tables import counters, inbox, ratings

INDICATORS = ("G1", "G2")


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """One alert: seconds from acceptance to the first attempt to send, from raising to acknowledgement."""

    number: str
    code: str
    area: str
    severity: int
    state: str
    sources: int
    sent_after: float | None
    acknowledged_after: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    received: Mapping[str, int]
    outcomes: Mapping[str, int]
    sent: Mapping[str, int]
    languages: Mapping[str, int]
    codes: Mapping[str, int]
    reports: int
    located: int
    ratings: int
    incidents: int
    alerts: tuple[AlertFacts, ...]
    quarantined: Mapping[str, int]
    protected: int
    indicators: tuple[Mapping[str, Any], ...]


def gather(house: House, rows: tuple[Mapping[str, Any], ...]) -> Facts:
    """The facts of a database, beside the rows that the feed gave."""
    with house.database.read() as conn:
        places = reports.tally(conn, "place")
        return Facts(
            received=_received(house.database),
            outcomes=_outcomes(house.database),
            sent=_added((f"{channel} {state}", n) for (channel, state), n in outbox.counts(conn).items()),
            languages=_by_name(reports.tally(conn, "language")),
            codes=_by_name(reports.tally(conn, "code")),
            reports=sum(places.values()),
            located=sum(n for (place,), n in places.items() if place),
            ratings=conn.execute(select(func.count()).select_from(ratings)).scalar_one(),
            incidents=sum(incidents.tally(conn, "code").values()),
            alerts=tuple(
                _alert(listed) for listed in alerts.listing(conn, areas=[house.country.gazetteer.country])
            ),
            quarantined=quarantine.counts(conn),
            protected=_protected(house.database),
            indicators=rows,
        )


def figures(address: str, key: str, quarter: str, country: Country) -> tuple[Mapping[str, Any], ...]:
    """What the country has of G1 and G2 in a quarter, as the feed serves it: each authority at the level of
    its unit.
    """
    authorities = country.authorities
    with httpx.Client(
        base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False
    ) as client:
        return tuple(
            row
            for indicator in INDICATORS
            if country.indicator(indicator)
            for level in (3, 2, 1)
            for row in _asked(client, indicator, quarter, f"adm{level}")
            if row["authority"] in authorities and authorities[row["authority"]].level == level
        )


def _asked(client: httpx.Client, indicator: str, quarter: str, level: str) -> list[Mapping[str, Any]]:
    wanted = {"indicator": indicator, "period": quarter, "level": level}
    answer = client.get("/v1/indicators", params=wanted).raise_for_status()
    rows: list[Mapping[str, Any]] = answer.json()["data"]
    return rows


def _received(database: Database) -> dict[str, int]:
    """Accepted requests by channel and kind."""
    asked = select(inbox.c.channel, inbox.c.kind, func.count().label("n")).group_by(
        inbox.c.channel, inbox.c.kind
    )
    with database.read() as conn:
        return {f"{row.channel} {row.kind}": row.n for row in conn.execute(asked)}


def _outcomes(database: Database) -> dict[str, int]:
    """What became of the rows; empty where shredding cut it after 72 h: nothing may lead to it."""
    asked = select(inbox.c.outcome, func.count().label("n")).group_by(inbox.c.outcome)
    with database.read() as conn:
        return {row.outcome or "": row.n for row in conn.execute(asked)}


def _protected(database: Database) -> int:
    asked = select(func.coalesce(func.sum(counters.c.n), 0)).where(counters.c.name == "protected")
    with database.read() as conn:
        return int(conn.execute(asked).scalar_one())


def _alert(listed: alerts.Listed) -> AlertFacts:
    one = listed.alert
    return AlertFacts(
        one.number,
        one.code,
        one.area,
        one.severity,
        one.state,
        one.sources,
        listed.alert_seconds,
        listed.ack_seconds,
    )


def _by_name(tallied: Mapping[tuple[Any, ...], int]) -> dict[str, int]:
    return _added((str(name) if name is not None else "-", n) for (name,), n in tallied.items())


def _added(pairs: Any) -> dict[str, int]:
    total: Counter[str] = Counter()
    for name, n in pairs:
        total[name] += n
    return dict(sorted(total.items()))
