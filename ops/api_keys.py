"""`lasomi key`: keys of the feed. A secret is shown once; the store keeps its hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import LasomiError
from ops.desk import Desk
from ops.wording import wording
from store import access


@dataclass(frozen=True, slots=True)
class Asked:
    """A key as somebody asks for it."""

    label: str
    scopes: tuple[str, ...]
    days: int = access.MOST_DAYS
    issued_by: str = ""
    approved_by: str = ""


def issue(desk: Desk, asked: Asked, now: datetime) -> Mapping[str, Any]:
    """The id and the secret. Raises LasomiError for a scope that is none, or that needs two persons."""
    with desk.database.write() as conn:
        key_id, secret = access.issue_key(
            conn,
            label=asked.label,
            scopes=asked.scopes,
            now=now,
            days=asked.days,
            issued_by=asked.issued_by or None,
            approved_by=asked.approved_by or None,
        )
    return {"id": key_id, "key": secret, "scopes": " ".join(asked.scopes)}


def listed(desk: Desk) -> list[Mapping[str, Any]]:
    with desk.database.read() as conn:
        keys = access.api_key_list(conn)
    return [
        {
            "id": key.id,
            "label": key.label,
            "scopes": " ".join(key.scopes),
            "expires": f"{key.expires_at:%Y-%m-%d}",
            "revoked": f"{key.revoked_at:%Y-%m-%d}" if key.revoked_at else "",
        }
        for key in keys
    ]


def revoke(desk: Desk, key_id: str, now: datetime) -> None:
    """Raises LasomiError when there is no such key."""
    with desk.database.write() as conn:
        if not access.revoke_key(conn, key_id, now):
            raise LasomiError("no_key", wording().ui("{key_id}: aucune clé de ce nom", key_id=key_id))
