"""While the database is away, what comes in one moment shares a file; nobody is answered before that."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from core.errors import LasomiError
from gateway.spooling import Spooling
from store import forgetting, inbox
from store.database import Database
from store.inbox import Entry
from store.spool import Spool
from store.vault import Vault

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def entry(vault: Vault, number: int, at: datetime, kind: str = "sms") -> Entry:
    return inbox.seal_entry(
        vault,
        channel="africastalking",
        kind=kind,
        external_id=f"id-{number}",
        body={"n": number},
        received_at=at,
    )


@pytest.fixture
def spool(data_dir: Path, vault: Vault) -> Spool:
    made = Spool(data_dir / "spool", vault)
    made.check()
    return made


async def test_a_crowd_shares_a_few_files_and_nobody_is_left_out(
    spool: Spool, vault: Vault, at: datetime, database: Database
) -> None:
    spooling = Spooling(spool, lambda: at)
    await asyncio.gather(*(spooling.write(entry(vault, number, at)) for number in range(500)))
    assert len(list(spool.folder.glob("*.spool"))) <= 4
    assert spool.flush(database) == 500


async def test_a_disk_that_fails_is_told_to_everybody_and_the_next_one_is_tried_anew(
    spool: Spool, vault: Vault, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    spooling = Spooling(spool, lambda: at)
    write = spool.write

    def full(*_args: object) -> None:
        raise LasomiError("spool.failed", "No space left on device", retryable=True)

    monkeypatch.setattr(spool, "write", full)
    told = await asyncio.gather(
        *(spooling.write(entry(vault, n, at)) for n in range(3)), return_exceptions=True
    )
    assert [getattr(error, "code", None) for error in told] == ["spool.failed"] * 3
    monkeypatch.setattr(spool, "write", write)
    await spooling.write(entry(vault, 9, at))
    assert len(list(spool.folder.glob("*.spool"))) == 1


async def test_a_debt_never_shares_a_file_with_a_message(spool: Spool, vault: Vault, at: datetime) -> None:
    spooling = Spooling(spool, lambda: at)
    debt = entry(vault, 7, at, forgetting.KIND)
    await asyncio.gather(
        spooling.write(entry(vault, 1, at)), spooling.write(debt), spooling.write(entry(vault, 2, at))
    )
    names = sorted(path.name for path in spool.folder.glob("*.spool"))
    assert names[0].startswith("0" * 15)
    assert not any(name.startswith("0" * 15) for name in names[1:])
