"""What a phone said once of who holds it: kept with its contact, and gone with it (`indicators.md` §1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from store.tables import contacts
from store.vault import Vault

FIELDS: Final = ("sex", "age", "displaced")


_OF = select(*(contacts.c[name] for name in FIELDS)).where(contacts.c.id == bindparam("of"))


def keep(conn: Connection, vault: Vault, number: str, now: datetime, said: Mapping[str, str]) -> None:
    """Writes what was answered, `skip` too: it is not asked again. The contact must be known already."""
    values = {name: said[name] for name in FIELDS if name in said}
    if values:
        mine = contacts.c.id == vault.pseudonym("contact", number, now)
        conn.execute(update(contacts).where(mine).values(values))


def of_phone(conn: Connection, vault: Vault, number: str, now: datetime) -> Mapping[str, str]:
    """What was answered, by name; nothing for a phone that was never asked."""
    found = conn.execute(_OF, {"of": vault.pseudonym("contact", number, now)}).one_or_none()
    said = zip(FIELDS, found or (), strict=False)
    return {name: value for name, value in said if value is not None}
