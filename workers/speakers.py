"""E9, the voice of women: reports counted by the sex that their sender gave, and by nothing else.

Counters of a region and week. No row says of a report who told it: the sex stays with the contact, and dies
with it (P18).
"""

from datetime import UTC, datetime, time
from typing import Final

from core.periods import bounds, iso_week
from core.taxonomy import NOTHING_TO_REPORT
from store import figures, profiles, reports
from store.reports import ReportRow
from store.warning import MEN, PHONES, WOMEN
from workers.work import Work

COUNTERS: Final = {"f": WOMEN, "m": MEN}


def heard(work: Work, report_id: str, sex: str, before: ReportRow | None = None) -> None:
    """A report is whole: an SMS, or the end of a call. `before` is the report as it was until now."""
    if sex not in COUNTERS or (before and before.confirmed):
        return
    row = reports.get(work.conn, report_id)
    if row is not None and row.confirmed:
        _move(work, row, sex, 1)


def taken_back(work: Work, row: ReportRow, number: str) -> None:
    """It was none of ours to count: help for one person (61, 62)."""
    if row.confirmed and row.repeat_of is None:
        said = profiles.of_phone(work.conn, work.vault, number, row.received_at)
        _move(work, row, said.get("sex", ""), -1)


def _move(work: Work, row: ReportRow, sex: str, by: int) -> None:
    if sex not in COUNTERS or row.kind != "incident" or row.code == NOTHING_TO_REPORT:
        return
    place, week = row.adm1 or work.country.gazetteer.country, iso_week(row.received_at)
    figures.count(work.conn, COUNTERS[sex], place, week, by)
    since = datetime.combine(bounds(week)[0], time(), UTC)
    others = reports.of_contact(work.conn, row.contact, since)
    if not any(other.id != row.id and other.confirmed for other in others):
        figures.count(work.conn, PHONES, place, week, by)
