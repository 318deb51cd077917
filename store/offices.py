"""Whose account it is: the member of the roster behind it, with the authorities they are tied to (P47)."""

from sqlalchemy import Connection, select

from core.contacts import Member
from store import roster
from store.tables import accounts


def member_of(conn: Connection, account: str) -> Member | None:
    """None for an account of nobody on the roster."""
    asked = select(accounts.c.staff_id).where(accounts.c.id == account, accounts.c.staff_id.is_not(None))
    staff_id = conn.execute(asked).scalar_one_or_none()
    return None if staff_id is None else roster.member(conn, staff_id)


def ties(conn: Connection, account: str) -> tuple[str, ...]:
    """The authorities that the person of an account is tied to, as `2:ML070102`."""
    member = member_of(conn, account)
    return member.affiliations if member else ()
