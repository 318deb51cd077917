"""What a person of the roster has told, when another SIM becomes theirs: one person stays one source.

A relay who changes a SIM is not silent, and does not corroborate himself (`alerts.md` §6, §8). Only the
reports of the quarter bear a pseudonym that can still be computed (P17); both numbers are in RAM here, and no
row leads from one to the other (P18).
"""

from datetime import datetime

from sqlalchemy import Connection, update

from store import cells, sources
from store.retold import causes_of
from store.tables import reports
from store.vault import Vault

PURPOSE = "report"


def rename(conn: Connection, vault: Vault, old: str, new: str, now: datetime) -> None:
    """What was told under one name of a person is told under another: reports, and who counts in cells."""
    for before, after in _names(vault, old, new, now):
        if before != after:
            sources.forget(conn, [before])
            both = [before, after]
            cells.rename(conn, causes_of(both), both, after)
            theirs = reports.c.contact == before
            conn.execute(update(reports).where(theirs).values(contact=after))


def _names(vault: Vault, old: str, new: str, now: datetime) -> list[tuple[str, str]]:
    """The pseudonyms of both, quarter by quarter."""
    before = (vault.previous(PURPOSE, old, now), vault.previous(PURPOSE, new, now))
    last = [(before[0], before[1])] if before[0] and before[1] else []
    return [(vault.pseudonym(PURPOSE, old, now), vault.pseudonym(PURPOSE, new, now)), *last]
