"""What a data folder holds of the messages that were acknowledged: looked at when no program has it open."""

from pathlib import Path
from typing import Final

from sqlalchemy import select

from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.site import CHANNEL, Site
from core.errors import LasomiError
from core.ports import utc_now
from gateway.house import House, open_house
from gateway.settings import read_settings
from store.spool import Spool
from store.tables import inbox

PREFIX: Final = "LASOMI_"


def absent(site: Site, ledger: Ledger, data: Path, keys: Path) -> int:
    """How many acknowledged messages are neither in the database nor in the spool of this folder.

    All of them, when it cannot be opened. The spool is emptied by this look: hand in a copy.
    """
    sure = [entry.said.id for entry in ledger.sure()]
    settings = {name: value for name, value in site.environ.items() if name.startswith(PREFIX)}
    moved = settings | {"LASOMI_DATA_DIR": str(data), "LASOMI_KEYS_FILE": str(keys)}
    try:
        house = open_house(read_settings(moved))
    except LasomiError:
        return len(sure)
    try:
        return _absent(house, sure)
    finally:
        house.close()


def _absent(house: House, ids: list[str]) -> int:
    Spool(house.settings.spool_dir, house.vault).flush(house.database)
    with house.database.read() as conn:
        rows = set(map(bytes, conn.scalars(select(inbox.c.dedupe).where(inbox.c.channel == CHANNEL))))
    return sum(house.vault.mark("dedupe", f"{CHANNEL}|{one}", utc_now()) not in rows for one in ids)
