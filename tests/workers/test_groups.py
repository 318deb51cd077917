"""Who rates counts in their own groups too, by the profile of the same call or of an earlier one."""

from tests.workers.bureau import STRANGER, Bureau

RATED = {"authority": "2", "unit": "ML070102", "core": "4", "g2": "2"}
PROFILE = {"sex": "f", "age": "25", "displaced": "no"}
BY_CALL = {"age:25-34", "all", "channel:ussd", "lang:fr", "sex:f", "status:not_displaced"}


def groups(bureau: Bureau, place: str = "ML", indicator: str = "G1") -> dict[str, float]:
    asked = "SELECT grp, denominator FROM cells WHERE place = :place AND indicator = :indicator"
    return {row["grp"]: row["denominator"] for row in bureau.rows(asked, place=place, indicator=indicator)}


def test_a_call_counts_in_the_groups_of_its_caller(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, kind="rating", answers=RATED | PROFILE, ends=True)
    bureau.work()
    bureau.ripen()
    assert groups(bureau) == dict.fromkeys(BY_CALL, 1.0)
    assert groups(bureau, "ML070102", "G2") == dict.fromkeys(BY_CALL, 1.0)
    assert {row["grp"] for row in bureau.rows("SELECT grp FROM cell_members")} == BY_CALL


def test_an_sms_counts_by_what_a_call_has_said_before(bureau: Bureau) -> None:
    said = {"home": "ML070102", "sex": "m", "age": "skip"}
    bureau.turn(STRANGER, "s1", 3, kind="contact", answers=said, ends=True)
    bureau.sms(STRANGER, "maire 3")
    bureau.work()
    bureau.ripen()
    assert groups(bureau).keys() == {"all", "sex:m", "lang:fr", "channel:sms"}


def test_a_call_taken_back_leaves_no_group(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, kind="rating", answers=RATED | PROFILE, ends=True)
    bureau.work()
    bureau.ripen()
    bureau.turn(STRANGER, "s1", 6, kind="none", answers={}, taken_back=True, ends=True)
    bureau.work()
    assert groups(bureau) == {}
    assert bureau.rows("SELECT * FROM cell_members") == []
