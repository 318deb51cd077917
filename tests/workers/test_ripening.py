"""What a phone rates counts once it was first seen a day ago (`indicators.md` §5.1)."""

from datetime import timedelta

import pytest

from store import people
from tests.workers.bureau import STRANGER, Bureau, moment
from workers.ripening import count_due

RATED = {"authority": "2", "unit": "ML070102", "core": "4", "g2": "2"}


def rate(bureau: Bureau, session: str = "s1", **said: str) -> None:
    bureau.turn(STRANGER, session, 5, kind="rating", answers=RATED | said, ends=True)
    bureau.work()


def counted(bureau: Bureau) -> float:
    where = "indicator = 'G1' AND place = 'ML070102' AND grp = 'all'"
    found = bureau.rows(f"SELECT numerator FROM cells WHERE {where}")
    return sum(float(row["numerator"]) for row in found)


def test_the_rating_of_a_new_phone_waits_a_day(bureau: Bureau) -> None:
    rate(bureau)
    assert counted(bureau) == 0
    assert count_due(bureau.house, bureau.watch.at + timedelta(hours=23, minutes=59)) == 0
    assert count_due(bureau.house, bureau.watch.at + timedelta(hours=24)) == 1
    assert counted(bureau) == 1
    assert count_due(bureau.house, bureau.watch.at + timedelta(hours=48)) == 0
    assert counted(bureau) == 1


@pytest.mark.parametrize(
    ("seen", "clock", "hours"),
    [
        ("2026-07-12", "14:05", 0),  # two days ago: surely a day old
        ("2026-07-13", "14:05", 10),  # yesterday, nobody knows when: until the end of today
        ("2026-07-14", "23:00", 24),
    ],
)
def test_how_long_it_waits_follows_from_the_day_it_was_first_seen(
    bureau: Bureau, seen: str, clock: str, hours: int
) -> None:
    with bureau.house.database.write() as conn:
        bureau.house.keys.issue(moment("00:00", seen))
        people.remember(conn, bureau.house.vault, STRANGER, moment("00:00", seen), language="fr")
    bureau.watch.at = moment(clock)
    rate(bureau)
    assert counted(bureau) == (hours == 0)
    assert count_due(bureau.house, bureau.watch.at + timedelta(hours=hours)) == (hours > 0)
    assert counted(bureau) == 1


def test_the_last_rating_counts_also_when_both_have_waited(bureau: Bureau) -> None:
    rate(bureau)
    bureau.watch.at += timedelta(hours=2)
    rate(bureau, "s2", core="1")
    bureau.ripen()
    assert counted(bureau) == 0
    assert bureau.rows("SELECT id FROM ratings WHERE due_at IS NOT NULL") == []


def test_what_is_withdrawn_while_it_waits_never_counts(bureau: Bureau) -> None:
    rate(bureau)
    bureau.turn(STRANGER, "s1", 6, kind="contact", answers={"erase": "all"}, ends=True)
    bureau.work()
    bureau.ripen()
    assert len(bureau.rows("SELECT id FROM ratings WHERE held")) == 0
