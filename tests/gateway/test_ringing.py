"""The bell of a process: at once for who comes after a rest, one for all who come meanwhile."""

import asyncio
from datetime import datetime
from pathlib import Path

from gateway.intake import Intake
from store.committer import Committer
from store.database import Database
from store.spool import Spool
from store.vault import Vault
from tests.bell import Heard


async def rung(intake: Intake, apart: float, rings: int) -> int:
    """How often, when somebody comes after a rest and twenty right behind; `rings` are waited for."""
    bell = Heard()
    ringing = asyncio.create_task(intake.keep_ringing(bell, apart))
    intake.ring()
    assert await asyncio.to_thread(bell.rungs.acquire, timeout=10)
    for _ in range(20):
        intake.ring()
        await asyncio.sleep(0)
    for _ in range(rings - 1):
        assert await asyncio.to_thread(bell.rungs.acquire, timeout=10)
    ringing.cancel()
    return len(bell.rung)


def test_who_comes_right_behind_a_ring_shares_the_next(
    database: Database, vault: Vault, tmp_path: Path, at: datetime
) -> None:
    def intake() -> Intake:
        return Intake(Committer(database), Spool(tmp_path, vault), lambda: at)

    assert asyncio.run(rung(intake(), 3600.0, 1)) == 1
    assert asyncio.run(rung(intake(), 0.0, 2)) >= 2
