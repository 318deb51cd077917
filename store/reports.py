"""What people told, as understood: codes and places stay, the text is sealed for 90 days, the number is not
here.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from core.reports import Report, Understanding
from store.database import from_ms, ms
from store.prepared import Prepared
from store.rows import insert_new
from store.tables import incidents, reports
from store.vault import Vault

Saved = Literal["report", "completed", "stale"]
NO_WORDS = "[]"
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as it is kept, without its text and its words: see `text_of` and `why_of`."""

    id: str
    inbox_id: str
    session: str | None
    position: int
    contact: str
    epoch: str
    channel: str
    kind: str
    received_at: datetime
    language: str
    language_confidence: float
    intent: str
    code: str | None
    code_confidence: float
    method: str
    accepted: bool
    severity: int | None
    place: str | None
    adm1: str | None
    adm2: str | None
    adm3: str | None
    lat: float | None
    lon: float | None
    place_confidence: float | None
    place_reason: str
    occurred: str
    killed: int | None
    injured: int | None
    hearsay: bool | None
    basis: str
    child: bool
    displaced: bool
    confirmed: bool
    role: str
    known: bool
    operator: str
    weight: float
    proven: bool
    first_seen: str | None
    late: bool
    queue: str | None
    repeat_of: str | None
    incident_id: str | None
    taxonomy_version: int
    model: str | None = None
    unreviewed: bool | None = None
    cluster: str | None = None
    aside_from: str | None = None
    merged_from: str | None = None


def save(
    conn: Connection,
    vault: Vault,
    report: Report,
    *,
    now: datetime,
    queue: str | None = None,
    repeat_of: str | None = None,
    taxonomy_version: int = 1,
    model: str | None = None,
    unreviewed: bool = False,
) -> Saved:
    """Keeps a report, or completes the one of its call, which keeps its id and its incident.

    `stale`: this row, or a later turn of the call, is kept already. `queue` names the people who must look at
    it, `model` the models that read it; `unreviewed`: its code rests on words alone that nobody has reviewed.
    """
    known = of_session(conn, report.session) if report.session else None
    if known is not None and (known.position >= report.position or known.inbox_id == report.inbox_id):
        return "stale"
    id_ = report.id if known is None else known.id
    extra = {"queue": queue, "repeat_of": repeat_of, "taxonomy_version": taxonomy_version}
    read = {"model": model, "unreviewed": unreviewed}
    values = _values(report) | _sealed(vault, report, id_, now) | extra | read
    if known is not None:
        conn.execute(update(reports).where(reports.c.id == id_).values(values))
        return "completed"
    new = insert_new(conn, reports, values | {"id": id_, "incident_id": report.incident})
    return "report" if new else "stale"


def fresh(report: Report, **about: Any) -> ReportRow:
    """The row of a new report that `save` has just written, told the same: nobody need read it back."""
    own = {"id": report.id, "incident_id": report.incident, "received_at": report.received_at}
    values = _values(report) | about | own
    kept: dict[str, Any] = {name: values.get(name) for name in ReportRow.__dataclass_fields__}
    return ReportRow(**kept)


def correct(conn: Connection, report_id: str, said: Understanding) -> None:
    """What a person says of a report takes the place of what was understood; it leaves its queue.

    Its text and the words that had decided stay.
    """
    human = {"kind": said.intent, "queue": None, "unreviewed": False}
    values = _understood(said) | _placed(said) | human
    conn.execute(update(reports).where(reports.c.id == report_id).values(values))


def get(conn: Connection, report_id: str) -> ReportRow | None:
    return _one(conn, _GET, report_id)


def of_session(conn: Connection, session: str) -> ReportRow | None:
    """The report of a USSD call, partial or whole."""
    return _one(conn, _OF_SESSION, session)


def of_incident(conn: Connection, incident_id: str) -> list[ReportRow]:
    """The reports of one event, in the order of reception."""
    return matching(conn, reports.c.incident_id == incident_id)


def matching(conn: Connection, where: ColumnElement[bool]) -> list[ReportRow]:
    """Those of which a condition holds, in the order of reception."""
    asked = select(*_KEPT).where(where).order_by(*_OLDEST_FIRST)
    return [_row(found) for found in conn.execute(asked)]


def streamed(conn: Connection, where: ColumnElement[bool], *order: ColumnElement[Any]) -> Iterator[ReportRow]:
    """The same in another order, one at a time: there may be a great many."""
    asked = select(*_KEPT).where(where).order_by(*order)
    return (_row(found) for found in conn.execute(asked.execution_options(yield_per=BATCH)))


def of_contact(conn: Connection, contact: str, since: datetime) -> list[ReportRow]:
    """What one phone told since a moment, repeats left out, in the order of reception."""
    return [_row(row) for row in _OF_CONTACT.all(conn, {"of": contact, "since": ms(since)})]


def text_of(conn: Connection, vault: Vault, report_id: str) -> str | None:
    """The redacted text; None when there was none or it is blanked. Raises LasomiError `key_gone`."""
    asked = select(reports.c.id, reports.c.sealed_text, reports.c.text_week).where(reports.c.id == report_id)
    found = conn.execute(asked).one_or_none()
    return None if found is None else opened(vault, found.id, found.sealed_text, found.text_week)


