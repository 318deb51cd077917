"""Something of everything, at Ansongo: what the matrix of authorisation tries to reach."""

from datetime import timedelta
from typing import Any

from flows.questionnaire import mark_of, questions
from gateway.feeds.draft import counting_of
from gateway.feeds.publication import publish
from gateway.highlights.facts import facts
from store import access, alerts, cases, drills, highlights, notices, packages, people, wordings
from store.cases import Case
from tests.gateway.rooms import NOON, Room, alert, incident
from tests.gateway.triage_room import told
from tests.ops.test_drills import SCRIPT
from workers import cap

SERIES = {
    "series": "2",
    "period": "2026-10-12",
    "x": 7,
    "phones": 9,
    "population": None,
    "methods": {"C1": [1.143, 4.14]},
}


def filled(here: Room) -> dict[str, str]:
    """The ids of what a path may name."""
    here.keep(incident(severity=4, code="11"))
    here.keep(incident("i-52", code="52", severity=4, state="verified"))
    here.keep(incident("i-free", state="verified"), released_at=NOON - timedelta(days=5))
    here.keep(incident("i-false", state="false"))
    _alerts(here)
    told(here, "r1")
    for closed in ("2026-W39", "2026-W40"):
        publish(here.house, counting_of(here.house), closed, NOON)
    week = facts(here.house, "2026-W40")
    with here.house.database.write() as conn:
        drills.prepare(conn, number="EX-03", title="Attaque", script=SCRIPT, now=NOON)
        highlights.approve(conn, "2026-W40", week, "someone", NOON)
        asked = questions(here.house.flows)
        form = packages.keep_form(conn, mark_of(asked), asked)
        named = {"package": packages.add(conn, "2026-Q3", form, "notes", NOON)}
        named["key"] = access.issue_key(conn, label="une", scopes=["public"], now=NOON, issued_by="awa")[0]
        named["sentence"] = wordings.mark(next(iter(here.house.say.catalogue("bm").entries)))
        return named | _cases(conn) | _watched(here, conn)


def _alerts(here: Room) -> None:
    """One that staff knows, one that a person has let go."""
    here.alert(alert("a1", "2417"))
    free = alert("a2", "2418", incident="i-52", code="52", state="verified")
    here.alert(free)
    with here.house.database.write() as conn:
        cap.tell(here.house, conn, NOON, alert("a1", "2417"))
        cap.tell(here.house, conn, NOON, free)
        alerts.release(conn, "a2", "someone", NOON)
        cap.release(here.house, conn, NOON, free)


def _cases(conn: Any) -> dict[str, str]:
    about: dict[str, Any] = {"referred_at": NOON, "place": "ML070101", "week": "2026-W42"}
    theft = cases.refer(conn, Case("", 1, "ML070101", code="22", **about))
    abuse = cases.refer(conn, Case("", 4, "ML0701", code="52", about="4:ML0701", **about))
    return {"theft": theft.id, "abuse": abuse.id}


def _watched(here: Room, conn: Any) -> dict[str, str]:
    """A relay who serves there, and a series that left its habit."""
    about: dict[str, Any] = {"number": "+22376000002", "name": "Awa Exemple", "areas": ("ML0701",)}
    member = people.add_member(conn, here.house.vault, roles=("relay",), now=NOON, **about)
    notice = notices.add(conn, kind="anomaly", key="x", area="ML0701", told=SERIES, at=NOON)
    return {"member": member.id, "notice": str(notice)}
