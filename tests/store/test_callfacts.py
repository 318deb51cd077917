"""What a call finds when it begins: role, draw, the last report as far as it may be told, and lists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.contacts import Role
from core.draw import drawn
from store import alerts, callfacts, cases, commitments, incidents, outbox, people, pins, profiles, reports
from store.cases import Case
from store.database import Database
from store.keys import Keys
from store.sessions import Found
from store.vault import Vault
from tests.mali import mali
from tests.store.test_alerts import alert
from tests.store.test_reports import event, told

NUMBER, OTHER = "+22376000001", "+22376000002"


def look(database: Database, vault: Vault, at: datetime, number: str = NUMBER) -> tuple[str, Found]:
    with database.read() as conn:
        contact = people.peek(conn, vault, number, at)
        return callfacts.look(conn, vault, mali(), contact, number, at)


def facts(database: Database, vault: Vault, at: datetime, number: str = NUMBER) -> Mapping[str, str]:
    return look(database, vault, at, number)[1].facts


def test_a_new_phone_finds_its_draw_and_nothing_else(database: Database, vault: Vault, at: datetime) -> None:
    role, found = look(database, vault, at)
    assert (role, found.lists, found.draft) == ("public", {}, ())
    rater = vault.pseudonym("rating", NUMBER, at)
    digest = vault.mark("draw", f"{rater}|2026-Q3", at)
    general, forces = drawn(digest, forces=False), drawn(digest, forces=True)
    assert found.facts == {"general": ",".join(general), "forces": ",".join(forces)}
    assert facts(database, vault, at + timedelta(days=60)) == found.facts


def test_without_the_key_of_the_draw_nothing_is_drawn(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    key = keys.key

    def not_issued(family: str, epoch: str) -> bytes:
        return key(family, "1999-Q1" if family == "draw" else epoch)

    keys.key = not_issued  # type: ignore[method-assign]
    assert facts(database, vault, at) == {}


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (("relay",), "relay"),
        (("monitor", "verifier"), "monitor"),
        (("verifier",), "verifier"),
        (("national",), "national"),
        (("regional", "monitor"), "regional"),
        (("gbv_focal",), "public"),
    ],
)
def test_the_role_is_that_of_the_roster(
    database: Database, vault: Vault, at: datetime, roles: tuple[Role, ...], role: str
) -> None:
    with database.write() as conn:
        member = {"number": NUMBER, "name": "Awa", "areas": ("ML0701",), "now": at}
        people.add_member(conn, vault, roles=roles, **member)  # type: ignore[arg-type]
    assert look(database, vault, at)[0] == role
    assert look(database, vault, at, OTHER)[0] == "public"


def test_who_one_is_is_asked_once(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        people.remember(conn, vault, NUMBER, at, language="fr", home="ML0701")
    assert "profile" not in facts(database, vault, at)
    with database.write() as conn:
        profiles.keep(conn, vault, NUMBER, at, {"sex": "skip"})
    found = facts(database, vault, at)
    assert (found["profile"], found["home"]) == ("asked", "ML0701")


@pytest.mark.parametrize(
    ("state", "code", "released", "closed", "expected"),
    [
        ("unverified", "22", False, False, "received"),
        ("corroborated", "22", False, False, "checking"),
        ("verified", "22", False, False, "withheld"),
        ("verified", "22", True, False, "verified"),
        ("false", "22", False, False, "false"),
        ("unresolved", "22", False, False, "closed"),
        ("verified", "22", False, True, "closed"),
        ("verified", "51", True, False, "withheld"),
        ("unverified", "52", False, False, "withheld"),
        ("unverified", "61", False, False, None),
    ],
)
def test_the_state_of_the_last_report(
    database: Database,
    vault: Vault,
    at: datetime,
    state: str,
    code: str,
    released: bool,
    closed: bool,
    expected: str | None,
) -> None:
    mine = vault.pseudonym("report", NUMBER, at)
    with database.write() as conn:
        incidents.save(conn, event(at, code=code, state=state))
        reports.save(conn, vault, told(at, contact=mine, incident="e1"), now=at)
        if released:
            assert incidents.release(conn, "e1", "awa", at)
        if closed:
            about = Case("", authority=1, unit="ML0701", referred_at=at, incident_id="e1")
            cases.close(conn, cases.refer(conn, about).id, at)
    assert facts(database, vault, at).get("last_report") == expected
    assert "last_report" not in facts(database, vault, at, OTHER)


def test_it_is_the_last_one_and_a_quiet_week_is_none(database: Database, vault: Vault, at: datetime) -> None:
    mine = vault.pseudonym("report", NUMBER, at)
    nothing = replace(told(at).understanding, code="00")
    with database.write() as conn:
        reports.save(conn, vault, told(at, contact=mine), now=at, queue="verifier")
        later = at + timedelta(hours=1)
        reports.save(conn, vault, told(later, "r2", contact=mine, understanding=nothing), now=later)
    assert facts(database, vault, at)["last_report"] == "checking"
    with database.write() as conn:
        reports.save(conn, vault, told(later, "r3", contact=mine), now=later)
    assert facts(database, vault, at)["last_report"] == "received"


def test_after_effacer_and_in_the_next_quarter_there_is_no_last_report(
    database: Database, vault: Vault, at: datetime
) -> None:
    later = datetime(2026, 10, 6, 12, tzinfo=at.tzinfo)
    vault.keys.issue(later)
    with database.write() as conn:
        mine = vault.pseudonym("report", NUMBER, at)
        reports.save(conn, vault, told(at, contact=mine), now=at)
    assert "last_report" in facts(database, vault, at)
    assert "last_report" not in facts(database, vault, later)
    with database.write() as conn:
        people.erase(conn, vault, NUMBER, at)
    assert "last_report" not in facts(database, vault, at)


def test_a_closed_case_and_promises_where_the_caller_lives(
    database: Database, vault: Vault, at: datetime
) -> None:
    long = "Ouvrir avant la fin de la saison des pluies un poste de gendarmerie à Bara et un autre à Tessit"
    with database.write() as conn:
        people.remember(conn, vault, NUMBER, at, language="fr", home="ML070102")
        case = cases.refer(conn, Case("", 1, "ML0701", at - timedelta(days=9), place="ML070102"))
        cases.close(conn, case.id, at)
        commitments.add(
            conn,
            code="C-1",
            framework="ccs_avis",
            text={"fr": long},
            addressee_type="security_forces",
            addressee_unit="ML0701",
            due=date(2026, 9, 1),
            now=at,
        )
    _, found = look(database, vault, at)
    assert (found.facts["settled_case"], found.facts["commitments"]) == (case.id, "1")
    (offer,) = found.lists["commitments"]
    assert (offer.value, offer.labels) == (
        "C-1",
        {"fr": "Ouvrir avant la fin de la saison des pluies un poste de..."},
    )
    _, elsewhere = look(database, vault, at, OTHER)
    assert not {"settled_case", "commitments"} & elsewhere.facts.keys()


def test_the_open_alerts_of_a_monitor_the_gravest_first(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        member = people.add_member(
            conn, vault, number=NUMBER, name="Awa", roles=("monitor",), areas=("ML0701",), now=at
        )
        for n, (severity, status, days) in enumerate(
            [(3, "active", 0), (4, "active", 1), (4, "active", 0), (5, "cancelled", 0), (4, "active", 40)]
        ):
            incidents.save(conn, event(at, f"e{n}"))
            one = alert(at - timedelta(days=days), f"a{n}", f"000{n}", incident=f"e{n}")
            raised = replace(one, severity=severity, status=status)  # type: ignore[arg-type]
            alerts.raise_(conn, raised, "ML07", "ML0701")
            _tell(conn, vault, member.id, f"a{n}", at)
    role, found = look(database, vault, at)
    assert (role, found.facts["alerts"]) == ("monitor", "1")
    assert [offer.labels["fr"] for offer in found.lists["alerts"]] == [
        "0002 S4 11 Ansongo",
        "0001 S4 11 Ansongo",
        "0000 S3 11 Ansongo",
    ]
    assert [offer.value for offer in found.lists["alerts"]] == ["0002", "0001", "0000"]
    with database.write() as conn:
        people.add_member(conn, vault, number=OTHER, name="Ben", roles=("monitor",), areas=("ML",), now=at)
    assert "alerts" not in look(database, vault, at, OTHER)[1].lists


def _tell(conn: object, vault: Vault, member: str, alert_id: str, at: datetime) -> None:
    outbox.add(
        conn,  # type: ignore[arg-type]
        vault,
        cause=f"alert:{alert_id}",
        recipient=member,
        step=0,
        urn=NUMBER,
        text="A",
        purpose="alert",
        channel="africastalking",
        now=at,
        expires_at=at + timedelta(hours=1),
        alert_id=alert_id,
    )


def test_a_pin_is_known_where_there_is_an_alert_to_answer(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        member = people.add_member(
            conn, vault, number=NUMBER, name="Awa", roles=("monitor",), areas=("ML0701",), now=at
        )
        pins.set_pin(conn, vault, member.id, "1234", at)
    assert "pin" not in facts(database, vault, at)
    with database.write() as conn:
        incidents.save(conn, event(at))
        alerts.raise_(conn, alert(at, incident="e1"), "ML07", "ML0701")
        _tell(conn, vault, member.id, "a1", at)
    assert facts(database, vault, at)["pin"] == "set"
    with database.write() as conn:
        pins.set_pin(conn, vault, member.id, "", at)
    assert "pin" not in facts(database, vault, at)
