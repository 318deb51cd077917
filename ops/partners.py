"""`lasomi partner`: who outside the house receives released alerts, and how many reached them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import LasomiError
from gateway import outside
from gateway.channels.email import is_address
from ops.desk import Desk
from ops.people import check_areas
from ops.wording import wording
from store import audit, capposts, partners
from store.partners import Kind
from store.vault import Vault

ACCOUNT = "system"


@dataclass(frozen=True, slots=True)
class Asked:
    """A partner as somebody names one: nothing of it is checked yet."""

    name: str
    areas: tuple[str, ...]
    webhook: str = ""
    email: str = ""


def add(desk: Desk, asked: Asked, now: datetime) -> Mapping[str, Any]:
    """The name, and for a webhook the secret of its signatures, shown once. Raises LasomiError."""
    kind, target = _reached(desk, asked)
    if not asked.name.strip() or not asked.areas:
        raise LasomiError("bad_partner", wording().ui("il faut un nom et au moins une zone"))
    check_areas(desk, asked.areas)
    secret = secrets.token_urlsafe(32) if kind == "webhook" else ""
    with desk.database.write() as conn:
        added = partners.add(
            conn,
            desk.vault,
            name=asked.name.strip(),
            kind=kind,
            target=target,
            secret=secret,
            areas=asked.areas,
            now=now,
        )
        _note(conn, desk.vault, now, "partner_added", added.id)
    return {"name": added.name, "kind": kind, "areas": " ".join(added.areas), "secret": secret}


def disable(desk: Desk, name: str, now: datetime) -> None:
    """Raises LasomiError when there is no such partner."""
    with desk.database.write() as conn:
        gone = partners.disable(conn, name)
        if gone is None:
            raise LasomiError("no_partner", wording().ui("{name}: aucun partenaire de ce nom", name=name))
        _note(conn, desk.vault, now, "partner_disabled", gone)


def listed(desk: Desk) -> list[Mapping[str, Any]]:
    """Everybody, without addresses: what reached them, what is on its way, what did not or is in doubt."""
    with desk.database.read() as conn:
        counted = capposts.counts(conn)
        return [
            {
                "name": each.name,
                "kind": each.kind,
                "areas": " ".join(each.areas),
                "enabled": each.enabled,
                **counted.get(each.id, {}),
            }
            for each in partners.listing(conn)
        ]


def _reached(desk: Desk, asked: Asked) -> tuple[Kind, str]:
    if bool(asked.webhook) == bool(asked.email):
        raise LasomiError("bad_partner", wording().ui("donnez --webhook ou --email, un des deux"))
    if asked.email:
        if not is_address(asked.email):
            raise LasomiError("bad_email", wording().ui("ce n'est pas une adresse de courriel"))
        return "email", asked.email
    try:
        to = outside.target(asked.webhook, plain=bool(desk.settings.sandbox))
    except LasomiError as error:
        raise LasomiError(
            error.code, wording().ui("écrivez une adresse comme https://…, par un nom")
        ) from None
    if outside.is_number(to.host) and not desk.settings.sandbox and not outside.is_open(to.host):
        raise LasomiError("bad_address", wording().ui("cette adresse n'est pas sur l'internet public"))
    return "webhook", asked.webhook


def _note(conn: Any, vault: Vault, now: datetime, action: str, about: str) -> None:
    audit.write(conn, vault, at=now, account=ACCOUNT, role="admin", action=action, object=about)