def why_of(conn: Connection, vault: Vault, report_id: str) -> tuple[str, ...]:
    """The words that decided, as they were written, sealed like the text. Raises LasomiError `key_gone`."""
    asked = select(reports.c.why, reports.c.text_week).where(reports.c.id == report_id)
    found = conn.execute(asked).one_or_none()
    if found is None or found.text_week is None or found.why == NO_WORDS:
        return ()
    sealed = base64.b64decode(found.why)
    plain = vault.open("text", found.text_week, sealed, table="reports", row=report_id, purpose="why")
    return tuple(json.loads(plain))


def first_day(conn: Connection, contact: str) -> datetime | None:
    """When this pseudonym was first heard of."""
    oldest = _FIRST.first(conn, {"of": contact})
    return None if oldest is None or oldest[0] is None else from_ms(oldest[0])


def stood(conn: Connection, contact: str) -> bool:
    """Whether this phone has an earlier report that was not judged false, nor set aside."""
    judged = reports.outerjoin(incidents, incidents.c.id == reports.c.incident_id)
    true = or_(incidents.c.id.is_(None), incidents.c.state != "false")
    good = and_(reports.c.contact == contact, reports.c.aside_from.is_(None), true)
    return conn.execute(select(reports.c.id).select_from(judged).where(good)).first() is not None


def tally(conn: Connection, *names: str) -> dict[tuple[Any, ...], int]:
    """How many reports there are by the values of these columns (`language`, `code`, `method`...)."""
    columns = [reports.c[name] for name in names]
    found = conn.execute(select(*columns, func.count()).group_by(*columns).order_by(*columns))
    return {tuple(row[:-1]): row[-1] for row in found}


_KEPT = [reports.c[name] for name in ReportRow.__dataclass_fields__]
_RECEIVED = list(ReportRow.__dataclass_fields__).index("received_at")
_OLDEST_FIRST = (reports.c.received_at, reports.c.id)
_GET = Prepared(select(*_KEPT).where(reports.c.id == bindparam("of")))
_OF_SESSION = Prepared(select(*_KEPT).where(reports.c.session == bindparam("of")))
_OF_CONTACT = Prepared(
    select(*_KEPT)
    .where(reports.c.contact == bindparam("of"), reports.c.received_at >= bindparam("since"))
    .where(reports.c.repeat_of.is_(None))
    .order_by(*_OLDEST_FIRST)
)
_FIRST = Prepared(select(func.min(reports.c.received_at)).where(reports.c.contact == bindparam("of")))


def _one(conn: Connection, asked: Prepared, of: str) -> ReportRow | None:
    found = asked.first(conn, {"of": of})
    return None if found is None else _row(found)


def _row(found: Iterable[Any]) -> ReportRow:
    """The columns come in the order of the fields."""
    values = list(found)
    values[_RECEIVED] = from_ms(values[_RECEIVED])
    return ReportRow(*values)


def opened(vault: Vault, id_: str, sealed: bytes | None, week: str | None) -> str | None:
    """The text of a report from its columns. Raises LasomiError `key_gone`."""
    if sealed is None or week is None:
        return None
    return vault.open("text", week, sealed, table="reports", row=id_, purpose="text").decode()


def _sealed(vault: Vault, report: Report, id_: str, now: datetime) -> dict[str, Any]:
    text = report.understanding.redacted
    if not text:
        return {"sealed_text": None, "text_week": None, "why": NO_WORDS}
    sealed, week = vault.seal("text", text.encode(), now, table="reports", row=id_, purpose="text")
    said = json.dumps(report.understanding.why).encode()
    words, _ = vault.seal("text", said, now, table="reports", row=id_, purpose="why")
    return {"sealed_text": sealed, "text_week": week, "why": base64.b64encode(words).decode()}


def _values(report: Report) -> dict[str, Any]:
    own = ("inbox_id", "session", "position", "contact", "epoch", "channel", "confirmed", "role", "known")
    more = ("operator", "weight", "proven", "first_seen", "late")
    return (
        {name: getattr(report, name) for name in own + more}
        | {"received_at": ms(report.received_at), "kind": report.understanding.intent}
        | _understood(report.understanding)
        | _placed(report.understanding)
    )


def _understood(said: Understanding) -> dict[str, Any]:
    names = ("language", "language_confidence", "intent", "code", "code_confidence", "method", "accepted")
    more = (
        "severity",
        "occurred",
        "killed",
        "injured",
        "hearsay",
        "basis",
        "child",
        "displaced",
        "place_reason",
    )
    return {name: getattr(said, name) for name in names + more}


def _placed(said: Understanding) -> dict[str, Any]:
    place = said.place
    if place is None:
        return dict.fromkeys(("place", "adm1", "adm2", "adm3", "lat", "lon", "place_confidence"))
    names = ("adm1", "adm2", "adm3", "lat", "lon")
    at = {name: getattr(place, name) for name in names}
    return at | {"place": place.code, "place_confidence": place.confidence}
