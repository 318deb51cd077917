"""Texts that are still kept are read again; what was known is refined by it and never lost (P28)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text as sql

from ops.rebuild import rebuilt
from store.recount import Drift
from tests.workers.bureau import STRANGER, Bureau
from workers.recounting import recount, recounted
from workers.rereading import reread

TEXT = "Des hommes armés ont attaqué le village, 3 morts à Ansongo aujourd'hui"


def read_again(bureau: Bureau, since: date | None = None, *, mend: bool = False) -> tuple[int, list[Drift]]:
    return reread(bureau.house, since, mend=mend, done=lambda _: None)


def spoil(bureau: Bureau, values: str) -> None:
    with bureau.house.database.write() as conn:
        conn.execute(sql(f"UPDATE reports SET {values}"))


@pytest.fixture
def told(bureau: Bureau) -> Bureau:
    bureau.sms(STRANGER, TEXT)
    bureau.work()
    assert bureau.one("SELECT place, method FROM reports")["place"] is not None
    return bureau


def test_what_is_read_as_before_changes_nothing(told: Bureau) -> None:
    before = told.rows("SELECT * FROM reports")
    assert read_again(told, mend=True) == (1, [])
    assert told.rows("SELECT * FROM reports") == before


def test_what_is_read_otherwise_is_told_and_said_anew(told: Bureau) -> None:
    before = told.one("SELECT code, killed, place, adm3 FROM reports")
    spoil(told, "code = '31', killed = NULL, place = NULL, adm3 = NULL")
    changed = [Drift("reports", name, "2026-W29", other=1) for name in ("code", "killed", "place")]
    assert read_again(told) == (1, changed)
    assert told.one("SELECT code FROM reports")["code"] == "31"
    assert read_again(told, mend=True) == (1, changed)
    assert told.one("SELECT code, killed, place, adm3 FROM reports") == before
    assert told.one("SELECT told FROM incidents")["told"] is None
    of = recount(told.house)
    assert [drift for period in of.there.indicators for drift in recounted(of, period, mend=False)] == []


def test_a_place_gives_way_only_to_one_within_it(told: Bureau) -> None:
    spoil(told, "place = 'ML05', adm1 = 'ML05', adm2 = NULL, adm3 = NULL")
    assert read_again(told) == (1, [])
    spoil(told, "place = 'ML07', adm1 = 'ML07'")
    assert read_again(told)[1] == [Drift("reports", "place", "2026-W29", other=1)]


def test_what_stands_is_not_lost(told: Bureau) -> None:
    spoil(told, "injured = 4, child = true, displaced = true")
    assert read_again(told) == (1, [])


@pytest.mark.parametrize("how", ["code", "ussd", "human"])
def test_a_code_a_call_and_a_person_s_word_are_never_read_again(told: Bureau, how: str) -> None:
    spoil(told, f"code = '31', method = '{how}'")
    assert read_again(told) == (0, [])


def test_without_a_text_what_was_understood_stays(told: Bureau) -> None:
    spoil(told, "code = '31', sealed_text = NULL")
    assert read_again(told) == (0, [])


def test_only_what_was_received_since_a_day_is_read(told: Bureau) -> None:
    day = told.watch.at.date()
    assert read_again(told, day)[0] == 1
    assert read_again(told, day + timedelta(days=1))[0] == 0


def test_the_command_counts_what_it_read_and_what_it_took_as_understood(told: Bureau) -> None:
    told.sms(STRANGER, "22 ANSONGO")
    told.work()
    spoil(told, "killed = NULL WHERE method <> 'code'")
    *_, last = rebuilt(told.house, None, figures=True, dry_run=True)
    assert (last["read"], last["as_understood"]) == (0, 2)
    first, *_, last = rebuilt(told.house, None, figures=False, dry_run=True)
    assert (first["table"], first["indicator"], first["other"]) == ("reports", "killed", 1)
    assert (last["read"], last["as_understood"], last["mended"]) == (1, 1, False)
    assert rebuilt(told.house, None, figures=False, dry_run=False)[0] == first
    assert rebuilt(told.house, None, figures=False, dry_run=True)[0]["differing"] == 0
