"""Commitments, cases and what people say of them: asked once, counted once, and nobody's after EFFACER."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from store import cases, commitments, opinions, people, profiles, withdrawal
from store.cases import Case
from store.database import Database
from store.vault import Vault

NUMBER = "+22376000001"
TEXT = {"fr": "Ouvrir un poste à Ansongo", "bm": "Ansongo"}


def add(conn: object, code: str, now: datetime, **more: object) -> None:
    values: dict[str, object] = {
        "framework": "ccs_avis",
        "text": TEXT,
        "addressee_type": "security_forces",
        "addressee_unit": "ML0701",
        "due": date(2026, 9, 1),
        "now": now,
    }
    commitments.add(conn, code=code, **(values | more))  # type: ignore[arg-type]


def test_a_commitment_is_kept_once_and_listed_by_its_framework(database: Database, at: datetime) -> None:
    with database.write() as conn:
        add(conn, "C-1", at, owner="préfet", hsc=2, nap=5, weight=2.0)
        add(conn, "AAR-1", at, framework="tabletop_aar", due=None)
        (kept,) = commitments.listed(conn, "ccs_avis")
        assert (kept.code, kept.text, kept.due, kept.weight) == ("C-1", TEXT, "2026-09-01", 2.0)
        assert (kept.owner, kept.hsc_outcome, kept.nap_objective) == ("préfet", 2, 5)
        assert [one.code for one in commitments.listed(conn)] == ["AAR-1", "C-1"]
    with pytest.raises(IntegrityError), database.write() as conn:
        add(conn, "C-1", at)


def test_people_are_asked_of_what_was_promised_where_they_live(database: Database, at: datetime) -> None:
    units = ("ML070102", "ML0701", "ML07", "ML")
    with database.write() as conn:
        add(conn, "later", at, due=date(2026, 12, 1))
        add(conn, "sooner", at, addressee_unit="ML")
        add(conn, "elsewhere", at, addressee_unit="ML05")
        add(conn, "ours", at, framework="tabletop_aar")
        add(conn, "dropped", at)
        commitments.report(conn, "dropped", on=at.date(), state="abandoned", progress=0.0, role="monitor")
        assert [one.code for one in commitments.to_ask(conn, units, "p", 8)] == ["sooner", "later"]
        assert len(commitments.to_ask(conn, units, "p", 1)) == 1
        say(conn, "commitment", "sooner", "yes")
        assert [one.code for one in commitments.to_ask(conn, units, "p", 8)] == ["later"]
        assert len(commitments.to_ask(conn, units, "somebody else", 8)) == 2


def say(conn: object, what: str, id_: str, answer: str, person: str = "p", session: str = "s1") -> None:
    opinions.keep(
        conn,  # type: ignore[arg-type]
        what=what,  # type: ignore[arg-type]
        id_=id_,
        pseudonym=person,
        answer=answer,
        period="2026-Q3",
        session=session,
    )


def closed(conn: object, at: datetime, place: str = "ML070102") -> str:
    case = Case("", authority=1, unit="ML0701", referred_at=at - timedelta(days=40), place=place)
    kept = cases.refer(conn, case)  # type: ignore[arg-type]
    assert cases.respond(conn, kept.id, "visit", at - timedelta(days=20))  # type: ignore[arg-type]
    assert not cases.respond(conn, kept.id, "letter", at)  # type: ignore[arg-type]
    assert cases.close(conn, kept.id, at)  # type: ignore[arg-type]
    assert not cases.close(conn, kept.id, at)  # type: ignore[arg-type]
    return kept.id


def test_a_closed_case_of_the_commune_is_asked_about_once(database: Database, at: datetime) -> None:
    with database.write() as conn:
        cases.refer(conn, Case("", authority=1, unit="ML0701", referred_at=at, place="ML070102"))
        assert cases.to_ask(conn, "ML070102", "p", at) is None
        older, newer = closed(conn, at - timedelta(days=3)), closed(conn, at)
        kept = cases.get(conn, newer)
        assert kept is not None
        assert (kept.response_kind, kept.closed_at) == ("visit", at)
        assert cases.to_ask(conn, "ML070101", "p", at) is None
        assert cases.to_ask(conn, "ML070102", "p", at) == newer
        say(conn, "case", newer, "no")
        assert cases.to_ask(conn, "ML070102", "p", at) == older
        assert cases.to_ask(conn, "ML070102", "p", at + timedelta(days=93)) is None


def test_the_latest_answer_of_a_person_counts(database: Database, at: datetime) -> None:
    with database.write() as conn:
        for person, answer in (("p", "yes"), ("q", "yes"), ("p", "no"), ("r", "unknown")):
            say(conn, "case", "c1", answer, person, session=person)
        assert opinions.tally(conn, "case", "c1") == {"no": 1, "yes": 1, "unknown": 1}
        withdrawal.withdraw_session(conn, "q")
        assert opinions.tally(conn, "case", "c1") == {"no": 1, "unknown": 1}


def test_effacer_leaves_the_answers_and_no_way_to_the_person(
    database: Database, vault: Vault, at: datetime
) -> None:
    mine = vault.pseudonym("rating", NUMBER, at)
    with database.write() as conn:
        people.remember(conn, vault, NUMBER, at, language="fr")
        profiles.keep(conn, vault, NUMBER, at, {"sex": "f", "age": "skip", "core": "4"})
        assert profiles.of_phone(conn, vault, NUMBER, at) == {"sex": "f", "age": "skip"}
        known = people.contact(conn, vault, NUMBER, at)
        assert known is not None
        assert known.profiled
        say(conn, "case", "c1", "yes", mine)
        people.erase(conn, vault, NUMBER, at)
        assert opinions.tally(conn, "case", "c1") == {"yes": 1}
        assert profiles.of_phone(conn, vault, NUMBER, at) == {}
        assert opinions.withdraw(conn, "s1") == 0
        say(conn, "case", "c1", "no", mine)
        assert opinions.tally(conn, "case", "c1") == {"yes": 1, "no": 1}
