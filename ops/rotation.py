"""`lasomi keys rotate`: new keys for a house that goes on working meanwhile."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from core.errors import LasomiError
from ops.desk import Desk
from ops.wording import wording
from store import audit, drillrooms, drills, rotation
from store.database import Database


def rotate(desk: Desk, families: Sequence[str], by: str) -> list[dict[str, Any]]:
    """What became of each family, and how many keys of coming days were made anew. Raises LasomiError.

    May be repeated after an interruption.
    """
    told: list[dict[str, Any]] = []
    with ExitStack() as rooms:
        databases = [desk.database, *_rooms(desk.database, rooms)]
        for family in _known(families):
            told.append(asdict(rotation.renew(databases, desk.vault, family, desk.clock())))
            _note(desk, by, family)
    if not families:
        ahead = rotation.renew_ahead(desk.database, desk.vault, desk.clock())
        told.append({"family": "day…", "rows": 0, "destroyed": ahead, "kept": 0})
        _note(desk, by, "ahead")
    return told


def _known(families: Sequence[str]) -> tuple[str, ...]:
    try:
        return rotation.renewable(families)
    except LasomiError as error:
        there = ", ".join(rotation.RENEWABLE)
        sentence = wording().ui("{family}: ne se renouvelle pas; il y a {there}", family=error, there=there)
        raise LasomiError("not_renewable", sentence) from None


def _rooms(database: Database, opened: ExitStack) -> Iterator[Database]:
    """The exercises that have begun hold copies of their participants."""
    with database.read() as conn:
        listed = drills.listed(conn)
    for drill in listed:
        if room := drillrooms.open_(database, drill.id):
            opened.callback(room.close)
            yield room


def _note(desk: Desk, by: str, family: str) -> None:
    about = {"account": by, "role": "operator", "action": "keys_rotated", "object": family}
    with desk.database.write() as conn:
        audit.write(conn, desk.vault, at=desk.clock(), **about)
