"""A suspect flood is one source, one alert and one notice; what its phones rate waits (`alerts.md` §9)."""

import json
import random
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from store import people
from tests.workers.bureau import Bureau, moment
from tests.workers.flooding import (
    CERCLE,
    COORDINATOR,
    MONITOR,
    RELAY,
    TEXT,
    crowd,
    phone,
    told,
)
from workers.likeness import grams, jaccard

FLOOD = 10


@pytest.fixture
def watched(bureau: Bureau) -> Bureau:
    bureau.member(MONITOR, "monitor", CERCLE)
    bureau.member(RELAY, "relay", CERCLE)
    return bureau


def notices(bureau: Bureau) -> int:
    return len(bureau.rows("SELECT id FROM notices WHERE kind = 'integrity'"))


def test_like_texts_are_one_source_on_every_operator(watched: Bureau) -> None:
    crowd(watched, 0, 1, 2, 3)
    assert told(watched, "sources, confidence, state") == [
        {"sources": 1, "confidence": 0.125, "state": "unverified"}
    ]


def test_ten_new_phones_in_an_hour_are_suspect_and_nine_are_not(watched: Bureau) -> None:
    crowd(watched, *range(FLOOD - 1))
    assert (notices(watched), watched.rows("SELECT id FROM floods")) == (0, [])
    crowd(watched, FLOOD)
    assert notices(watched) == len(watched.rows("SELECT id FROM floods")) == 1
    crowd(watched, *range(FLOOD + 1, FLOOD + 8))
    assert notices(watched) == 1
    assert len(watched.told(MONITOR)) == 1


def test_ten_phones_within_two_hours_are_not_suspect(watched: Bureau) -> None:
    for k in range(FLOOD):
        crowd(watched, k)
        watched.watch.at += timedelta(minutes=12)
    assert notices(watched) == 0


def test_many_callers_by_ussd_are_no_flood(watched: Bureau) -> None:
    for k in range(15):
        answers = {
            "code": "11",
            "place": "ML050409",
            "occurred": "today",
            "victims": "none",
            "basis": "eyewitness",
        }
        watched.turn(phone(k), f"s{k}", 5, answers=answers, ends=True)
    watched.work()
    assert notices(watched) == 0
    assert told(watched, "sources, confidence") == [{"sources": 3, "confidence": 0.5781}]


def test_short_texts_are_never_compared(watched: Bureau) -> None:
    for k in range(FLOOD):
        watched.sms(phone(k), "attaque Hombori")
    watched.work()
    assert watched.rows("SELECT id FROM reports WHERE cluster IS NOT NULL") == []


def known(bureau: Bureau, *phones: int) -> None:
    """These wrote sixty days ago, and nobody has judged it false."""
    for k in phones:
        bureau.sms(phone(k), "31 GAO")
    bureau.work()
    bureau.watch.at = moment("10:00", "2026-09-14")
    bureau.house.keys.issue(bureau.watch.at)


@pytest.mark.parametrize(("many", "floods"), [(2, 1), (3, 0)])
def test_eight_in_ten_must_be_new(watched: Bureau, many: int, floods: int) -> None:
    known(watched, *range(many))
    crowd(watched, *range(FLOOD))
    assert notices(watched) == floods


def test_known_phones_are_worth_no_more_than_new_ones_in_a_flood(watched: Bureau) -> None:
    known(watched, 0)
    crowd(watched, 0)
    assert told(watched, "confidence")[-1] == {"confidence": 0.175}
    crowd(watched, *range(1, FLOOD + 1))
    assert told(watched, "confidence, sources")[-1] == {"confidence": 0.125, "sources": 1}


def test_the_word_of_a_relay_corroborates_it_within_minutes(watched: Bureau) -> None:
    crowd(watched, *range(FLOOD + 2))
    watched.watch.at += timedelta(minutes=6)
    watched.sms(RELAY, "11 HOMBORI")
    watched.work()
    assert told(watched, "state, sources, confidence") == [
        {"state": "corroborated", "sources": 2, "confidence": 0.65}
    ]
    assert "CORROBORE 2 src VU" in watched.told(MONITOR)[-1]


