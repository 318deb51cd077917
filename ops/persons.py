"""Who says so: a person proves an account of theirs before what takes two."""

import sys
from collections.abc import Collection
from dataclasses import dataclass
from getpass import getpass

from core.errors import LasomiError
from ops.desk import Desk
from ops.wording import wording
from store import accounts, door
from store.accounts import Account, Hasher
from store.door import Proof


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as they prove it."""

    login: str
    proof: Proof
    hasher: Hasher | None = None


def proven(
    desk: Desk, login: str, proof: Proof, roles: Collection[str], hasher: Hasher | None = None
) -> Account:
    """The account, when password and code are its own and one of these roles too. Nobody is proven without a
    second factor, but in an exercise. Raises LasomiError, the same for each reason; ten tries in fifteen
    minutes.
    """
    fits = door.proves(desk.database, desk.vault, login, proof, desk.clock(), hasher=hasher)
    with desk.database.read() as conn:
        known = [one for one, is_open in accounts.account_list(conn) if is_open and one.login == login]
    enough = known and (known[0].proven_twice or desk.settings.sandbox)
    if not fits or not enough or not set(known[0].roles) & set(roles):
        sentence = wording().ui(
            "{login}: nom, mot de passe, code ou rôle refusé; il faut {roles}",
            login=login,
            roles=", ".join(roles),
        )
        raise LasomiError("not_proven", sentence)
    return known[0]


def asked() -> Proof:
    """Typed unseen, or read from the standard input: the password, and on a second line the code."""
    words = wording()
    if sys.stdin.isatty():
        return Proof(getpass(words.ui("Mot de passe: ")), getpass(words.ui("Code à 6 chiffres: ")))
    return Proof(*(sys.stdin.readline().rstrip("\n") for _ in range(2)))
