"""Messages that share a transaction: what one of them does or suffers is its own."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text as sql

from tests.workers.bureau import OTHER_OPERATOR, RELAY, REPORTER, STRANGER, Bureau
from workers import conversation, drain
from workers.drain import drain_once
from workers.letter import Letter

PHONES = (REPORTER, STRANGER, RELAY, OTHER_OPERATOR)
CERCLE = "ML0701"
WHOLE = {"code": "11", "place": CERCLE, "occurred": "now", "victims": "none", "basis": "victim"}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, they share one transaction."""
    monkeypatch.setattr(drain, "HELD_SECONDS", dict.fromkeys(drain.HELD_SECONDS, 60.0))


def counted(bureau: Bureau) -> tuple[list[int], int]:
    """Incidents of the country by the figures, and how many phones have told of them."""
    cells = bureau.rows("SELECT numerator FROM cells WHERE indicator = 'incidents' AND place = 'ML'")
    members = bureau.rows("SELECT member FROM cell_members WHERE indicator = 'incidents' AND place = 'ML'")
    return [int(cell["numerator"]) for cell in cells], len(members)


def test_only_where_nobody_waits_to_accept_may_a_transaction_last(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each message takes 50 ms."""
    monkeypatch.undo()
    real, seen, clock = conversation.tell, [], count()
    monkeypatch.setattr(drain, "time", SimpleNamespace(monotonic=lambda: 0.05 * next(clock)))

    def tell(work: Any, letter: Letter, said: Any) -> Any:
        seen.append(work.conn)
        return real(work, letter, said)

    monkeypatch.setattr(conversation, "tell", tell)
    for phone in PHONES:
        bureau.sms(phone, "11 ANSONGO")
    drain_once(bureau.house, "worker")
    alone = bureau.house.database.dialect == "sqlite"
    assert len(set(map(id, seen))) == (len(PHONES) if alone else 1)


def test_an_effect_that_fails_undoes_its_own_only(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    real = conversation.tell

    def tell(work: Any, letter: Letter, said: Any) -> Any:
        done = real(work, letter, said)
        if letter.number == STRANGER:
            raise RuntimeError
        return done

    monkeypatch.setattr(conversation, "tell", tell)
    rows = {phone: bureau.sms(phone, "11 ANSONGO") for phone in PHONES}
    assert drain_once(bureau.house, "worker") == len(PHONES)
    bad = bureau.one("SELECT state, attempts FROM inbox WHERE id = :id", id=rows.pop(STRANGER))
    assert bad == {"state": "new", "attempts": 1}
    assert {bureau.outcome(row) for row in rows.values()} == {"report"}
    assert counted(bureau) == ([1], 3)


def test_a_row_that_somebody_took_is_left_to_them(bureau: Bureau) -> None:
    rows = [bureau.sms(phone, "11 ANSONGO") for phone in PHONES]
    taken = "UPDATE inbox SET lease_owner = 'other', attempts = attempts + 1 WHERE id = :id"
    looks = count()

    def alive() -> None:
        if next(looks) == 0:
            with bureau.house.database.write() as conn:
                conn.execute(sql(taken), {"id": rows[2]})

    drain_once(bureau.house, "worker", alive)
    left = bureau.one("SELECT state, lease_owner FROM inbox WHERE id = :id", id=rows.pop(2))
    assert left == {"state": "leased", "lease_owner": "other"}
    assert {bureau.outcome(row) for row in rows} == {"report"}
    assert counted(bureau) == ([1], 3)


def test_a_crash_in_the_middle_leaves_nothing_and_the_next_does_all_once(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = conversation.tell

    def dies(work: Any, letter: Letter, said: Any) -> Any:
        if letter.number == OTHER_OPERATOR:
            raise KeyboardInterrupt
        return real(work, letter, said)

    for phone in PHONES:
        bureau.sms(phone, "11 ANSONGO")
    with monkeypatch.context() as killed:
        killed.setattr(conversation, "tell", dies)
        with pytest.raises(KeyboardInterrupt):
            drain_once(bureau.house, "worker")
    assert bureau.rows("SELECT id FROM reports") == []
    with bureau.house.database.write() as conn:
        conn.execute(sql("UPDATE inbox SET lease_until = 0"))
    bureau.work(after=timedelta(minutes=1), owner="next")
    assert counted(bureau) == ([1], len(PHONES))
    assert len(bureau.rows("SELECT id FROM alerts")) == 1


def test_who_wants_to_be_forgotten_is_so_in_the_batch_of_what_they_told(bureau: Bureau) -> None:
    mine, other = bureau.sms(REPORTER, "attaque a Ansongo ce matin"), bureau.sms(STRANGER, "attaque a Gao")
    asked = bureau.sms(REPORTER, "EFFACER")
    drain_once(bureau.house, "worker")
    texts = {row["inbox_id"]: row["sealed_text"] for row in bureau.rows("SELECT * FROM reports")}
    assert bureau.outcome(asked) == "erased"
    assert texts.pop(other) is not None
    assert texts.pop(mine, None) is None
    assert texts == {}


def test_a_call_is_said_anew_in_the_batch_of_its_first_turn(bureau: Bureau) -> None:
    bureau.turn(REPORTER, "call", 3, answers=WHOLE, ends=True)
    bureau.turn(STRANGER, "other", 3, answers=WHOLE, ends=True)
    bureau.turn(REPORTER, "call", 5, answers=WHOLE | {"code": "22"}, ends=True)
    drain_once(bureau.house, "worker")
    kept = bureau.rows("SELECT session, code FROM reports ORDER BY session")
    assert kept == [{"session": "call", "code": "22"}, {"session": "other", "code": "11"}]
    assert sorted(counted(bureau)[0]) == [1, 1]


def test_a_switch_holds_for_whatever_is_read_after_it_however_much_waited_before(bureau: Bureau) -> None:
    """P71: within ten seconds. What nobody had read yet when somebody pressed it is not kept either."""
    switch = {"cercle": CERCLE, "account": "a", "role": "admin", "areas": []}
    before = bureau.turn(REPORTER, "before", 3, answers=WHOLE, ends=True)
    bureau.accept("command", switch | {"verb": "SWITCH_ON"})
    after = bureau.turn(STRANGER, "after", 3, answers=WHOLE, ends=True)
    assert [drain_once(bureau.house, "worker") for _ in range(3)] == [1, 2, 0]
    assert (bureau.outcome(before), bureau.outcome(after)) == ("kept", "kept")
    assert bureau.rows("SELECT inbox_id FROM reports") == []
