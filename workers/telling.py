"""Keeping what one phone told: once, within its caps, its text sealed, and woven into an incident."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.periods import iso_week
from core.reports import Report, Understanding
from core.taxonomy import NOTHING_TO_REPORT, OTHER
from store import figures, reports
from store.reports import ReportRow
from store.rows import new_id
from workers.credence import TRAINED
from workers.events import leave, weave
from workers.floods import fold, repeated
from workers.sources import ONE_CASE, Source
from workers.work import Outcome, Work

VERIFIER: Final = "verifier"
FOLDED: Final = "folded"


@dataclass(frozen=True, slots=True)
class Call:
    """The turn of a USSD call that told it; a later one of the same session completes the same report."""

    session: str | None = None
    position: int = 0
    confirmed: bool = True


def keep(work: Work, source: Source, said: Understanding, call: Call | None = None) -> Outcome:
    """One outcome: a report, the completion of one, a repeat, a word of another kind, or a counted fold."""
    call = call or Call()
    known = reports.of_session(work.conn, call.session) if call.session else None
    earlier = [] if known else reports.of_contact(work.conn, source.contact, work.at - ONE_CASE)
    repeat_of = _repeat(work, earlier, said)
    if known is None and repeat_of is None and (why := _fold(work, earlier, source, said)):
        figures.count(work.conn, FOLDED, _region(work, said), iso_week(work.at))
        return Outcome(FOLDED, why)
    report = _report(work, source, said, call)
    saved = _saved(work, report, repeat_of)
    if saved == "stale":
        return Outcome("stale")
    if repeat_of is not None:
        return Outcome("repeat")
    _woven(work, report, known, said)
    return Outcome(saved) if said.intent == "incident" else Outcome("kept", said.intent)


def _woven(work: Work, report: Report, known: ReportRow | None, said: Understanding) -> None:
    """What tells of an event joins it; a call that in the end told of none is of none."""
    if said.intent == "incident" and said.code != NOTHING_TO_REPORT:
        weave(work, known.id if known else report.id, known)
    elif known is not None and known.incident_id is not None:
        leave(work, known)


def _saved(work: Work, report: Report, repeat_of: str | None) -> str:
    return reports.save(
        work.conn,
        work.vault,
        report,
        now=work.at,
        queue=VERIFIER if _needs_a_person(report.understanding) else None,
        repeat_of=repeat_of,
        taxonomy_version=work.country.taxonomy.version,
    )


def _fold(work: Work, earlier: Sequence[ReportRow], source: Source, said: Understanding) -> str:
    caps = work.country.alerts.caps
    return fold(earlier, said, work.at, caps, trained=source.role in TRAINED)


def _repeat(work: Work, earlier: Sequence[ReportRow], said: Understanding) -> str | None:
    if not said.redacted:
        return None
    texts = ((row, reports.text_of(work.conn, work.vault, row.id) or "") for row in earlier)
    return repeated(texts, said.redacted, work.at, work.country.alerts.caps)


def _region(work: Work, said: Understanding) -> str:
    return (said.place.adm1 if said.place else None) or work.country.gazetteer.country


def _needs_a_person(said: Understanding) -> bool:
    """No category or no place: a verifier looks (`taxonomy.md` §7, §9.2)."""
    if said.intent != "incident" or said.code == NOTHING_TO_REPORT:
        return False
    return said.place is None or not said.accepted or said.code in {None, OTHER}


def _report(work: Work, source: Source, said: Understanding, call: Call) -> Report:
    return Report(
        id=new_id(),
        inbox_id=work.row.id,
        contact=source.contact,
        epoch=source.epoch,
        channel=work.row.channel,
        received_at=work.at,
        understanding=said,
        session=call.session,
        position=call.position,
        confirmed=call.confirmed,
        role=source.role,
        known=source.known,
        operator=source.operator,
        weight=source.weight,
        proven=source.proven,
        late=work.row.late,
        first_seen=source.first_seen,
    )
