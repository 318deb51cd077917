"""A bulletin is read, approved by name, and told to relays: what too few have told is in none of it."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.bulletins import Draft, draft
from gateway.feeds import cube
from store import cases, figures, incidents
from store.cases import Case
from tests.publishing import KNOWN, as_written
from tests.workers.bureau import OTHER_OPERATOR, RELAY, Bureau, moment
from tests.workers.closing import asks
from tests.workers.field import event
from workers.relayed import send_due

FANTA = {"role": "regional", "areas": ["ML07"]}
MOUSSA = {"role": "monitor", "areas": ["ML0701"]}
AWA = {"role": "national", "areas": ["ML"]}
SIRA = {"role": "regional", "areas": ["ML05"]}
WEEK = "2026-W29"
OPEN = moment("12:00", "2026-07-23")  # three days after the week's end


def closed(bureau: Bureau, code: str, reporters: int, *, state: Any = "verified", case: str = "") -> None:
    """An incident of Ansongo told by so many, referred to the prefect and settled in the week."""
    told = event(id=f"i{code}{case}", code=code, adm3="ML070102", state=state, opened_at=bureau.watch.at)
    with bureau.house.database.write() as conn:
        incidents.save(conn, told)
        for who in range(reporters):
            figures.observe(
                conn,
                indicator="incidents",
                places=("ML0701", "ML07", "ML"),
                period=WEEK,
                group=code,
                numerator=float(who == 0),
                denominator=float(who == 0),
                member=f"{code}-{who}",
            )
        asked = Case("", 3, "ML0701", referred_at=bureau.watch.at, incident_id=told.id, place="ML070102")
        kept = cases.refer(conn, asked)
        cases.respond(conn, kept.id, "visit", bureau.watch.at)
        cases.close(conn, kept.id, bureau.watch.at + timedelta(hours=5), "settled")


def drafted(bureau: Bureau, area: str = "ML07", week: str = WEEK) -> Draft | None:
    with bureau.house.database.read() as conn:
        return draft(bureau.house, conn, area, week, bureau.watch.at)


@pytest.fixture
def ready(bureau: Bureau) -> Bureau:
    """Five people told of thefts, four of quarrels over fields; three days after the week."""
    bureau.member(RELAY, "relay")
    bureau.member(OTHER_OPERATOR, "relay", "ML0504")
    closed(bureau, "22", 5)
    closed(bureau, "31", 4)
    bureau.watch.at = OPEN
    bureau.passes()
    bureau.house.keys.issue(OPEN)
    return bureau


def approve(bureau: Bureau, who: dict[str, Any] = FANTA, **changed: str) -> str:
    found = drafted(bureau)
    seen = {"area": "ML07", "week": WEEK, "mark": found.mark if found else "", "why": "weekly"}
    return asks(bureau, who, "APPROVE", **(seen | changed))


def test_what_fewer_than_five_told_is_held_back(ready: Bureau) -> None:
    found = drafted(ready)
    assert found
    assert [line.code for line in found.lines] == ["22"]
    assert found.held == 1
    assert "Champs et bétail" not in str(found.told)
    assert "Ansongo" not in str(found.told)
    assert "Bara" not in str(found.told)


def test_what_was_false_needs_five_who_told_it(ready: Bureau) -> None:
    ready.watch.at = moment("10:00", "2026-07-16")
    closed(ready, "11", 0, state="false")
    ready.watch.at = OPEN
    found = drafted(ready)
    assert found
    assert (found.held, "pas confirmé" in found.told["fr"]) == (2, False)


@pytest.mark.parametrize(
    ("day", "area", "week", "is_there"),
    [
        ("2026-07-22T23:59", "ML07", WEEK, False),
        ("2026-07-23T00:00", "ML07", WEEK, True),
        ("2026-07-23T00:00", "ML0701", WEEK, False),
        ("2026-07-23T00:00", "ML07", "2026-07", False),
        ("2026-07-23T00:00", "ML07", "2026-W99", False),
    ],
)
def test_a_week_is_told_three_days_after_its_end(
    ready: Bureau, day: str, area: str, week: str, is_there: bool
) -> None:
    ready.watch.at = moment(day[11:], day[:10])
    assert bool(drafted(ready, area, week)) is is_there


def test_it_leaves_once_by_name_and_relays_hear_it(ready: Bureau) -> None:
    assert approve(ready) == "APPROVE"
    assert approve(ready, AWA) == "approved_already"
    kept = ready.one("SELECT area, week, why, approved_by, hour FROM bulletins")
    assert (kept["area"], kept["week"], kept["why"], kept["approved_by"]) == (
        "ML07",
        WEEK,
        "weekly",
        "account",
    )
    assert kept["hour"] % 3_600_000 == 0
    noted = ready.one("SELECT role, reason, object FROM audit WHERE action = 'approve_bulletin'")
    assert noted == {"role": "regional", "reason": "weekly", "object": "ML07:2026-W29"}
    send_due(ready.house, ready.watch.at)
    ready.work()
    assert {message.urn: message.text for message in ready.sent} == {
        RELAY: "Bulletin S29: Vol de bétail: vérifié, visite sur place, dit réglé."
    }


@pytest.mark.parametrize(
    ("who", "changed", "says"),
    [
        (MOUSSA, {}, "unknown"),
        (SIRA, {}, "unknown"),
        (FANTA, {"why": "because"}, "reason_unsaid"),
        (FANTA, {"mark": "another"}, "changed"),
        (FANTA, {"week": "2026-W30"}, "not_yet"),
    ],
)
def test_who_may_approve_what(ready: Bureau, who: dict[str, Any], changed: dict[str, str], says: str) -> None:
    assert approve(ready, who, **changed) == says
    assert ready.rows("SELECT * FROM bulletins") == ready.rows("SELECT * FROM relayed") == []


def test_no_line_of_a_week_that_is_held_back(ready: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cube, "published", as_written)
    seen = drafted(ready)
    assert seen is not None
    assert not [each for each in seen.lines if each.code]
    assert seen.held > 0


def test_what_was_read_is_what_leaves(ready: Bureau) -> None:
    seen = drafted(ready)
    assert seen
    ready.watch.at = moment("10:00", "2026-07-16")
    closed(ready, "33", 6)
    ready.watch.at = OPEN
    KNOWN.clear()
    assert approve(ready, mark=seen.mark) == "changed"
    assert approve(ready) == "APPROVE"
