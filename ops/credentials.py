"""`lasomi user roles|password|reset|logout`: what an administrator does about how people prove who they are.

What stands on one's own machine is done as an administrator; the audit says `operator`.
"""

import secrets
from typing import Any, Final

from sqlalchemy import Connection

from core.errors import LasomiError
from ops.desk import Desk
from ops.wording import wording
from store import accounts, audit, logins
from store.accounts import Hasher, Known

OPERATOR: Final = "operator"
ADMIN: Final = "admin"


def drawn() -> str:
    """A password to be handed over: 96 random bits."""
    return secrets.token_urlsafe(12)


def give_password(desk: Desk, login: str, hasher: Hasher | None = None) -> str:
    """A fresh password, shown once; its person changes it. Raises LasomiError `no_account`."""
    secret = drawn()
    hashed = (hasher or Hasher()).hash(secret)
    with desk.database.write() as conn:
        known = found(conn, login)
        accounts.give_password(conn, known.id, hashed, desk.clock())
        note(desk, conn, "password_given", known.id)
    return secret


def reset_factor(desk: Desk, login: str) -> None:
    """Phone and spare codes are lost: its person enrols again. Raises LasomiError `no_account`."""
    with desk.database.write() as conn:
        known = found(conn, login)
        accounts.reset_factor(conn, known.id, desk.clock())
        note(desk, conn, "factor_reset", known.id)


def change_roles(desk: Desk, login: str, roles: tuple[str, ...], areas: tuple[str, ...]) -> None:
    """Raises LasomiError `no_account`, and as `people.check_roles` does."""
    with desk.database.write() as conn:
        known = found(conn, login)
        accounts.change_roles(conn, known.id, roles, areas)
        note(desk, conn, "roles_changed", known.id, " ".join(roles))


def logout(desk: Desk, login: str) -> int:
    """Ends every login of an account; how many. Raises LasomiError `no_account`."""
    with desk.database.write() as conn:
        known = found(conn, login)
        ended = logins.end_all(conn, known.id)
        note(desk, conn, "login_ended", known.id)
    return ended


def found(conn: Connection, login: str) -> Known:
    """Raises LasomiError `no_account`."""
    known = accounts.known(conn, login)
    if known is None:
        raise LasomiError("no_account", wording().ui("{login}: aucun compte de ce nom", login=login))
    return known


def note(desk: Desk, conn: Any, action: str, account: str, reason: str = "") -> None:
    about = {"account": OPERATOR, "role": ADMIN, "action": action, "object": account, "reason": reason}
    audit.write(conn, desk.vault, at=desk.clock(), **about)
