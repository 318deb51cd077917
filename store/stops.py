"""Who asked for silence, as the receipts of their providers tell it (`channels.md` §12)."""

from datetime import datetime

from sqlalchemy import Connection, select

from core.errors import LasomiError
from core.messages import Receipt
from store.outbox import message
from store.outgoing import COLUMNS, outgoing
from store.receipts import OPTED_OUT, mark_of
from store.tables import attempts, outbox, parked_receipts
from store.vault import Vault


def told_early(conn: Connection, vault: Vault, channel: str, provider_id: str, now: datetime) -> bool:
    """Whether a receipt that came before the answer to its message says so."""
    mark = mark_of(vault, channel, provider_id, now)
    said = select(parked_receipts.c.code).where(parked_receipts.c.provider_mark == mark)
    return OPTED_OUT in conn.execute(said).scalars().all()


def number_of(conn: Connection, vault: Vault, receipt: Receipt, now: datetime) -> str | None:
    """To whom the message went of which a receipt speaks, in RAM only. None while nobody knows the message,
    and once its seal opens no more.
    """
    mark = mark_of(vault, receipt.channel, receipt.message_id, now)
    whose = attempts.c.outbox_id == outbox.c.id
    asked = select(*COLUMNS).join(attempts, whose).where(attempts.c.provider_mark == mark)
    row = conn.execute(asked).mappings().one_or_none()
    if row is None or row["sealed"] is None:
        return None
    try:
        return message(vault, outgoing(row)).urn
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None
