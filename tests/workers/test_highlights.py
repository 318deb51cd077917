"""APPROVE_HIGHLIGHTS lets go what was read, by a coordinator of the country, once, and in the audit."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.feeds import cube
from gateway.highlights.facts import facts
from store import highlights
from tests.publishing import as_written
from tests.workers.bureau import Bureau, moment
from tests.workers.closing import asks

NANA: dict[str, Any] = {"account": "nana", "role": "national", "areas": ["ML"]}
WEEK = "2026-W27"


@pytest.fixture
def thursday(bureau: Bureau) -> Bureau:
    for day in ("2026-07-08", "2026-07-09"):
        bureau.house.keys.issue(moment("10:00", day))
    bureau.watch.at = moment("10:00", "2026-07-09")
    return bureau


def mark(bureau: Bureau) -> str:
    return highlights.mark_of(facts(bureau.house, WEEK))


def kept(bureau: Bureau) -> highlights.Approved | None:
    with bureau.house.database.read() as conn:
        return highlights.get(conn, WEEK)


def test_a_named_person_lets_it_go_once(thursday: Bureau) -> None:
    seen = mark(thursday)
    assert asks(thursday, NANA, "APPROVE_HIGHLIGHTS", week=WEEK, mark=seen) == "APPROVE_HIGHLIGHTS"
    done = kept(thursday)
    assert done is not None
    assert (done.approved_by, done.mark, done.told["week"]) == ("nana", seen, WEEK)
    assert (done.hour.minute, done.hour.second) == (0, 0)
    assert asks(thursday, NANA, "APPROVE_HIGHLIGHTS", week=WEEK, mark=seen) == "approved_already"
    audit = thursday.rows("SELECT account, action, object FROM audit ORDER BY seq")
    assert [tuple(line.values()) for line in audit] == [("nana", "approve_highlights", WEEK)]


@pytest.mark.parametrize(
    ("who", "about", "why"),
    [
        ({"role": "regional", "areas": ["ML07"]}, {}, "not_yours"),
        ({"role": "monitor", "areas": ["ML"]}, {}, "not_yours"),
        ({"role": "analyst", "areas": ["ML"]}, {}, "not_yours"),
        ({}, {"mark": "of another day"}, "changed"),
        ({}, {"week": "2026-W28"}, "not_yet"),
        ({}, {"week": "2026-Q2"}, "not_yet"),
        ({}, {"week": "x"}, "not_yet"),
    ],
)
def test_what_is_refused(thursday: Bureau, who: dict[str, Any], about: dict[str, Any], why: str) -> None:
    asked = {"week": WEEK, "mark": mark(thursday)} | about
    assert asks(thursday, NANA | who, "APPROVE_HIGHLIGHTS", **asked) == why
    assert kept(thursday) is None


def test_a_week_that_is_held_back_is_not_let_go(thursday: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its incidents are not published; or the alerts would give somebody away."""
    seen = mark(thursday)
    with monkeypatch.context() as careless:
        careless.setattr("gateway.highlights.alerted.exposures", lambda *_: ["open"])
        assert asks(thursday, NANA, "APPROVE_HIGHLIGHTS", week=WEEK, mark=seen) == "held_back"
    monkeypatch.setattr(cube, "published", as_written)
    assert asks(thursday, NANA, "APPROVE_HIGHLIGHTS", week=WEEK, mark=seen) == "held_back"
    assert kept(thursday) is None


def test_three_days_after_the_week(thursday: Bureau) -> None:
    thursday.watch.at = moment("00:00", "2026-07-09") - timedelta(seconds=1)
    assert asks(thursday, NANA, "APPROVE_HIGHLIGHTS", week=WEEK, mark=mark(thursday)) == "not_yet"
    thursday.watch.at = moment("00:00", "2026-07-09")
    assert asks(thursday, NANA, "APPROVE_HIGHLIGHTS", week=WEEK, mark=mark(thursday)) == "APPROVE_HIGHLIGHTS"
