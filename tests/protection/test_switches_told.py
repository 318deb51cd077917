"""A cercle whose switch is on tells nothing: no partner, digest, notice, relay or authority (P71)."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import SendFailed
from gateway.auth import Reader
from gateway.bulletins import draft
from gateway.feeds import cap as cap_feed
from store import notices, switches
from tests.publishing import published_when_asked
from tests.workers.bureau import MONITOR, OTHER_MONITOR, OTHER_OPERATOR, RELAY, STRANGER, Bureau, moment
from tests.workers.capbench import Bench, staffed
from tests.workers.closing import asks, incident_of, seen_by
from tests.workers.test_bulletin import OPEN, WEEK, closed
from tests.workers.test_coordinators import mails, person
from workers import coordinators, digests
from workers.clock import tick
from workers.relayed import send_due

__all__ = ["published_when_asked"]

HERE, ELSEWHERE = "ML0701", "ML0504"
FANTA: dict[str, Any] = {"role": "regional", "areas": ["ML07"]}
PREFECT: dict[str, Any] = {"role": "authority", "areas": ["3:ML0701"]}
TEXT = "Aucune attaque à Ansongo. Les gens sont chez eux."


def shut(bureau: Bureau, cercle: str = HERE) -> None:
    with bureau.house.database.write() as conn:
        switches.turn_on(conn, cercle, "awa", bureau.watch.at)


@pytest.fixture
def verified(bureau: Bureau) -> Bench:
    """An attack at Ansongo is verified; a partner serves the region."""
    made = staffed(bureau)
    made.partner("ngo")
    made.sms(RELAY, "11 ANSONGO", "14:05")
    made.sms(MONITOR, "VRAI {number}", "15:40")
    return made


def test_partners_hear_nothing_more_and_the_feed_is_empty(verified: Bench) -> None:
    assert verified.press("RELEASE", "16:00") == "command"
    reader = Reader("k1", frozenset({"alerts"}), frozenset({"ML"}))
    assert len(cap_feed.messages(verified.bureau.house, reader)) == 3
    before = verified.brief()
    shut(verified.bureau)
    assert cap_feed.messages(verified.bureau.house, reader) == []
    verified.press("FAUX", "16:30")
    assert verified.brief() == before
    assert len(verified.taken["ngo"]) == 1


def test_what_was_about_to_leave_for_a_partner_stays(verified: Bench) -> None:
    verified.refusals = [SendFailed("http_503", retryable=True)]
    verified.press("RELEASE", "16:00")
    waiting = "SELECT state FROM outbox WHERE purpose = 'cap'"
    assert [row["state"] for row in verified.bureau.rows(waiting)] == ["pending"]
    shut(verified.bureau)
    assert [row["state"] for row in verified.bureau.rows(waiting)] == ["expired"]


def test_nothing_is_released_from_there(verified: Bench) -> None:
    shut(verified.bureau)
    assert verified.press("RELEASE", "16:00") == "refused"
    assert verified.taken["ngo"] == []
    assert verified.bureau.one("SELECT released_at FROM incidents")["released_at"] is None


@pytest.fixture
def slight(bureau: Bureau) -> Bureau:
    """Thefts at Ansongo and in another cercle wait for the evening."""
    bureau.member(MONITOR, "monitor", HERE, ELSEWHERE)
    bureau.member(RELAY, "relay")
    for text in ("22 ANSONGO", "22 MOPTI"):
        bureau.sms(RELAY, text)
        bureau.work()
    return bureau


def evening(bureau: Bureau) -> list[str]:
    bureau.watch.at = max(bureau.watch.at, moment("18:00"))
    bureau.passes()
    for _ in range(2):
        tick(bureau.house, bureau.watch.at)
        bureau.work()
    return bureau.told(MONITOR)


def test_no_digest_tells_of_it(slight: Bureau) -> None:
    elsewhere = slight.one("SELECT adm2 FROM incidents WHERE adm2 <> 'ML0701'")["adm2"]
    shut(slight)
    told = evening(slight)
    assert not [text for text in told if HERE in text]
    assert [row["adm2"] for row in slight.rows("SELECT adm2 FROM alerts")] == [elsewhere]


def test_a_digest_that_waits_for_its_reader_says_it_no_more(slight: Bureau) -> None:
    slight.watch.at = moment("18:00")
    slight.passes()
    assert digests.compose(slight.house, slight.watch.at) == 1
    shut(slight)
    assert not [text for text in evening(slight) if HERE in text]


def test_no_notice_is_raised_and_none_is_mailed(bureau: Bureau) -> None:
    person(bureau, OTHER_MONITOR, "regional", "ML07", "coordination@example.org")
    about: Any = {"kind": "drop", "told": {"week": "2026-W28", "reporting": 0, "expected": 4}}
    with bureau.house.database.write() as conn:
        assert notices.add(conn, key="a", area=HERE, at=bureau.watch.at, **about)
        switches.turn_on(conn, HERE, "awa", bureau.watch.at)
        assert notices.add(conn, key="b", area=HERE, at=bureau.watch.at, **about) is None
        assert notices.add(conn, key="c", area="ML0702", at=bureau.watch.at, **about)
    bureau.watch.at = moment("18:00")
    assert coordinators.write_mail(bureau.house, bureau.watch.at) == 1
    mail = mails(bureau)["coordination@example.org"]
    assert "ML0702" in mail
    assert HERE not in mail


@pytest.fixture
def rumour(bureau: Bureau) -> Bureau:
    """An attack at Ansongo was found false."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.sms(OTHER_OPERATOR, "11 ANSONGO", "08:00")
    bureau.work()
    bureau.sms(MONITOR, f"FAUX {bureau.number()}", "15:10")
    bureau.work()
    bureau.sent.clear()
    return bureau


