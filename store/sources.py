"""What the reports of an incident say together, kept as counts, so that one report more is one sum.

`workers.tally` says what the counts mean. They hold while the incident was changed by nobody else since; else
they are added up anew.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, delete, insert, null, select, update

from store.prepared import Prepared
from store.reports import ReportRow
from store.rows import execute_rows, put
from store.tables import incidents, reports, sources

PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Kin:
    """What an incident knows of a report's sender: the sources it is of, and whether it told before."""

    sources: frozenset[str]
    told_before: bool


def tally(conn: Connection, incident_id: str) -> Counter[str] | None:
    """What all its reports say; None when somebody changed the incident without it."""
    found = _TALLY.first(conn, {"incident": incident_id})
    return None if found is None or found[0] is None else Counter(json.loads(found[0]))


def said(conn: Connection, incident_id: str, source: str) -> Counter[str]:
    """What the reports of one source say; nothing when there is none yet."""
    found = _SAID.first(conn, {"incident": incident_id, "source": source})
    return Counter() if found is None else Counter(json.loads(found[0]))


def keep(conn: Connection, incident_id: str, source: str, counts: Mapping[str, int]) -> None:
    """Says anew what one source says."""
    values = {"incident_id": incident_id, "id": source, "said": json.dumps(counts)}
    put(conn, sources, ("incident_id", "id"), values, replaced=("said",))


def kin(conn: Connection, incident_id: str, report: ReportRow) -> Kin:
    """The sources of this phone's reports, of like texts, and of new phones of its operator and day
    (`alerts.md` §6).
    """
    mine = _OF_PHONE.all(conn, {"incident": incident_id, "contact": report.contact})
    found = {source for _, source in mine if source is not None}
    if is_new(report):
        alike = {"operator": report.operator, "first_seen": report.first_seen}
        found |= {source for (source,) in _OF_DAY.all(conn, {"incident": incident_id} | alike)}
    if report.cluster is not None:
        same = {"incident": incident_id, "cluster": report.cluster}
        found |= {source for (source,) in _OF_CLUSTER.all(conn, same)}
    return Kin(
        frozenset(found) if report.proven else frozenset(),
        any(told != report.id for told, _ in mine),
    )


def is_new(report: ReportRow) -> bool:
    """A phone of the public that is not known: its operator and day are all that tells it from others."""
    return is_public(report) and not report.known


def is_public(report: ReportRow) -> bool:
    """Nobody on the roster told it."""
    return report.role == PUBLIC


def unite(conn: Connection, incident_id: str, gone: str, source: str) -> None:
    """Two sources turn out to be one."""
    theirs = and_(reports.c.incident_id == incident_id, reports.c.source == gone)
    conn.execute(update(reports).where(theirs).values(source=source))
    conn.execute(delete(sources).where(sources.c.incident_id == incident_id, sources.c.id == gone))


def renew(
    conn: Connection, incident_id: str, counts: Mapping[str, Mapping[str, int]], of: Mapping[str, str]
) -> None:
    """All sources of an incident anew: what each says, and of which each report is (`of`)."""
    renew_all(conn, {incident_id: counts}, of)


def renew_all(
    conn: Connection, counts: Mapping[str, Mapping[str, Mapping[str, int]]], of: Mapping[str, str]
) -> None:
    """The same for many incidents."""
    each = [(incident_id,) for incident_id in counts]
    execute_rows(conn, _NO_SOURCES, ("incident",), each)
    execute_rows(conn, _NO_SOURCE, ("incident",), each)
    rows = [(at, id_, json.dumps(n)) for at, said in counts.items() for id_, n in said.items()]
    if rows:
        execute_rows(conn, insert(sources), ("incident_id", "id", "said"), rows)
        execute_rows(conn, _ASSIGN, ("report", "to"), list(of.items()))


def forget(conn: Connection, contacts: Sequence[str]) -> None:
    """Before the pseudonyms of a phone change: what its incidents say is to be added up anew."""
    theirs = select(reports.c.incident_id).where(reports.c.contact.in_(contacts))
    conn.execute(update(incidents).where(incidents.c.id.in_(theirs)).values(told=None))


_TALLY = Prepared(
    select(incidents.c.told)
    .where(incidents.c.id == bindparam("incident"))
    .where(incidents.c.told_at == incidents.c.updated_at)
)
_SAID = Prepared(
    select(sources.c.said)
    .where(sources.c.incident_id == bindparam("incident"))
    .where(sources.c.id == bindparam("source"))
)
_COUNTED = and_(reports.c.incident_id == bindparam("incident"), reports.c.repeat_of.is_(None))
_OF_PHONE = Prepared(
    select(reports.c.id, reports.c.source).where(_COUNTED, reports.c.contact == bindparam("contact"))
)
_OF_DAY = Prepared(
    select(reports.c.source)
    .where(_COUNTED, reports.c.operator == bindparam("operator"), reports.c.known.is_(False))
    .where(reports.c.first_seen == bindparam("first_seen"), reports.c.role == PUBLIC)
    .where(reports.c.source.is_not(None))
    .limit(1)
)
_OF_CLUSTER = Prepared(
    select(reports.c.source)
    .where(_COUNTED, reports.c.cluster == bindparam("cluster"), reports.c.source.is_not(None))
    .distinct()
)
_ASSIGN = update(reports).where(reports.c.id == bindparam("report")).values(source=bindparam("to"))
_NO_SOURCES = delete(sources).where(sources.c.incident_id == bindparam("incident"))
_NO_SOURCE = update(reports).where(reports.c.incident_id == bindparam("incident")).values(source=null())
