"""A person parts what is left of an event when a flood in it was set aside, and the flood goes with its own
half (`alerts.md` §6, §9).
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.workers.bureau import OTHER_MONITOR, Bureau
from tests.workers.flooding import CERCLE, MONITOR, RELAY, command, crowd, still, told

MALI = {"areas": ["ML"]}


@pytest.fixture
def room(bureau: Bureau) -> Bureau:
    bureau.member(MONITOR, "monitor", CERCLE)
    bureau.member(OTHER_MONITOR, "monitor", "ML0702")
    bureau.member(RELAY, "relay", "ML0702")
    return bureau


@pytest.fixture
def flood_second(room: Bureau) -> tuple[str, str]:
    """A relay tells of Bourem, then a crowd of Hombori: two events."""
    room.sms(RELAY, "11 BOUREM")
    room.work(after=timedelta(minutes=1))
    crowd(room, *range(12))
    one, other = ids(room)
    return one, other


def ids(bureau: Bureau) -> list[str]:
    return [row["id"] for row in told(bureau, "id, opened_at")]


def flood(bureau: Bureau) -> dict[str, Any]:
    return bureau.one("SELECT * FROM floods")


def asks(bureau: Bureau, verb: str, **about: Any) -> str:
    return command(bureau, verb, **(about | MALI))


def test_what_the_flood_had_brought_is_parted_while_it_is_aside(
    room: Bureau, flood_second: tuple[str, str]
) -> None:
    """Step by step everything is as it was before."""
    one, other = flood_second
    before = still(room)
    assert asks(room, "MERGE", incident=one, other=other) == "command"
    assert asks(room, "SET_ASIDE", flood=flood(room)["id"]) == "command"
    assert asks(room, "SPLIT", incident=one, merged=other) == "command"
    rows = told(room, "id, opened_at, sources, set_aside, merged_into, state_before")
    assert [(row["sources"], bool(row["set_aside"]), row["merged_into"]) for row in rows] == [
        (1, False, None),
        (0, True, None),
    ]
    assert rows[0]["state_before"] is None
    assert flood(room)["incident_id"] == other
    assert asks(room, "TAKE_BACK", flood=flood(room)["id"]) == "command"
    assert still(room) == before


def test_a_flood_that_goes_on_is_folded_where_it_came_from(
    room: Bureau, flood_second: tuple[str, str]
) -> None:
    one, other = flood_second
    asks(room, "MERGE", incident=one, other=other)
    assert flood(room)["incident_id"] == one
    asks(room, "SPLIT", incident=one, merged=other)
    crowd(room, 12, 13)
    where = room.rows("SELECT incident_id, COUNT(*) AS n FROM reports GROUP BY incident_id ORDER BY n")
    assert [(row["incident_id"], row["n"]) for row in where] == [(one, 1), (other, 14)]


def test_a_flood_that_was_aside_before_the_merge_comes_back_to_its_own(
    room: Bureau, flood_second: tuple[str, str]
) -> None:
    one, other = flood_second
    room.sms("+22350000077", "11 HOMBORI je l'ai vu")
    room.work()
    before = still(room)
    asks(room, "SET_ASIDE", flood=flood(room)["id"])
    for verb, about in (("MERGE", {"other": other}), ("SPLIT", {"merged": other})):
        assert asks(room, verb, incident=one, **about) == "command"
    asks(room, "TAKE_BACK", flood=flood(room)["id"])
    assert still(room) == before


def test_whoever_is_left_is_parted_from_what_is_aside(room: Bureau) -> None:
    """The relay's word is of another event; the flood, taken back, tells of the first again."""
    crowd(room, *range(12))
    room.watch.at += timedelta(minutes=6)
    room.sms(RELAY, "11 HOMBORI")
    room.work()
    (one,) = ids(room)
    assert asks(room, "SET_ASIDE", flood=flood(room)["id"]) == "command"
    (source,) = room.rows("SELECT id FROM sources WHERE incident_id = :one", one=one)
    assert asks(room, "SPLIT", incident=one, sources=[source["id"]]) == "command"
    assert sorted((row["sources"], bool(row["set_aside"])) for row in told(room, "sources, set_aside")) == [
        (0, True),
        (1, False),
    ]
    asks(room, "TAKE_BACK", flood=flood(room)["id"])
    assert [row["sources"] for row in told(room, "sources")] == [1, 1]


def test_a_flood_that_is_split_off_takes_its_later_messages_along(room: Bureau) -> None:
    room.sms(RELAY, "11 HOMBORI")
    room.work(after=timedelta(minutes=1))
    crowd(room, *range(12))
    (one,) = ids(room)
    (source,) = room.rows("SELECT DISTINCT source FROM reports WHERE cluster IS NOT NULL")
    assert asks(room, "SPLIT", incident=one, sources=[source["source"]]) == "command"
    (fresh,) = set(ids(room)) - {one}
    assert flood(room)["incident_id"] == fresh
    crowd(room, 12)
    assert room.one("SELECT COUNT(*) AS n FROM reports WHERE incident_id = :id", id=fresh)["n"] == 13