def test_a_relay_elsewhere_raises_an_alert_of_its_own(watched: Bureau) -> None:
    crowd(watched, *range(FLOOD + 2))
    watched.watch.at += timedelta(minutes=6)
    watched.sms(RELAY, "11 MONDORO")
    watched.work()
    assert len(told(watched)) == 2
    assert len(watched.told(MONITOR)) == 2


def test_what_comes_after_faux_is_folded_and_raises_nothing(watched: Bureau) -> None:
    crowd(watched, *range(FLOOD))
    watched.sms(MONITOR, f"FAUX {watched.number()}")
    watched.work()
    crowd(watched, *range(FLOOD, FLOOD + 5))
    assert [row["state"] for row in told(watched)] == ["false"]
    assert len(watched.rows("SELECT id FROM alerts")) == 1


def test_another_place_in_the_same_words_is_folded_once_it_is_a_flood(watched: Bureau) -> None:
    crowd(watched, *range(FLOOD))
    watched.sms(phone(20), TEXT.replace("Hombori", "Boni"))
    watched.work()
    assert len(told(watched)) == 1


def rated(bureau: Bureau, k: int) -> None:
    answers = {"authority": "1", "unit": "ML050409", "core": "4", "g2": "4"}
    bureau.turn(phone(k), f"r{k}", 5, kind="rating", answers=answers, ends=True)
    bureau.work()


def counts(bureau: Bureau) -> float:
    where = "indicator = 'G1' AND place = 'ML050409' AND grp = 'all'"
    found = bureau.rows(f"SELECT denominator FROM cells WHERE {where}")
    return sum(float(row["denominator"]) for row in found)


def test_what_the_phones_of_a_flood_rate_does_not_count(watched: Bureau) -> None:
    known(watched, 0, 1)
    with watched.house.database.write() as conn:
        people.remember(conn, watched.house.vault, phone(0), moment("10:00"), language="fr")
        people.remember(conn, watched.house.vault, phone(1), moment("10:00"), language="fr")
    rated(watched, 0)
    assert counts(watched) == 1
    crowd(watched, *range(FLOOD + 1))
    assert counts(watched) == 0
    rated(watched, 1)
    rated(watched, 2)
    assert counts(watched) == 0
    assert all(row["held"] for row in watched.rows("SELECT held FROM ratings"))


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_they_come_they_are_one_source(watched: Bureau, seed: int) -> None:
    order = [(k, text) for k in range(6) for text in CHAIN[k : k + 1]]
    random.Random(seed).shuffle(order)
    for k, text in order:
        watched.sms(phone(k), text)
    watched.work()
    assert told(watched, "sources, confidence") == [{"sources": 1, "confidence": 0.125}]
    assert len(watched.rows("SELECT DISTINCT cluster FROM reports WHERE cluster IS NOT NULL")) == 1


def _chain() -> list[str]:
    """Each is like the next, the first is not like the last: only all together are one."""
    words = TEXT.split()
    extra = ["aujourd", "hui", "depuis", "ce", "matin", "aidez"]
    return [" ".join(words + extra[:n]) for n in range(6)]


CHAIN = _chain()


def test_the_ends_of_the_chain_are_not_alike() -> None:
    first, last = (grams(text, 20) for text in (CHAIN[0], CHAIN[-1]))
    assert jaccard(first, last) < 0.8
    assert all(jaccard(grams(a, 20), grams(b, 20)) >= 0.8 for a, b in pairwise(CHAIN))


def test_nobody_parts_a_flood_by_having_a_text_erased(watched: Bureau) -> None:
    for k in range(4):
        crowd(watched, k)
        watched.sms(phone(k), "EFFACER")
        watched.work()
    assert told(watched, "sources")[-1]["sources"] == 1


def test_a_coordinator_without_address_reads_it_on_the_console(watched: Bureau) -> None:
    watched.member(COORDINATOR, "regional", "ML05")
    crowd(watched, *range(FLOOD))
    (notice,) = watched.rows("SELECT area, told FROM notices")
    assert notice["area"] == CERCLE
    assert not any(number[4:] in notice["told"] for number in map(phone, range(FLOOD)))
    said: dict[str, Any] = json.loads(notice["told"])
    assert set(said) == {"code", "place", "phones", "new", "window", "incident", "alert"}
