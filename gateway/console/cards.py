"""One report as a verifier reads it: its redacted text, what the machine made of it, and why (P46).

Every text that is opened is a line of the audit. What is to be answered blind comes without the answer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final

from core.errors import LasomiError
from core.forms import day as day_of
from core.labels import answer_of
from core.languages import Say
from core.periods import hour_of
from gateway.console import answers, verdictcards
from gateway.console.visitors import Visitor
from gateway.feeds.counts import label
from gateway.house import House
from store import alerts, audit, labels, offices, reports, triage
from store.reports import ReportRow

QUEUE: Final = "queue"
RECENT: Final = "recent"
RECENT_DAYS: Final = timedelta(days=7)
ROLE: Final = "verifier"
MIDDLE: Final = 2
"""Where a blind report stands among the severities: its turn must not tell what the machine thinks."""
_LISTS: Final = re.compile(rf"{QUEUE}|{RECENT}|\d{{4}}")


@dataclass(frozen=True, slots=True)
class Card:
    """One report in words. `text` is None when there is none, or none any more."""

    id: str
    received: str
    blind: bool
    text: str | None = field(repr=False)
    said: str = ""
    place: str = ""
    why: Sequence[str] = ()
    event: verdictcards.Event | None = None
    fields: answers.Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """The card that is read now, and how many there are."""

    card: Card | None
    count: int
    at: int = 0


def which(asked: str) -> str:
    """The list that a page was asked for: the queue, the recent ones, or those of an alert by its number."""
    return asked if _LISTS.fullmatch(asked) else QUEUE


def opened(house: House, visitor: Visitor, asked: str, skip: int, reason: str, lang: str) -> Opened:
    """The next report of a list, noted as read by this person for this reason."""
    with house.database.write() as conn:
        rows = _ordered(house, apart(conn, visitor, _listed(house, conn, visitor, asked)))
        if not rows:
            return Opened(None, 0)
        at = skip % len(rows)
        return Opened(_card(house, conn, visitor, rows[at], reason, lang), len(rows), at)


def reopened(house: House, visitor: Visitor, report_id: str, reason: str, lang: str) -> Card | None:
    """One report by its id, if it is of this person's areas."""
    with house.database.write() as conn:
        row = triage.visible(conn, visitor.areas, report_id)
        mine = apart(conn, visitor, [row] if row else [])
        return _card(house, conn, visitor, mine[0], reason, lang) if mine else None


def apart(conn: Any, visitor: Visitor, rows: Sequence[ReportRow]) -> list[ReportRow]:
    """Without what may concern an authority that the reader is tied to (P47)."""
    member = offices.member_of(conn, visitor.id)
    places = ((row, (row.adm1, row.adm2, row.adm3)) for row in rows)
    return [row for row, at in places if member is None or not member.is_party(row.code or "", at)]


def _listed(house: House, conn: Any, visitor: Visitor, asked: str) -> list[ReportRow]:
    if asked == QUEUE:
        return triage.waiting(conn, visitor.areas)
    if asked == RECENT:
        return triage.recent(conn, visitor.areas, house.clock() - RECENT_DAYS)[::-1]
    alert = alerts.by_number(conn, asked)
    return triage.of_incident(conn, visitor.areas, alert.incident) if alert else []


def _ordered(house: House, rows: Sequence[ReportRow]) -> list[ReportRow]:
    """The gravest guess first; among equals, as they came."""
    return sorted(rows, key=lambda row: -_gravity(house, row))


def _gravity(house: House, row: ReportRow) -> int:
    category = house.country.taxonomy.get(row.code or "")
    if row.queue == triage.BLIND or category is None:
        return MIDDLE
    return max(row.severity or 0, category.severity or 0)


def _card(house: House, conn: Any, visitor: Visitor, row: ReportRow, reason: str, lang: str) -> Card:
    about = {"account": visitor.id, "role": ROLE, "action": "text_opened", "object": row.id}
    audit.write(conn, house.vault, at=hour_of(house.clock()), reason=reason, **about)
    received = house.say.ui(
        "reçu le {day} vers {hour} h",
        lang,
        day=day_of(row.received_at, lang),
        hour=row.received_at.hour,
    )
    text = labels.text_of(conn, house.vault, row.id)
    if row.queue == triage.BLIND:
        return Card(row.id, received, True, text, fields=answers.blank())
    name = _name(house, row)
    return Card(
        row.id,
        received,
        False,
        text,
        said=_said(house, row, lang),
        place=_where(house, row),
        why=[_noted(house.say, lang).get(each, each) for each in _why(house, conn, row)],
        event=verdictcards.event(house, conn, visitor, row.incident_id, lang),
        fields=answers.fields_of(answer_of(asdict(row)), name),
    )


def _why(house: House, conn: Any, row: ReportRow) -> Sequence[str]:
    try:
        return reports.why_of(conn, house.vault, row.id)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return ()


def _said(house: House, row: ReportRow, lang: str) -> str:
    """What the machine says, how sure it is, and by which means."""
    what = answers.options(house.say, house.country, lang)["intent"]
    intent = dict(what).get(row.intent, row.intent)
    code = f" · {row.code} {label(house.country, row.code, lang)}" if row.code else ""
    by = _means(house.say, lang).get(row.method, row.method)
    return f"{intent}{code} · {round(row.code_confidence * 100)} % · {by}"


def _means(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "ussd": say.ui("choisi dans le menu", lang),
        "code": say.ui("code tapé", lang),
        "keyword": say.ui("par un mot", lang),
        "model": say.ui("par ressemblance", lang),
        "rule": say.ui("par une règle de mots", lang),
        "human": say.ui("par une personne", lang),
    }


def _noted(say: Say, lang: str) -> Mapping[str, str]:
    """What stands among the words that decided and is none."""
    return {"unreviewed_words": say.ui("mots que personne n'a encore relus", lang)}


def _name(house: House, row: ReportRow) -> str:
    place = house.country.gazetteer.get(row.place) if row.place else None
    return place.name if place else row.place or ""


def _where(house: House, row: ReportRow) -> str:
    """The place with what it lies in, and its p-code."""
    if row.place is None:
        return ""
    found = [house.country.gazetteer.get(code) for code in (row.adm3, row.adm2, row.adm1) if code]
    names = [unit.name for unit in found if unit]
    return ", ".join(dict.fromkeys([_name(house, row), *names])) + f" ({row.place})"
