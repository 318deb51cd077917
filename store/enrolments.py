"""Whose SIM is whose: one-time codes, and a SIM that is lost (`alerts.md` §1, `protection.md` P17, P68).

A code is found and sealed as a number is: whoever has the disk can neither compute nor read it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, select, update

from core.contacts import Member
from store import roster, sims
from store.accounts import disable_account, logins_of
from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import accounts, enrolments, held, logins, outbox, staff
from store.vault import Vault
from store.windows import MAIL

UNSENT = ("pending", "unknown")
PREFIX = "enrolment|"
"""Before a code where it stands for a number."""


def issue(
    conn: Connection, vault: Vault, member_id: str, code: str, now: datetime, *, by: str, lasts: timedelta
) -> None:
    """Whoever texts this code first is this member. A code that waited for them is worth nothing any more.

    Raises LasomiError `no_member`.
    """
    roster.found(conn, member_id)
    cancel(conn, member_id)
    where = {"table": "enrolments", "row": member_id, "purpose": "code"}
    sealed, _ = vault.seal("roster", code.encode(), now, **where)
    kept = {"code": vault.pseudonym("staff", f"{PREFIX}{code}", now), "sealed_code": sealed}
    insert_new(
        conn, enrolments, kept | {"staff_id": member_id, "issued_by": by, "expires_at": ms(now + lasts)}
    )


def cancel(conn: Connection, member_id: str) -> None:
    conn.execute(delete(enrolments).where(enrolments.c.staff_id == member_id))


def redeem(conn: Connection, vault: Vault, code: str, number: str, now: datetime) -> Member | None:
    """The member whose phone this is from now on; None for a code that nobody waits for, or a phone that is
    somebody else's. The old SIM is revoked, commands are unlocked.
    """
    known = vault.known_as("staff", f"{PREFIX}{code}", now)
    mine = and_(enrolments.c.code.in_(known), enrolments.c.expires_at > ms(now))
    member_id = conn.execute(select(enrolments.c.staff_id).where(mine)).scalar_one_or_none()
    owner = roster.member_by_number(conn, vault, number, now)
    if member_id is None or (owner is not None and owner.id != member_id):
        return None
    cancel(conn, member_id)
    if owner is None:
        silence(conn, member_id)
    sims.bind(conn, vault, member_id, number, now)
    return roster.member(conn, member_id)


def open_codes(conn: Connection, now: datetime) -> dict[str, datetime]:
    """For whom a code waits, and until when."""
    waiting = conn.execute(select(enrolments).where(enrolments.c.expires_at > ms(now)))
    return {row.staff_id: from_ms(row.expires_at) for row in waiting}


def revoke(conn: Connection, vault: Vault, member_id: str, now: datetime) -> None:
    """A SIM is lost or given up: nothing more leaves for it, nothing that it says counts, its number is
    forgotten. Who had it still serves, and is told by e-mail until another SIM is theirs.

    Raises LasomiError `no_member`.
    """
    roster.found(conn, member_id)
    cancel(conn, member_id)
    silence(conn, member_id)
    sims.unbind(conn, vault, member_id, now)


def retire(conn: Connection, vault: Vault, member_id: str, now: datetime) -> None:
    """Somebody serves no more: not written to on any channel, not listened to, logged out. Their phone is one
    of the public again, and EFFACER from it finds what it told.

    Raises LasomiError `no_member`.
    """
    roster.found(conn, member_id)
    cancel(conn, member_id)
    silence(conn, member_id)
    sims.release(conn, vault, member_id, now)
    _withdraw(conn, member_id, mail=True)
    for login in logins_of(conn, member_id):
        disable_account(conn, login)
    conn.execute(update(staff).where(staff.c.id == member_id).values(active=False, left_at=ms(now)))


def silence(conn: Connection, member_id: str) -> None:
    """What waits for a phone leaves no more, in the outbox and in a window; who has it is logged out."""
    _withdraw(conn, member_id, mail=False)
    conn.execute(delete(held).where(held.c.recipient == member_id))
    theirs = select(accounts.c.id).where(accounts.c.staff_id == member_id)
    conn.execute(delete(logins).where(logins.c.account_id.in_(theirs)))


def purge(conn: Connection, now: datetime) -> int:
    """Deletes codes that are over; how many."""
    return conn.execute(delete(enrolments).where(enrolments.c.expires_at <= ms(now))).rowcount


def _withdraw(conn: Connection, member_id: str, *, mail: bool) -> None:
    """Blanked, so that no other channel takes it up; a rung whose every text failed lets the next begin."""
    here = and_(outbox.c.recipient == member_id, outbox.c.state.in_(UNSENT))
    those = here if mail else and_(here, outbox.c.channel != MAIL)
    free = {"lease_owner": None, "lease_until": None, "lease_boot": None}
    conn.execute(update(outbox).where(those).values(state="failed", sealed=None, **free))
