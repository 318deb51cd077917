"""`lasomi switch`: the kill-switch of a cercle, on by one person at once, off by two (P71)."""

from collections.abc import Mapping
from typing import Any, Final

from core.errors import LasomiError
from ops.desk import Desk
from ops.persons import proven
from ops.wording import wording
from store import audit, switches
from store.database import from_ms
from store.door import Proof
from workers.work import TURN

BACK_BY: Final = ("operator", "admin")
CERCLE: Final = 2


def turn_on(desk: Desk, cercle: str, by: str) -> Mapping[str, Any]:
    """From now on nothing from there is kept but a count. Raises LasomiError for what is no cercle."""
    _known(desk, cercle)
    with desk.database.write() as conn:
        desk.database.take_turn(conn, TURN)
        new = switches.turn_on(conn, cercle, by, desk.clock())
        _note(desk, conn, by, "switch_on", cercle)
    return {"cercle": cercle, "state": "on", "since": "now" if new else "before"}


def turn_off(desk: Desk, cercle: str, login: str, proof: Proof) -> Mapping[str, Any]:
    """The first of two persons asks, the second within 24 h does it; each proves who they are."""
    by = proven(desk, login, proof, BACK_BY)
    with desk.database.write() as conn:
        answer = switches.turn_off(conn, cercle, by.id, desk.clock())
        if answer in {"asked", "off"}:
            _note(desk, conn, by.id, "switch_off" if answer == "off" else "switch_off_asked", cercle)
    words = wording()
    if answer == "none":
        raise LasomiError("not_on", words.ui("{cercle}: n'est pas coupé", cercle=cercle))
    if answer == "same":
        raise LasomiError("same_person", words.ui("il faut une deuxième personne, dans les 24 heures"))
    return {"cercle": cercle, "state": answer, "asked_by": login}


def listed(desk: Desk) -> list[Mapping[str, Any]]:
    with desk.database.read() as conn:
        rows = switches.listing(conn)
    return [
        {
            "cercle": row["cercle"],
            "by": row["by"],
            "since": from_ms(row["at"]).isoformat(timespec="minutes"),
            "asked_by": row["asked_by"] or "",
        }
        for row in rows
    ]


def _known(desk: Desk, cercle: str) -> None:
    place = desk.country.gazetteer.get(cercle)
    if place is None or place.level != CERCLE:
        sentence = wording().ui(
            "{cercle}: n'est pas un cercle; écrivez un p-code comme ML0701", cercle=cercle
        )
        raise LasomiError("bad_area", sentence)


def _note(desk: Desk, conn: Any, by: str, action: str, cercle: str) -> None:
    about = {"account": by, "role": "operator", "action": action, "object": cercle}
    audit.write(conn, desk.vault, at=desk.clock(), **about)
