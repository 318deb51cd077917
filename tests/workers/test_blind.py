"""One message in twenty is asked of a verifier who has not seen the machine's answer; nothing waits."""

from datetime import timedelta

from tests.workers.answering import QUESTION, correct, report, write
from tests.workers.bureau import MONITOR, REPORTER, Bureau
from workers.blind import is_chosen


def test_a_blind_answer_is_compared_and_can_not_be_a_nod(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION)
    with bureau.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE reports SET queue = 'blind'")
    assert correct(bureau, told, as_is=True) == "blind"
    assert correct(bureau, told) == "CORRECT"
    assert bool(bureau.one("SELECT blind FROM labels")["blind"])
    assert report(bureau, told)["queue"] is None


def test_a_blind_question_holds_nothing_back(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    row = bureau.sms(REPORTER, "des hommes armés ont attaqué Ansongo, deux morts", "14:05")
    bureau.work()
    kept = bureau.one("SELECT * FROM reports WHERE inbox_id = :row", row=row)
    chosen = is_chosen(bureau.house.vault, kept["id"], bureau.watch.at)
    assert (kept["queue"] == "blind") is chosen
    assert len(bureau.told(MONITOR)) == 1


def test_one_in_twenty_is_chosen_and_always_the_same(bureau: Bureau) -> None:
    ids = [f"{n:032x}" for n in range(4000)]
    vault, at = bureau.house.vault, bureau.watch.at
    chosen = [id_ for id_ in ids if is_chosen(vault, id_, at)]
    assert 150 <= len(chosen) <= 250
    assert chosen == [id_ for id_ in ids if is_chosen(vault, id_, at + timedelta(days=40))]


def test_calls_and_codes_are_not_asked_blind(bureau: Bureau) -> None:
    for n in range(60):
        bureau.sms(f"+2237600{n:04d}", "22 ANSONGO")
    bureau.work()
    assert bureau.rows("SELECT * FROM reports WHERE queue = 'blind'") == []
