"""Keys of the feed: who asks for one, and who else lets it open rows (`protection.md` P50, P55).

One rule set for the console and the command; every key asked for, approved or revoked has its line in the
audit. The secret is drawn where it is shown; here only its hash is known.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.errors import LasomiError
from core.reasons import ROWS as REASONS
from gateway import rowlog
from store import access, accounts
from store.access import Wish
from workers.referrals import DONE, REFUSED, Ask
from workers.work import Body, Outcome, Work

COORDINATORS: Final = frozenset({"regional", "national"})
ASK: Final = "KEY_ASK"
LABEL: Final = 80


def obey(work: Work, body: Body) -> Outcome:
    """Carries out one change; refused, with a word of why, where it may not be."""
    try:
        change(work.house, work.conn, body)
    except LasomiError as error:
        return Outcome(REFUSED, error.code)
    return Outcome(DONE, body["verb"])


def change(desk: rowlog.Desk, conn: Any, body: Body) -> None:
    """Raises LasomiError: `not_yours`, `not_clear`, `reason_unsaid`, and what `store.access` refuses."""
    who = body["account"]
    if not _may(body):
        raise LasomiError("not_yours", "keys")
    name = next(
        (each.login for each, is_open in accounts.account_list(conn) if is_open and each.id == who), ""
    )
    if not name:
        raise LasomiError("not_yours", "an account that is closed")
    try:
        action, reason = CHANGES[body["verb"]](desk, conn, body, name)
    except (KeyError, ValueError) as error:
        raise LasomiError("not_clear", f"{body['verb']}: {error}") from error
    about = {"account": who, "role": body["role"], "action": action, "object": body["key"]}
    rowlog.note(desk, conn, **about, reason=reason)


def _may(body: Body) -> bool:
    """An administrator; of what was asked for, also a coordinator of the whole country (two letters)."""
    everywhere = any(len(area) == 2 for area in body.get("areas") or ())
    second = body["verb"] != ASK and body["role"] in COORDINATORS and everywhere
    return body["role"] == "admin" or second


def _ask(desk: rowlog.Desk, conn: Any, body: Body, name: str) -> tuple[str, str]:
    wish = Wish(
        str(body["label"]).strip()[:LABEL],
        tuple(body["scopes"]),
        int(body["days"]),
        issued_by=name,
        reason=body.get("reason") or None,
    )
    if not wish.label:
        raise ValueError("label")
    if access.ROWS & set(wish.scopes) and wish.reason not in REASONS:
        raise LasomiError("reason_unsaid", body["key"])
    access.keep_key(conn, body["key"], bytes.fromhex(body["hash"]), wish, desk.clock())
    return "key_asked", f"{wish.reason or ''} {' '.join(wish.scopes)}".strip()


def _approve(desk: rowlog.Desk, conn: Any, body: Body, name: str) -> tuple[str, str]:
    access.approve_key(conn, body["key"], name, desk.clock())
    return "key_approved", ""


def _revoke(desk: rowlog.Desk, conn: Any, body: Body, _name: str) -> tuple[str, str]:
    if not access.revoke_key(conn, body["key"], desk.clock()):
        raise LasomiError("no_key", body["key"])
    return "key_revoked", ""


CHANGES: Final[Mapping[str, Callable[[rowlog.Desk, Any, Body, str], tuple[str, str]]]] = {
    ASK: _ask,
    "KEY_APPROVE": _approve,
    "KEY_REVOKE": _revoke,
}
VERBS: Final[Mapping[str, Ask]] = dict.fromkeys(CHANGES, obey)
