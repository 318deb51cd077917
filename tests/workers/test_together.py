"""Rows that share a transaction have the effects they would have alone, and none fails by its neighbour."""

from typing import Any

import pytest

from core.country import Country
from core.errors import LasomiError
from core.reports import Understanding
from store import inbox
from tests.workers.bureau import OTHER_OPERATOR, RELAY, REPORTER, STRANGER, Bureau
from workers import drain, intake, pipeline, reading
from workers.drain import drain_once

PHONES = (REPORTER, STRANGER, RELAY, OTHER_OPERATOR)
TELLS = "11 ANSONGO"


def told(bureau: Bureau) -> list[str]:
    return [bureau.sms(number, f"{TELLS} {at}") for at, number in enumerate(PHONES)]


def transactions(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each transaction of effects carried out, as they come."""
    sizes: list[int] = []
    real = drain._written

    def written(batch: drain._Batch, ready: list[reading.Ready]) -> int:
        sizes.append(real(batch, ready))
        return sizes[-1]

    monkeypatch.setattr(drain, "_written", written)
    return sizes


def fails_for(monkeypatch: pytest.MonkeyPatch, bad: str, error: Exception) -> None:
    """The effects of this row are written, and then something goes wrong."""
    real = inbox.finish

    def finish(conn: object, row: inbox.Row, outcome: str, reason: str = "") -> None:
        real(conn, row, outcome, reason)  # type: ignore[arg-type]
        if row.id == bad:
            raise error

    monkeypatch.setattr(inbox, "finish", finish)


def test_rows_of_different_phones_share_a_transaction(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "HELD_SECONDS", 60)
    sizes, rows = transactions(bureau, monkeypatch), told(bureau)
    drain_once(bureau.house, "worker")
    assert sizes == [len(rows)]
    assert {bureau.outcome(row) for row in rows} == {"report"}
    assert bureau.one("SELECT COUNT(*) AS n FROM incidents")["n"] == 1


def test_a_transaction_that_was_held_too_long_leaves_the_rest_to_the_next(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "HELD_SECONDS", 0)
    sizes, rows = transactions(bureau, monkeypatch), told(bureau)
    drain_once(bureau.house, "worker")
    assert sizes == [1] * len(rows)
    assert {bureau.outcome(row) for row in rows} == {"report"}


@pytest.mark.parametrize("which", range(len(PHONES)))
def test_what_one_row_raises_undoes_its_own_effects_only(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    rows = told(bureau)
    fails_for(monkeypatch, rows[which], ValueError())
    drain_once(bureau.house, "worker")
    assert [bureau.outcome(row) for row in rows] == [
        "None" if row == rows[which] else "report" for row in rows
    ]
    assert {row["inbox_id"] for row in bureau.rows("SELECT inbox_id FROM reports")} == {*rows} - {rows[which]}
    assert bureau.one("SELECT state FROM inbox WHERE id = :id", id=rows[which])["state"] == "new"


@pytest.mark.parametrize("which", range(len(PHONES)))
def test_a_lease_lost_among_others_is_lost_alone(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    rows = told(bureau)
    fails_for(monkeypatch, rows[which], inbox.LeaseLost(rows[which]))
    drain_once(bureau.house, "worker")
    assert {row["inbox_id"] for row in bureau.rows("SELECT inbox_id FROM reports")} == {*rows} - {rows[which]}
    assert bureau.one("SELECT state, attempts FROM inbox WHERE id = :id", id=rows[which]) == {
        "state": "leased",
        "attempts": 1,
    }


def test_a_store_that_goes_away_in_the_middle_costs_no_row_an_attempt(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "HELD_SECONDS", 60)
    rows = told(bureau)
    with monkeypatch.context() as broken:
        fails_for(broken, rows[2], LasomiError("store.full", retryable=True))
        with pytest.raises(LasomiError, match=r"store\.full"):
            drain_once(bureau.house, "worker")
    assert bureau.rows("SELECT id FROM reports") == []
    assert {(row["state"], row["attempts"]) for row in bureau.rows("SELECT state, attempts FROM inbox")} == {
        ("new", 0)
    }
    drain_once(bureau.house, "worker")
    assert {bureau.outcome(row) for row in rows} == {"report"}


def test_what_a_phone_said_of_itself_is_known_to_its_next_sms(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that chooses the home of its phone, and an SMS of that phone, lie in one batch."""
    homes: list[str | None] = []
    real = pipeline.understand

    def understand(text: str, country: Country, *, home: str | None, **more: Any) -> Understanding:
        homes.append(home)
        return real(text, country, home=home, **more)

    monkeypatch.setattr(intake, "understand", understand)
    bureau.turn(STRANGER, "s1", 3, kind="contact", answers={"home": "ML020301"}, ends=True)
    bureau.sms(REPORTER, TELLS)
    bureau.sms(STRANGER, TELLS)
    drain_once(bureau.house, "worker")
    assert homes == [None, "ML020301"]
