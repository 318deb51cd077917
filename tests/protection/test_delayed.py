"""EFFACER holds for an SMS that lay with its provider: what was sent before is not told anew (P11)."""

from datetime import timedelta

import pytest

from tests.protection.walking import names, traces
from tests.workers.bureau import REPORTER, Bureau

BODY = {"urn": REPORTER, "origin": "token", "foreign": False, "operator": "orange"}


def arrives(bureau: Bureau, text: str, *, sent: timedelta) -> str:
    """An SMS that its provider dates so long before it posts it."""
    row = bureau.accept("sms", {**BODY, "text": text}, sent_at=bureau.watch.at - sent)
    bureau.work()
    return bureau.outcome(row)


@pytest.mark.parametrize(
    ("text", "minutes", "outcome"),
    [
        ("22 ANSONGO zanzibarette", 60, "erased"),
        ("22 ANSONGO zanzibarette", 9, "report"),
        ("22 ANSONGO zanzibarette", 31, "erased"),
        ("STOP", 60, "optout"),
    ],
)
def test_what_was_sent_before_is_not_told(bureau: Bureau, text: str, minutes: int, outcome: str) -> None:
    bureau.sms(REPORTER, "EFFACER")
    bureau.work(after=timedelta(minutes=30))
    assert arrives(bureau, text, sent=timedelta(minutes=minutes)) == outcome
    if outcome == "erased":
        assert traces(bureau.house, names(bureau.house.keys, REPORTER, []) | {"zanzibarette"}) == set()


def test_what_was_sent_afterwards_is_told_however_late_it_comes(bureau: Bureau) -> None:
    bureau.sms(REPORTER, "EFFACER")
    bureau.work()
    bureau.watch.at += timedelta(hours=2)
    assert arrives(bureau, "22 ANSONGO", sent=timedelta(minutes=100)) == "report"