def counter(bureau: Bureau) -> str:
    return asks(bureau, FANTA, "COUNTER", "17:40", incident=incident_of(bureau), text=TEXT, why="danger")


def test_nothing_is_said_against_a_rumour_of_there(rumour: Bureau) -> None:
    shut(rumour)
    assert counter(rumour) == "switch_on"
    assert rumour.rows("SELECT * FROM relayed") == []


def test_what_waits_for_relays_stays(rumour: Bureau) -> None:
    assert counter(rumour) == "COUNTER"
    assert len(rumour.rows("SELECT * FROM relayed")) == 1
    shut(rumour)
    assert send_due(rumour.house, rumour.watch.at) == 0
    assert rumour.rows("SELECT * FROM relayed") == []


def test_no_authority_is_asked_and_none_sees_what_it_was_asked(slight: Bureau) -> None:
    (here,) = slight.rows("SELECT id FROM incidents WHERE adm2 = :here", here=HERE)
    about = {"incident": here["id"], "office": "3:ML0701"}
    assert asks(slight, FANTA, "REFER", "17:00", asks="visit", **about) == "REFER"
    assert len(seen_by(slight, PREFECT)) == 1
    shut(slight)
    assert seen_by(slight, PREFECT) == []
    (case,) = slight.rows("SELECT id FROM cases")
    told = {"case": case["id"], "settled": "yes"}
    slight.turn(STRANGER, "s1", 3, kind="opinion", answers=told, ends=True)
    slight.work()
    assert slight.rows("SELECT * FROM opinions") == []
    assert asks(slight, FANTA, "REFER", "17:10", asks="mediate", **about) == "switch_on"


def test_no_bulletin_tells_of_it(bureau: Bureau) -> None:
    closed(bureau, "22", 5)
    bureau.watch.at = OPEN
    bureau.house.keys.issue(OPEN)
    with bureau.house.database.write() as conn:
        before = draft(bureau.house, conn, "ML07", WEEK, OPEN)
        switches.turn_on(conn, HERE, "awa", OPEN - timedelta(hours=1))
        after = draft(bureau.house, conn, "ML07", WEEK, OPEN)
    assert before is not None
    assert after is not None
    assert (len(before.lines), len(after.lines)) == (1, 0)
