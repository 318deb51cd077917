"""Who is tied to an authority does not hear of what it is accused of, also when that comes out later."""

from datetime import timedelta

from store import duty
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REPORTER, Bureau

ABUSE = {
    "language": "fr",
    "intent": "incident",
    "code": "52",
    "place": "ML0701",
    "occurred": "now",
    "killed": None,
    "injured": None,
    "basis": "eyewitness",
}


def test_an_attack_that_turns_out_to_be_an_abuse_is_told_to_the_others_only(bureau: Bureau) -> None:
    tied = bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor")
    with bureau.house.database.write() as conn:
        duty.affiliate(conn, tied.id, "4", "ML0701")
    bureau.sms(REPORTER, "11 ANSONGO")
    bureau.work()
    report = bureau.one("SELECT id FROM reports")["id"]
    bureau.watch.at += timedelta(minutes=6)
    bureau.passes()
    about = {"account": "v1", "role": "verifier", "areas": ["ML07"], "report": report, "answer": ABUSE}
    bureau.accept("command", {"verb": "CORRECT", **about})
    bureau.work()
    assert [" 52 " in text for text in bureau.told(OTHER_MONITOR)] == [False, True]
    assert [" 52 " in text for text in bureau.told(MONITOR)] == [False]
