"""The harness sees each defect that it plants, in the tables as they are; and a sound ladder as sound."""

from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.chaos.corruptions import CORRUPTIONS, FAR, Corruption
from benchmarks.chaos.soundness import unsound
from store import elapsed
from store.database import Database
from store.keys import Keys
from store.tables import alerts, outbox
from tests.mali import flows, mali
from tests.workers.conftest import bureau_of
from tests.workers.rungs import Ladder, ladder_of


@pytest.fixture
def ladder(database: Database, keys: Keys, data_dir: Path) -> Ladder:
    """An alert of severity 4 whose first text waits to leave."""
    ladder = ladder_of(bureau_of(database, keys, data_dir, mali(), flows()))
    elapsed.advance(database, ladder.bureau.watch.at)
    ladder.storm.stuck = True
    ladder.storm.raises(4)
    return ladder


def plant(ladder: Ladder, defect: Corruption) -> int:
    house = ladder.bureau.house
    with house.database.write() as conn:
        boot, clock = house.database.lease_now(conn)
        told = select(alerts.c.id.label("alert"), outbox.c.recipient).join(
            outbox, outbox.c.alert_id == alerts.c.id
        )
        row = conn.execute(told).one()
        return defect.plant(conn, {"boot": boot, "clock": clock, "far": FAR, **row._mapping})


def test_there_are_twenty_and_all_differ() -> None:
    assert len(set(CORRUPTIONS)) == len(CORRUPTIONS) == 20


def test_a_ladder_that_nobody_spoiled_is_sound(ladder: Ladder) -> None:
    assert unsound(ladder.bureau.house) == []


@pytest.mark.parametrize("defect", CORRUPTIONS, ids=range(1, 21))
def test_a_defect_is_planted_and_seen(ladder: Ladder, defect: Corruption) -> None:
    assert plant(ladder, defect) > 0
    assert len(unsound(ladder.bureau.house)) == 1
