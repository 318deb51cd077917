"""Keeping what one phone told: once, within its caps, its text sealed, and woven into an incident."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypedDict

from core.periods import iso_week
from core.reports import Report, Understanding
from core.taxonomy import NOTHING_TO_REPORT, OTHER
from store import figures, reports
from store.reports import ReportRow
from store.rows import new_id
from store.triage import BLIND, VERIFIER
from workers import asides, closure, speakers
from workers.blind import is_chosen, is_free_text
from workers.classify import ACCEPTED, UNREVIEWED
from workers.clusters import gather
from workers.credence import TRAINED
from workers.events import leave, weave, woven
from workers.floods import fold, repeated
from workers.modelmark import models_of
from workers.sources import ONE_CASE, Source
from workers.suspicion import watch
from workers.work import Outcome, Work

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
    if shut := closure.shut(work, said.place):
        return closure.keep_out(work, shut, closure.group_of(said.code), call.session)
    known = reports.of_session(work.conn, call.session) if call.session else None
    earlier = [] if known else reports.of_contact(work.conn, source.contact, work.at - ONE_CASE)
    repeat_of = _repeat(work, earlier, said)
    if known is None and repeat_of is None and (why := _fold(work, earlier, source, said)):
        figures.count(work.conn, FOLDED, _region(work, said), iso_week(work.at))
        return Outcome(FOLDED, why)
    report = _report(work, source, said, call)
    about = _about(work, report, repeat_of)
    saved = reports.save(work.conn, work.vault, report, now=work.at, **about)
    if saved == "stale":
        return Outcome("stale")
    if repeat_of is not None:
        return Outcome("repeat")
    speakers.heard(work, known.id if known else report.id, source.sex, known)
    _woven(work, reports.fresh(report, **about) if known is None else known, said, told_before=bool(known))
    return Outcome(saved) if said.intent == "incident" else Outcome("kept", said.intent)


def _woven(work: Work, row: ReportRow, said: Understanding, *, told_before: bool) -> None:
    """What tells of an event joins it; a call that in the end told of none is of none, and what comes with a
    flood that was set aside is so too. `row` is as it was, where a call `told_before`.
    """
    if said.intent != "incident" or said.code == NOTHING_TO_REPORT:
        if row.incident_id is not None:
            leave(work, row)
    elif told_before:
        if row.aside_from is None:
            weave(work, row.id, row)
    elif cluster := gather(work, row.id, said):
        flood = watch(work, row.id, cluster)
        if flood is None or not asides.follow(work, row.id, flood):
            weave(work, row.id)
    else:
        woven(work, row)


class _About(TypedDict):
    """What is kept with a report beside what it says."""

    queue: str | None
    repeat_of: str | None
    taxonomy_version: int
    model: str | None
    unreviewed: bool


def _about(work: Work, report: Report, repeat_of: str | None) -> _About:
    return _About(
        queue=None if repeat_of else _queue(work, report),
        repeat_of=repeat_of,
        taxonomy_version=work.country.taxonomy.version,
        model=models_of(work.country.folder / "model"),
        unreviewed=UNREVIEWED in report.understanding.why,
    )


def _queue(work: Work, report: Report) -> str | None:
    """Who looks at it. One in twenty is asked of a verifier beside the machine; nothing waits for that."""
    said = report.understanding
    if is_free_text(said) and is_chosen(work.vault, report.id, work.at):
        return BLIND
    return VERIFIER if _needs_a_person(said) else None


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
    """No category or no place, words nobody has reviewed, or a model that only guesses that it is something
    else: a verifier looks (`taxonomy.md` §7, §9.2; `languages.md` §12).
    """
    if said.intent != "incident":
        return said.method == "model" and said.code_confidence < ACCEPTED
    if said.code == NOTHING_TO_REPORT:
        return False
    vague = said.place is None or not said.accepted or said.code in {None, OTHER}
    return vague or UNREVIEWED in said.why


def _is_late(work: Work) -> bool:
    """Whether it bears a date so long before its receipt that it tells of nothing now (`alerts.md` §7)."""
    sent, hours = work.row.sent_at, work.country.alerts.dated_late_hours
    return work.row.late if sent is None else work.at - sent > timedelta(hours=hours)


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
        late=_is_late(work),
        first_seen=source.first_seen,
    )
