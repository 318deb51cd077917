"""`lasomi import contacts`: people go onto the roster from a file, all of them or nobody.

No fault shows a number or a name: a row and a column are enough to find it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from core.country import Country
from core.errors import LasomiError
from core.numbers import Number, read_number
from core.sheetrows import Found, SheetRow
from gateway.channels.email import is_address
from ops import sheet
from ops.desk import Desk
from ops.importing import ACCOUNT, ROLE
from ops.people import CHANNELS, Newcomer, known_roles
from ops.sheet_words import refuse
from ops.wording import wording
from store import audit, roster

COLUMNS: Final = ("number", "name", "roles", "areas", "language", "channel", "email")
NEEDED: Final = ("number", "name", "roles", "areas")


def import_contacts(desk: Desk, path: Path) -> int:
    """How many people came in. Raises LasomiError with every fault of the file; then nobody did."""
    country = desk.country
    rows = [SheetRow(number, cells, secret=True) for number, cells in sheet.rows(path, NEEDED, COLUMNS)]
    people = [_newcomer(row, country) for row in rows]
    now = desk.clock()
    with desk.database.write() as conn:
        known = [roster.member_by_number(conn, desk.vault, each.number, now) for each in people]
        pairs = zip(rows, known, strict=True)
        taken = [Found(row.number, "number", "on_the_roster") for row, member in pairs if member]
        refuse(path.name, [*(fault for row in rows for fault in row.faults), *_twice(rows, people), *taken])
        for each in people:
            _add(desk, conn, each)
    return len(people)


def _newcomer(row: SheetRow, country: Country) -> Newcomer:
    read = read_number(row.cell("number"), country.facts.number_region)
    if not isinstance(read, Number):
        row.fault("number", "not_a_number")
    if row.cell("email") and not is_address(row.cell("email")):
        row.fault("email", "not_an_address")
    return Newcomer(
        number=read.e164 if isinstance(read, Number) else "",
        name=row.needed("name"),
        roles=_roles(row),
        areas=_areas(row, country),
        language=_word(row, "language", wording().languages, "fr"),
        channel=_word(row, "channel", CHANNELS, CHANNELS[0]),
        email=row.cell("email"),
    )


def _roles(row: SheetRow) -> tuple[str, ...]:
    roles = tuple(row.needed("roles").split())
    try:
        return known_roles(roles)
    except LasomiError:
        row.fault("roles", "unknown", row.cell("roles"))
        return ()


def _areas(row: SheetRow, country: Country) -> tuple[str, ...]:
    """P-codes, parted by blanks; `ML` is the country."""
    areas = tuple(row.needed("areas").split())
    for area in areas:
        if area != country.code.upper() and country.gazetteer.get(area) is None:
            row.fault("areas", "unknown", area)
    return areas


def _word(row: SheetRow, column: str, words: tuple[str, ...], usual: str) -> str:
    return row.one_of(column, words) if row.cell(column) else usual


def _twice(rows: Iterable[SheetRow], people: Iterable[Newcomer]) -> Iterator[Found]:
    seen: set[str] = set()
    for row, each in zip(rows, people, strict=True):
        if each.number and each.number in seen:
            yield Found(row.number, "number", "number_twice")
        seen.add(each.number)


def _add(desk: Desk, conn: Any, each: Newcomer) -> None:
    now = desk.clock()
    added = roster.add_member(
        conn,
        desk.vault,
        number=each.number,
        name=each.name,
        roles=known_roles(each.roles),
        areas=each.areas,
        now=now,
        language=each.language,
        channel=each.channel,
        email=each.email,
    )
    about = {"account": ACCOUNT, "role": ROLE, "action": "member_imported", "object": added.id}
    audit.write(conn, desk.vault, at=now, **about)
