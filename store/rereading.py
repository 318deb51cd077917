"""Reports whose text is still there and that the machine had read: what a rebuild reads again (P28)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, select, update

from core.errors import LasomiError
from store.database import ms
from store.reports import ReportRow, streamed, text_of
from store.tables import incidents, reports
from store.vault import Vault

BY_WORDS: Final = ("keyword", "model", "rule")
"""How it was understood. A code, a call, and what a person said are never read again."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a report says otherwise, by its columns."""

    row: ReportRow
    values: Mapping[str, Any]


def readable(conn: Connection, since: datetime | None) -> int:
    """How many there are."""
    return conn.execute(select(func.count()).select_from(reports).where(_readable(since))).scalar_one()


def texts(conn: Connection, vault: Vault, since: datetime | None) -> Iterator[tuple[ReportRow, str]]:
    """Each with its redacted text, in the order of reception; none whose key is gone."""
    for row in streamed(conn, _readable(since), reports.c.received_at, reports.c.id):
        if text := _text(conn, vault, row.id):
            yield row, text


def say_anew(conn: Connection, changed: Sequence[Changed]) -> None:
    """Writes what some reports say now, unless a person or the end of a call was faster. What their incidents
    say is to be added up anew.
    """
    for each in changed:
        same = {"of": each.row.id, "read": each.row.method, "row": each.row.inbox_id}
        conn.execute(_AS_IT_WAS.values(dict(each.values)), same)
    told = {each.row.incident_id for each in changed} - {None}
    if told:
        conn.execute(_TELL_ANEW, [{"of": incident_id} for incident_id in sorted(map(str, told))])


def _text(conn: Connection, vault: Vault, report_id: str) -> str | None:
    try:
        return text_of(conn, vault, report_id)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None


def _readable(since: datetime | None) -> ColumnElement[bool]:
    words = and_(reports.c.method.in_(BY_WORDS), reports.c.intent == "incident")
    there = and_(reports.c.sealed_text.is_not(None), reports.c.repeat_of.is_(None), words)
    return there if since is None else and_(there, reports.c.received_at >= ms(since))


_AS_IT_WAS = update(reports).where(
    reports.c.id == bindparam("of"),
    reports.c.method == bindparam("read"),
    reports.c.inbox_id == bindparam("row"),
)
_TELL_ANEW = update(incidents).where(incidents.c.id == bindparam("of")).values(told=None)
