"""`lasomi key`: keys of the feed. A secret is shown once; the store keeps its hash.

Rows take two persons (P50): one asks, another approves, each proves an account of the console. The rules are
those of its page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.errors import LasomiError
from gateway import rowlog
from ops.desk import Desk
from ops.persons import Person, proven
from ops.team import OPERATOR
from ops.wording import wording
from store import access
from store.accounts import Account
from workers.keyring import change
from workers.rollcall import ADMIN
from workers.work import TURN

ROLES: Final = ("admin", "national", "regional")


@dataclass(frozen=True, slots=True)
class Asked:
    """A key as somebody asks for it."""

    label: str
    scopes: tuple[str, ...]
    days: int = access.MOST_DAYS
    reason: str = ""


def issue(desk: Desk, asked: Asked, now: datetime) -> Mapping[str, Any]:
    """The id and the secret. Raises LasomiError for a scope that is none, or that needs two persons."""
    with desk.database.write() as conn:
        key_id, secret = access.issue_key(
            conn, label=asked.label, scopes=asked.scopes, now=now, days=asked.days
        )
        _note(desk, conn, "key_asked", key_id, " ".join(asked.scopes))
    return {"id": key_id, "key": secret, "scopes": " ".join(asked.scopes)}


def ask(desk: Desk, asked: Asked, person: Person) -> Mapping[str, Any]:
    """The id and the secret of a key that opens no rows yet. Raises LasomiError."""
    key_id, secret, hashed = access.drawn()
    wish = {"label": asked.label, "scopes": asked.scopes, "days": asked.days, "reason": asked.reason}
    _change(desk, "KEY_ASK", key_id, person, hash=hashed.hex(), **wish)
    return {"id": key_id, "key": secret, "scopes": " ".join(asked.scopes), "waits": "approve"}


def approve(desk: Desk, key_id: str, person: Person) -> Mapping[str, Any]:
    """From now on the key opens its rows. Raises LasomiError."""
    _change(desk, "KEY_APPROVE", key_id, person)
    return {"id": key_id, "approved_by": person.login}


def _change(desk: Desk, verb: str, key_id: str, person: Person, **about: Any) -> None:
    who = proven(desk, person.login, person.proof, ROLES, person.hasher)
    body = {"verb": verb, "key": key_id, "account": who.id, "role": _role(who), "areas": list(who.areas)}
    try:
        with desk.database.write() as conn:
            desk.database.take_turn(conn, TURN)
            change(desk, conn, {**body, **about})
    except LasomiError as error:
        raise LasomiError(error.code, _sentences().get(error.code, str(error))) from error


def _role(who: Account) -> str:
    return next(role for role in ROLES if role in who.roles)


def _sentences() -> Mapping[str, str]:
    words = wording()
    return {
        "not_yours": words.ui("il faut un administrateur, ou un coordinateur de tout le pays"),
        "same_person": words.ui("il faut une deuxième personne"),
        "no_key": words.ui("aucune clé de ce nom n'attend une deuxième personne"),
        "reason_unsaid": words.ui("dites pourquoi: --reason study, response, check ou asked"),
    }


def listed(desk: Desk) -> list[Mapping[str, Any]]:
    with desk.database.read() as conn:
        keys = access.api_key_list(conn)
    return [
        {
            "id": key.id,
            "label": key.label,
            "scopes": " ".join(key.scopes),
            "expires": f"{key.expires_at:%Y-%m-%d}",
            "by": " + ".join(filter(None, (key.issued_by, key.approved_by))),
            "revoked": f"{key.revoked_at:%Y-%m-%d}" if key.revoked_at else "",
        }
        for key in keys
    ]


def revoke(desk: Desk, key_id: str, now: datetime) -> None:
    """Raises LasomiError when there is no such key."""
    with desk.database.write() as conn:
        if not access.revoke_key(conn, key_id, now):
            raise LasomiError("no_key", wording().ui("{key_id}: aucune clé de ce nom", key_id=key_id))
        _note(desk, conn, "key_revoked", key_id)


def _note(desk: Desk, conn: Any, action: str, key_id: str, reason: str = "") -> None:
    about = {"account": OPERATOR, "role": ADMIN, "action": action, "object": key_id}
    rowlog.note(desk, conn, **about, reason=reason)
