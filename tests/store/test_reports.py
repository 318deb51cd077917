"""A report is kept once, a call's later turn completes it, and a withdrawn one leaves no trace in any sum."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.errors import LasomiError
from core.reports import Incident, Located, Report, Understanding
from store import figures, incidents, people, reports, withdrawal
from store.database import Database
from store.keys import Keys
from store.tables import reports as report_table
from store.vault import Vault

NUMBER = "+22376000001"
ANSONGO = Located("ML0701", "Ansongo", 2, "ML07", "ML0701", None, 15.66, 0.5)


def told(at: datetime, id_: str = "r1", **more: object) -> Report:
    said = Understanding(
        language="bm",
        language_confidence=0.9,
        intent="incident",
        redacted="misi sonyara Ansongo, [TEL]",
        code="22",
        code_confidence=0.8,
        method="keyword",
        accepted=True,
        severity=2,
        place=ANSONGO,
        occurred="today",
        injured=3,
        why=("misi", "sonya"),
    )
    report = Report(
        id=id_,
        inbox_id=f"i-{id_}",
        contact="P" * 26,
        epoch="2026-Q3w",
        channel="africastalking",
        received_at=at,
        understanding=said,
        first_seen="2026-07-01",
    )
    return replace(report, **more)  # type: ignore[arg-type]


def event(at: datetime, id_: str = "e1", **more: object) -> Incident:
    incident = Incident(
        id=id_,
        code="22",
        severity=2,
        adm1="ML07",
        adm2="ML0701",
        adm3=None,
        place="ML0701",
        lat=15.66,
        lon=0.5,
        occurred="today",
        state="unverified",
        confidence=0.25,
        sources=1,
        opened_at=at,
        updated_at=at,
    )
    return replace(incident, **more)  # type: ignore[arg-type]


def test_a_report_is_kept_as_understood(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        assert reports.save(conn, vault, told(at), now=at, queue="verifier") == "report"
        kept = reports.get(conn, "r1")
        assert kept is not None
        assert (kept.code, kept.adm2, kept.injured, kept.killed, kept.hearsay) == (
            "22",
            "ML0701",
            3,
            None,
            None,
        )
        assert (kept.received_at, kept.first_seen) == (at, "2026-07-01")
        assert reports.why_of(conn, vault, kept.id) == ("misi", "sonya")
        assert reports.matching(conn, report_table.c.queue == "verifier") == [kept]
        assert reports.text_of(conn, vault, "r1") == "misi sonyara Ansongo, [TEL]"
        assert reports.tally(conn, "language", "code") == {("bm", "22"): 1}


def test_the_same_row_gives_one_report(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        assert [reports.save(conn, vault, told(at), now=at) for _ in range(2)] == ["report", "stale"]


def test_a_later_turn_completes_the_report_of_its_call(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        partial = told(at, "r1", session="s1", position=5, confirmed=False)
        whole = told(at, "r2", session="s1", position=9, inbox_id="i2")
        late = told(at, "r3", session="s1", position=7, inbox_id="i3")
        assert reports.save(conn, vault, partial, now=at) == "report"
        incidents.save(conn, event(at))
        incidents.attach(conn, "r1", "e1")
        assert reports.save(conn, vault, whole, now=at) == "completed"
        assert reports.save(conn, vault, late, now=at) == "stale"
        kept = reports.of_session(conn, "s1")
        assert kept is not None
        assert (kept.id, kept.position, kept.confirmed, kept.incident_id) == ("r1", 9, True, "e1")
        assert reports.text_of(conn, vault, "r1") == told(at).understanding.redacted


def test_a_report_without_a_place_or_a_text_is_kept(database: Database, vault: Vault, at: datetime) -> None:
    said = replace(told(at).understanding, place=None, place_reason="no_place", redacted="", code=None)
    with database.write() as conn:
        reports.save(conn, vault, told(at, understanding=said), now=at)
        kept = reports.get(conn, "r1")
        assert kept is not None
        assert (kept.place, kept.adm1, kept.place_reason, kept.code) == (None, None, "no_place", None)
        assert reports.text_of(conn, vault, "r1") is None


def test_the_text_ends_with_its_week(database: Database, vault: Vault, keys: Keys, at: datetime) -> None:
    with database.write() as conn:
        reports.save(conn, vault, told(at), now=at)
    keys.destroy_due(at + timedelta(days=90))
    with database.read() as conn, pytest.raises(LasomiError) as raised:
        reports.text_of(conn, vault, "r1")
    assert raised.value.code == "key_gone"


def test_what_a_phone_sent_lately_is_counted(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        for minutes in (1, 9, 50, 2000):
            moment = at - timedelta(minutes=minutes)
            reports.save(conn, vault, told(moment, f"r{minutes}"), now=at)
        reports.save(conn, vault, told(at, "again"), now=at, repeat_of="r1")
        recent = reports.of_contact(conn, "P" * 26, at - timedelta(minutes=10))
        assert [row.id for row in recent] == ["r9", "r1"]
        assert reports.of_contact(conn, "Q" * 26, at - timedelta(days=1)) == []
        assert reports.first_day(conn, "P" * 26) == at - timedelta(minutes=2000)


@pytest.mark.parametrize("session", [None, "call"])
def test_what_was_just_written_need_not_be_read_back(
    database: Database, vault: Vault, at: datetime, session: str | None
) -> None:
    said = replace(told(at), session=session, first_seen="2026-07-01", late=True, operator="orange")
    about: dict[str, Any] = {"queue": "verifier", "taxonomy_version": 3, "model": "m1", "unreviewed": True}
    with database.write() as conn:
        assert reports.save(conn, vault, said, now=at, **about) == "report"
        assert reports.fresh(said, **about) == reports.get(conn, said.id)


def test_a_phone_stands_by_a_report_that_was_not_false(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        incidents.save(conn, event(at, state="false"))
        reports.save(conn, vault, told(at, incident="e1"), now=at)
        assert not reports.stood(conn, "P" * 26)
        reports.save(conn, vault, told(at, "r2"), now=at)
        assert reports.stood(conn, "P" * 26)


def count_both(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        incidents.save(conn, event(at))
        reports.save(conn, vault, told(at, session="s1", position=3, incident="e1"), now=at)
        for cause, member in (("e1", None), ("r1", "P" * 26)):
            figures.observe(
                conn,
                indicator="incidents",
                places=("ML0701", "ML07", "ML"),
                period="2026-W29",
                group="22",
                numerator=float(member is None),
                denominator=float(member is None),
                member=member,
                cause=cause,
            )


def test_a_withdrawn_call_leaves_nothing(database: Database, vault: Vault, at: datetime) -> None:
    count_both(database, vault, at)
    with database.write() as conn:
        assert withdrawal.withdraw_session(conn, "s1") == withdrawal.Withdrawn("r1", None)
        assert reports.get(conn, "r1") is None
        assert incidents.get(conn, "e1") is None
        assert figures.cells(conn, indicator="incidents") == []
        assert withdrawal.withdraw_session(conn, "s1") is None


def test_an_incident_that_others_told_stays(database: Database, vault: Vault, at: datetime) -> None:
    count_both(database, vault, at)
    with database.write() as conn:
        reports.save(conn, vault, told(at, "r2", incident="e1"), now=at)
        withdrawn = withdrawal.withdraw_session(conn, "s1")
        assert withdrawn == withdrawal.Withdrawn("r1", "e1")
        assert [row.id for row in reports.of_incident(conn, "e1")] == ["r2"]
        assert len(figures.cells(conn, indicator="incidents")) == 3


def test_whom_k_counts_does_not_outlive_a_withdrawn_call(
    database: Database, vault: Vault, at: datetime
) -> None:
    def counted() -> dict[str, int]:
        return figures.localities(conn, indicator="incidents", place="ML07", period="2026-W29")

    with database.write() as conn:
        incidents.save(conn, event(at))
        reports.save(conn, vault, told(at, session="s1", contact="mine", incident="e1"), now=at)
        reports.save(conn, vault, told(at, "r2", contact="theirs", incident="e1"), now=at)
        for who in ("mine", "theirs"):
            figures.observe(
                conn, indicator="incidents", places=("ML07",), period="2026-W29", member=who, cause="e1"
            )
        withdrawal.withdraw_session(conn, "s1")
        assert counted() == {"theirs": 1}
        figures.rebuild(conn)
        assert counted() == {"theirs": 1}


def test_no_word_of_a_text_lies_in_clear(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        reports.save(conn, vault, told(at), now=at)
        (row,) = conn.execute(select(report_table)).all()
    assert not [value for value in row if isinstance(value, str) and "misi" in value]


def test_erasing_takes_text_and_pseudonym_and_leaves_the_counts(
    database: Database, vault: Vault, at: datetime
) -> None:
    mine = vault.pseudonym("report", NUMBER, at)
    with database.write() as conn:
        for n in range(2):
            reports.save(conn, vault, told(at, f"r{n}", contact=mine), now=at)
            figures.observe(
                conn, indicator="reporters", places=("ML07",), period="2026-W29", member=mine, cause=f"r{n}"
            )
        assert people.erase(conn, vault, NUMBER, at) == 2
        kept = reports.get(conn, "r0")
        assert kept is not None
        assert kept.contact != mine
        assert (kept.code, reports.text_of(conn, vault, "r0")) == ("22", None)
        told_by = figures.localities(conn, indicator="reporters", place="ML07", period="2026-W29")
        assert list(told_by.values()) == [2]
        assert mine not in told_by
        figures.rebuild(conn)
        assert figures.localities(conn, indicator="reporters", place="ML07", period="2026-W29") == told_by
