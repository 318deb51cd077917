"""How much of what one phone tells is counted (`alerts.md` §9, `channels.md` §4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from core.reports import Understanding
from core.rules import FloodCaps
from core.text import strict_key
from store.reports import ReportRow

Fold = Literal["", "soon", "hour", "day"]


def fold(
    earlier: Sequence[ReportRow], said: Understanding, at: datetime, caps: FloodCaps, *, trained: bool
) -> Fold:
    """Why something told is only counted; "" when it is kept. `earlier`: what this phone told within a day.

    One report for each commune, category and ten minutes, three an hour, five a day; trained people thirty a
    day. What is no report has the largest cap only.
    """
    if said.intent != "incident":
        return "day" if _since(earlier, at, timedelta(days=1)) >= caps.staff_per_day else ""
    told = [row for row in earlier if row.intent == "incident"]
    if any(_same_event(row, said) for row in told if at - row.received_at < _minutes(caps)):
        return "soon"
    if trained:
        return "day" if _since(told, at, timedelta(days=1)) >= caps.staff_per_day else ""
    if _since(told, at, timedelta(days=1)) >= caps.per_day:
        return "day"
    return "hour" if _since(told, at, timedelta(hours=1)) >= caps.per_hour else ""


def repeated(texts: Iterable[tuple[ReportRow, str]], text: str, at: datetime, caps: FloodCaps) -> str | None:
    """The id of the report that said the same within ten minutes: a near-duplicate counts once."""
    key = strict_key(text)
    recent = (
        row.id for row, said in texts if at - row.received_at <= _minutes(caps) and strict_key(said) == key
    )
    return next(recent, None) if key else None


def _minutes(caps: FloodCaps) -> timedelta:
    return timedelta(minutes=caps.repeat_minutes)


def _since(rows: Sequence[ReportRow], at: datetime, span: timedelta) -> int:
    return sum(at - row.received_at < span for row in rows)


def _same_event(row: ReportRow, said: Understanding) -> bool:
    where = (said.place.adm3, said.place.adm2) if said.place else (None, None)
    return row.code == said.code and (row.adm3, row.adm2) == where
