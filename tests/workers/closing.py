"""Hands that close the loop: people of the console ask, authorities answer, the workers carry it out."""

from collections.abc import Sequence
from typing import Any

from core.referrals import offices_of
from store import cases, incidents, offices
from store.cases import Case
from tests.workers.bureau import Bureau

People = dict[str, dict[str, Any]]


def asks(bureau: Bureau, who: dict[str, Any], verb: str, at: str | None = None, **about: Any) -> str:
    """One word: what was done, or why not."""
    account = who.get("account", "account")
    body = {"verb": verb, "account": account, "role": who["role"], "areas": list(who["areas"])}
    row = bureau.accept("command", body | about, at=at)
    bureau.work()
    fate = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return str(fate["reason"])


def seen_by(bureau: Bureau, who: dict[str, Any]) -> Sequence[Case]:
    """What somebody has on the page of cases."""
    with bureau.house.database.read() as conn:
        if who["role"] == "authority":
            return cases.of_offices(conn, offices_of(who["areas"]))
        return cases.of_areas(conn, who["areas"], offices.ties(conn, who.get("account", "")))


def incident_of(bureau: Bureau) -> str:
    """The only incident there is."""
    return str(bureau.one("SELECT id FROM incidents")["id"])


def judged(bureau: Bureau, state: Any, at: str | None = None) -> None:
    """A verdict by a person, past the alert's own rules: the state alone is wanted."""
    with bureau.house.database.write() as conn:
        assert incidents.set_state(conn, incident_of(bureau), state, bureau.watch.at)
