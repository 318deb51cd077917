"""A verifier answers for the machine: every field in one action, kept as a label (`languages.md` §10).

The first answer to a report stands; whoever gave it may say it anew. What turns out to be help for one
person goes the protected way, and leaves no label (P35, P37).
"""

from dataclasses import asdict
from typing import Final, cast

from core.errors import LasomiError
from core.labels import Answer, Label, answer_of, is_valid, judged
from core.periods import hour_of, iso_week
from core.reports import Basis, Intent, Located, Occurred, Understanding
from core.taxonomy import severity
from gateway.metrics import CHECKED
from store import (
    audit,
    copies,
    figures,
    inbox,
    labels,
    offices,
    people,
    protected,
    reports,
    triage,
    withdrawal,
)
from store.reports import ReportRow
from workers import events, focal, speakers
from workers.retelling import retell, settle
from workers.verdicts import Judge
from workers.work import Body, Outcome, Work

VERB: Final = "CORRECT"
DONE: Final = "command"
REFUSED: Final = "refused"
ROLE: Final = "verifier"


def correct(work: Work, body: Body) -> Outcome:
    """One answer to one report of the verifier's areas; without an answer the machine's is confirmed."""
    row = triage.visible(work.conn, body["areas"], body["report"])
    if row is None or _is_party(work, body, row):
        return Outcome(REFUSED, "unknown_report")
    by, known = Judge(body["account"], ROLE), labels.of_report(work.conn, row.id)
    if known is not None and known.account != by.id:
        return Outcome(REFUSED, "answered_already")
    said = body.get("answer")
    if said is None and row.queue == triage.BLIND:
        return Outcome(REFUSED, "blind")
    answer = answer_of(said) if said else answer_of(asdict(row))
    if answer.protected(work.country):
        return _lock_away(work, by, row)
    if said and not is_valid(answer, work.country):
        return Outcome(REFUSED, "not_an_answer")
    if known is None or known.human != answer:
        _answered(work, by, row, answer, known)
    return Outcome(DONE, VERB)


def _is_party(work: Work, body: Body, row: ReportRow) -> bool:
    """Whether a report may concern an authority that this verifier is tied to (P47)."""
    member = offices.member_of(work.conn, body["account"])
    return member is not None and member.is_party(row.code or "", (row.adm1, row.adm2, row.adm3))


def _answered(work: Work, by: Judge, row: ReportRow, answer: Answer, known: Label | None) -> None:
    label = _label(work, by, row, answer, known)
    labels.keep(work.conn, label)
    reports.correct(work.conn, row.id, _understood(work, row, answer))
    retell(work, by, row)
    _note(work, by, row, "confirmed" if answer == label.machine else "corrected")
    if label.blind and known is None:
        for name, right in judged(label).items():
            CHECKED.labels(answer.language, name, str(right).lower()).inc()


def _label(work: Work, by: Judge, row: ReportRow, answer: Answer, known: Label | None) -> Label:
    return Label(
        report=row.id,
        hour=hour_of(work.at),
        account=by.id,
        blind=known.blind if known else row.queue == triage.BLIND,
        human=answer,
        machine=known.machine if known else answer_of(asdict(row)),
        accepted=known.accepted if known else row.accepted,
        method=known.method if known else row.method,
        model=known.model if known else row.model,
        taxonomy=row.taxonomy_version,
    )


def _understood(work: Work, row: ReportRow, answer: Answer) -> Understanding:
    """The report as the person says it; what the form does not ask stays."""
    place = _place(work, row, answer)
    hearsay = None if answer.basis == "unknown" else answer.basis == "hearsay"
    return Understanding(
        language=answer.language,
        language_confidence=1.0,
        intent=cast("Intent", answer.intent),
        redacted="",
        code=answer.code,
        code_confidence=1.0,
        method="human",
        accepted=answer.code is not None,
        severity=_severity(work, row, answer),
        place=place,
        place_reason="" if place else row.place_reason or "none_named",
        occurred=cast("Occurred", answer.occurred),
        killed=answer.killed,
        injured=answer.injured,
        hearsay=hearsay,
        basis=cast("Basis", answer.basis),
        child=row.child,
        displaced=row.displaced,
    )


def _severity(work: Work, row: ReportRow, answer: Answer) -> int | None:
    category = work.country.taxonomy.get(answer.code or "")
    if category is None:
        return None
    return severity(
        category,
        occurred=cast("Occurred", answer.occurred),
        killed=answer.killed,
        injured=answer.injured,
        hearsay_only=answer.basis == "hearsay",
        displaced=row.displaced,
        child=row.child,
    )


def _place(work: Work, row: ReportRow, answer: Answer) -> Located | None:
    """The place that was named; one of an older edition stays what it was."""
    if answer.place is None:
        return None
    if answer.place == row.place:
        units = (row.adm1, row.adm2, row.adm3)
        return Located(answer.place, answer.place, 0, *units, row.lat or 0.0, row.lon or 0.0)
    return work.country.gazetteer.located(answer.place)


def _lock_away(work: Work, by: Judge, row: ReportRow) -> Outcome:
    """As an SMS of that kind: counted by region and week, for 72 h a text for the focal person, no report.

    The command that said so is blank too; its outcome is that of every correction.
    """
    letter = inbox.reopened(work.conn, work.vault, row.inbox_id)
    figures.count(work.conn, "protected", _region(work, row, letter.get("urn")), iso_week(row.received_at))
    if work.country.settings.gbv_focal:
        _sealed_anew(work, row)
    for each in (row, *triage.repeats(work.conn, row.id)):
        _forgotten(work, each)
    settle(work, by, {row.incident_id}, row)
    _note(work, by, row, "corrected")
    inbox.blank(work.conn, work.row.id)
    return Outcome(DONE, VERB)


def _region(work: Work, row: ReportRow, number: str | None) -> str:
    """The home region, else the region understood, else the country (P37)."""
    gazetteer = work.country.gazetteer
    contact = people.peek(work.conn, work.vault, number, row.received_at) if number else None
    home = gazetteer.located(contact.home).adm1 if contact and contact.home else None
    return home or row.adm1 or gazetteer.country


def _sealed_anew(work: Work, row: ReportRow) -> None:
    """For what is left of its 72 hours."""
    text = labels.text_of(work.conn, work.vault, row.id)
    if text is None or work.now >= row.received_at + protected.KEPT:
        return
    try:
        protected.lock(work.conn, work.vault, text, row.received_at)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
    else:
        focal.expect(work.conn, work.now)


def _forgotten(work: Work, row: ReportRow) -> None:
    letter = inbox.reopened(work.conn, work.vault, row.inbox_id)
    if letter.get("urn"):
        speakers.taken_back(work, row, letter["urn"])
        copies.forget_number(work.conn, work.vault, row.inbox_id, letter["urn"], letter.get("text", ""))
    inbox.blank(work.conn, row.inbox_id)
    events.leave(work, row)
    withdrawal.withdraw(work.conn, row.id)


def _note(work: Work, by: Judge, row: ReportRow, reason: str) -> None:
    about = {"account": by.id, "role": by.role, "action": "correct", "object": row.id}
    audit.write(work.conn, work.vault, at=hour_of(work.at), reason=reason, **about)
