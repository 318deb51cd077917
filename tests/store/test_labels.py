"""A label holds answers and no text; what can be read teaches, and what must not be told leaves none."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text as sql

from core.labels import Answer, Label, judged
from store import clearance, labels, reports, triage, withdrawal
from store.accounts import Hasher, add_account
from store.clearance import Proof
from store.database import Database
from store.keys import Keys
from store.shred import shred
from store.vault import Vault
from tests.login import let_in
from tests.store.test_reports import told

QUICK = Hasher(memory_kib=8, passes=1)
HUMAN = Answer("bm", "incident", "11", "ML0701", "now", "eyewitness", 2, None)
MACHINE = Answer("bm", "incident", "22", "ML0701", "today", injured=3)


def label(at: datetime, report: str = "r1", **more: object) -> Label:
    plain = Label(report, at.replace(minute=0), "awa", False, HUMAN, MACHINE, True, "keyword", "0123abcd", 1)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_label_is_kept_and_said_anew_by_its_person(database: Database, at: datetime) -> None:
    with database.write() as conn:
        labels.keep(conn, label(at))
        assert labels.of_report(conn, "r1") == label(at)
        again = replace(HUMAN, killed=3)
        labels.keep(conn, label(at, human=again, machine=HUMAN, blind=True, model=None))
        assert labels.of_report(conn, "r1") == label(at, human=again)
        assert labels.checked(conn) == []
        labels.keep(conn, label(at, "r2", blind=True))
        assert [each.report for each in labels.checked(conn)] == ["r2"]


def test_texts_teach_as_long_as_they_can_be_read(
    database: Database, keys: Keys, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        reports.save(conn, vault, told(at), now=at, queue="verifier")
        labels.keep(conn, label(at))
        labels.keep(conn, label(at, "gone"))
        assert list(labels.readable(conn, vault)) == [(label(at), "misi sonyara Ansongo, [TEL]")]
        (row,) = conn.execute(sql("SELECT * FROM labels WHERE report_id = 'r1'")).mappings()
        assert "misi" not in str(dict(row))
    shred(database, keys, at + timedelta(days=91))
    with database.read() as conn:
        assert list(labels.readable(conn, vault)) == []
        assert labels.of_report(conn, "r1") == label(at)
        assert triage.waiting(conn, ["ML"]) == []  # nobody could answer it any more


def test_what_is_withdrawn_leaves_no_label(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        reports.save(conn, vault, told(at, session="s1"), now=at)
        labels.keep(conn, label(at))
        withdrawal.withdraw_session(conn, "s1")
        assert labels.of_report(conn, "r1") is None


def test_the_policy_is_in_the_query(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        reports.save(conn, vault, told(at), now=at, queue="verifier")
        reports.save(conn, vault, told(at, "r2"), now=at, queue="blind", repeat_of="r1")
        for areas, seen in (
            (["ML0701"], True),
            (["ML07"], True),
            (["ML"], True),
            (["ML0702"], False),
            ([], False),
        ):
            assert (triage.visible(conn, areas, "r1") is not None) is seen
            assert bool(triage.waiting(conn, areas)) is seen
        assert triage.visible(conn, ["ML"], "r2") is None
        conn.execute(sql("UPDATE reports SET adm2 = NULL"))
        assert triage.visible(conn, ["ML0702"], "r1") is not None  # known to the region only
        assert triage.visible(conn, ["ML0504"], "r1") is None


def test_a_clearance_ends_with_its_time_and_its_login(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        account = add_account(conn, "awa", "secret of awa", ["verifier"], ["ML"], at, hasher=QUICK)
        one, other = (let_in(conn, account, at) for _ in range(2))

    def step(password: str, reason: str = "triage") -> str | None:
        return clearance.step_up(
            database, vault, one, Proof(password), reason, at, role="verifier", hasher=QUICK
        )

    assert not step("wrong")
    assert not step("secret of awa", "curiosity")
    assert (near := step("secret of awa"))
    assert "secret" not in repr(Proof("secret of awa"))
    with database.read() as conn:
        assert clearance.cleared(conn, one, at) is None  # the token of before opens nothing any more
        assert clearance.cleared(conn, near, at + timedelta(minutes=14)) == "triage"
        assert clearance.cleared(conn, near, at + timedelta(minutes=15)) is None
        assert clearance.cleared(conn, other, at) is None


def test_what_was_right(at: datetime) -> None:
    right = judged(label(at, machine=HUMAN))
    assert set(right.values()) == {True}
    wrong = judged(label(at))
    assert {name for name, it_was in wrong.items() if not it_was} == {
        *("code", "code_accepted", "occurred", "casualties", "basis"),
    }
    guess = judged(label(at, machine=HUMAN, accepted=False))
    assert (guess["code"], "code_accepted" in guess) == (False, False)
    chatter = judged(label(at, human=Answer("bm", "chatter")))
    assert chatter == {"language": True, "intent": False, "code_accepted": False}
