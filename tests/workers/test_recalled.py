"""What partners were sent does not outlive what it stood on: it was set aside, found false, or never judged
(`alerts.md` §6, §9, §12).
"""

from datetime import timedelta

import pytest

from gateway.auth import Reader
from gateway.feeds import alerts as feed
from gateway.feeds import cap as chains
from tests.workers.bureau import MONITOR, OTHER_MONITOR, RELAY, Bureau
from tests.workers.capbench import Bench, said, staffed
from tests.workers.flooding import CERCLE, crowd
from workers.undecided import close_due

PARTNER = Reader("key", frozenset({"alerts"}))
MONITOR_OF = Reader("key", frozenset(), areas=frozenset({CERCLE, "ML0701"}))


@pytest.fixture
def flooded(bureau: Bureau) -> Bench:
    """A suspect flood at Hombori, said to be true and released at 16:00."""
    bureau.member(OTHER_MONITOR, "monitor", CERCLE)
    bench = Bench(bureau)
    bench.partner("ngo", "ML05")
    crowd(bureau, *range(12))
    for verb, at in (("VRAI", "15:40"), ("RELEASE", "16:00")):
        assert bench.press(verb, at, areas=("ML05",)) == "command"
    return bench


def flood(bench: Bench, verb: str) -> None:
    (one,) = bench.bureau.rows("SELECT DISTINCT cluster FROM reports WHERE cluster IS NOT NULL")
    about = {"account": "fanta", "role": "regional", "areas": ["ML05"], "flood": one["cluster"]}
    row = bench.bureau.accept("command", {"verb": verb} | about)
    bench.work()
    assert bench.bureau.outcome(row) == "command"


def read_by(bench: Bench, reader: Reader) -> tuple[list[str], list[str]]:
    """States of the alerts, and types of the CAP messages, that a key reads."""
    house = bench.bureau.house
    told = [str(each.type) for each in chains.messages(house, reader) if each.audience == "partners"]
    return [str(row["state"]) for row in feed.shown(house, reader)], told


def test_what_was_released_and_is_set_aside_is_cancelled_where_it_went(flooded: Bench) -> None:
    assert read_by(flooded, PARTNER) == (["verified"], ["Update"])
    flood(flooded, "SET_ASIDE")
    first, cancel = flooded.taken["ngo"]
    assert (said(cancel, "msgType"), said(cancel, "info/certainty")) == ("Cancel", "Unknown")
    assert "alerte retirée" in said(cancel, "info/description")
    assert said(first, "identifier") in said(cancel, "references")
    assert read_by(flooded, PARTNER) == ([], ["Update", "Cancel"])
    assert feed.shown(flooded.bureau.house, MONITOR_OF) == []
    assert [(each.audience, each.type) for each in flooded.chain()][-1] == ("circle", "Cancel")


def test_taken_back_it_is_told_again_to_those_who_had_it(flooded: Bench) -> None:
    flood(flooded, "SET_ASIDE")
    flooded.partner("late", "ML05")
    flood(flooded, "TAKE_BACK")
    update = flooded.taken["ngo"][-1]
    assert (said(update, "msgType"), said(update, "info/certainty")) == ("Update", "Observed")
    assert len(said(update, "references").split()) == 2
    assert flooded.taken["late"] == []
    assert read_by(flooded, PARTNER) == (["verified"], ["Update", "Cancel", "Update"])


def test_what_never_left_is_recalled_within_the_circle_only(bureau: Bureau) -> None:
    bench = Bench(bureau)
    bench.partner("ngo", "ML05")
    crowd(bureau, *range(12))
    for verb, last in (("SET_ASIDE", "Cancel"), ("TAKE_BACK", "Update")):
        flood(bench, verb)
        assert bench.brief()[-1][1:3] == ("circle", last)
    assert bench.taken["ngo"] == []


@pytest.fixture
def released(bureau: Bureau) -> Bench:
    """An attack at Ansongo of 14:05, true at 14:10 and released at 14:12."""
    bench = staffed(bureau)
    bench.partner("ngo")
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    for verb, at in (("VRAI", "14:10"), ("RELEASE", "14:12")):
        assert bench.press(verb, at) == "command"
    return bench


def test_a_release_ends_with_faux_and_needs_a_person_to_begin_again(released: Bench) -> None:
    assert released.press("FAUX", "14:20") == "command"
    assert read_by(released, PARTNER) == ([], ["Update", "Cancel"])
    assert released.press("VRAI", "14:40") == "command"
    free = "SELECT released_at, released_by FROM {} WHERE released_at IS NOT NULL OR released_by IS NOT NULL"
    assert [released.bureau.rows(free.format(table)) for table in ("alerts", "incidents")] == [[], []]
    assert [said(xml, "msgType") for xml in released.taken["ngo"]] == ["Update", "Cancel"]
    assert feed.shown(released.bureau.house, PARTNER) == []


def test_released_again_it_reaches_whoever_serves_the_place_by_then(released: Bench) -> None:
    released.press("FAUX", "14:20")
    released.partner("late")
    released.press("VRAI", "14:40")
    assert released.press("RELEASE", "14:45") == "command"
    assert [said(xml, "msgType") for xml in released.taken["ngo"]] == ["Update", "Cancel", "Update"]
    assert [said(xml, "msgType") for xml in released.taken["late"]] == ["Update"]
    assert read_by(released, PARTNER) == (["verified"], ["Update", "Cancel", "Update"])


def test_partners_are_shown_no_alert_that_was_found_false(released: Bench) -> None:
    """Also where its release was kept, as by the version before."""
    released.press("FAUX", "14:20")
    with released.bureau.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE alerts SET released_at = 1, released_by = 'somebody'")
    assert read_by(released, PARTNER) == ([], ["Update", "Cancel"])
    assert [row["state"] for row in feed.shown(released.bureau.house, MONITOR_OF)] == ["false"]


def test_fourteen_days_without_a_verdict_are_an_update(bureau: Bureau) -> None:
    bench = staffed(bureau)
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    bureau.watch.at += timedelta(days=15)
    bureau.house.keys.issue(bureau.watch.at)
    assert close_due(bureau.house, bureau.watch.at) == 1
    assert bench.brief() == [(1, "circle", "Alert", []), (2, "circle", "Update", [1])]
    (info, *_) = bench.chain()[-1].document.infos
    assert (info.certainty, dict(info.parameters)["state"]) == ("Unknown", "unresolved")
    assert close_due(bureau.house, bureau.watch.at) == 0
    assert len(bureau.told(MONITOR)) == 1


def test_a_merged_alert_ends_in_the_circle_and_stands_again_when_parted(bureau: Bureau) -> None:
    bench = staffed(bureau)
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    bench.sms("+22365012345", "11 BOUREM", "14:06")
    one, other = [row["id"] for row in bureau.rows("SELECT id FROM incidents ORDER BY opened_at")]
    chains = {row["incident_id"]: row["id"] for row in bureau.rows("SELECT id, incident_id FROM alerts")}
    about = {"account": "awa", "role": "regional", "areas": ["ML07"], "incident": one}
    for verb, what, last in (("MERGE", {"other": other}, "Cancel"), ("SPLIT", {"merged": other}, "Update")):
        bureau.accept("command", {"verb": verb} | about | what)
        bench.work()
        assert bench.chain_of(chains[other])[-1].type == last
