"""Staff of a row take turns: who has rested comes on again, and that is a turn like any other."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from benchmarks.chaos import people as staff
from benchmarks.chaos.people import RESTED, Shifts
from core.ports import utc_now
from gateway.house import House
from store import people
from store.database import Database
from store.keys import Keys
from store.vault import Vault


@dataclass(frozen=True)
class Room:
    """As much of a house as shifts look at."""

    database: Database
    vault: Vault


@pytest.fixture
def house(database: Database, keys: Keys, data_dir: Path) -> House:
    keys.issue(utc_now())
    return cast("House", Room(database, Vault(keys)))


def test_a_rested_person_comes_on_again_and_every_turn_is_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 1.0, 1.0, RESTED + 2.0, RESTED + 2.0])
    monkeypatch.setattr(staff, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    shifts = Shifts(house)
    first, second, third = (shifts.fresh("ML0701") for _ in range(3))
    assert (first == third, first == second) == (True, False)
    assert (shifts.turns, shifts.count) == (3, 2)
    with house.database.read() as conn:
        assert len([member for member in people.members(conn) if member.on_call]) == 1
