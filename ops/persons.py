"""Who says so: a person proves an account of theirs before what takes two."""

from collections.abc import Collection

from core.errors import LasomiError
from ops.desk import Desk
from ops.wording import wording
from store import accounts
from store.accounts import Account, Hasher


def proven(
    desk: Desk, login: str, password: str, roles: Collection[str], hasher: Hasher | None = None
) -> Account:
    """The account, when the password is its own and one of these roles too. Raises LasomiError, the same for
    each reason; ten tries in fifteen minutes.
    """
    fits = accounts.proves(desk.database, login, password, desk.clock(), hasher=hasher)
    with desk.database.read() as conn:
        known = [one for one, is_open in accounts.account_list(conn) if is_open and one.login == login]
    if not fits or not known or not set(known[0].roles) & set(roles):
        sentence = wording().ui(
            "{login}: nom, mot de passe ou rôle refusé; il faut {roles}", login=login, roles=", ".join(roles)
        )
        raise LasomiError("not_proven", sentence)
    return known[0]
