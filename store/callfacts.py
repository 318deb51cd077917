"""What a call finds when it begins: a few indexed looks, in the transaction that begins it.

Nothing of it tells what may not be told: of one report in a quarter its state, and of some not even that.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select

from core.contacts import Contact, Member
from core.country import Country
from core.digests import WORDS
from core.draw import drawn
from core.errors import LasomiError
from core.periods import quarter
from store import cases, commitments, digests, pins
from store.database import ms
from store.digests import ToAnswer
from store.live import STANDS
from store.roster import member_by_number
from store.sessions import Found, Offer
from store.tables import alerts, grouped, held, incidents, outbox, reports
from store.tables import cases as case_table
from store.vault import Vault

ROLES: Final = ("national", "regional", "monitor", "relay", "verifier")
ANSWERING: Final = ("national", "regional", "monitor")
MOST_ALERTS: Final = 16
MOST_COMMITMENTS: Final = 8
MOST_DIGESTS: Final = 4
NUMBERS_IN_ROW: Final = 8
LONGEST_LABEL: Final = 60
CUT: Final = "..."
ABOUT_AUTHORITIES: Final = "5"
"""Codes 5x: who holds the phone may be close to the one that a report accuses (P47)."""


def look(
    conn: Connection, vault: Vault, country: Country, contact: Contact | None, number: str, at: datetime
) -> tuple[str, Found]:
    """The caller's role on the roster (`public` for everybody else), the facts and the lists of a call."""
    member = member_by_number(conn, vault, number, at)
    rater = vault.pseudonym("rating", number, at)
    lists = {
        "commitments": _commitments(conn, country, contact, rater),
        "alerts": _alerts(conn, country, member, at),
        "digests": _digests(conn, country, member, at),
    }
    facts = _items(vault, rater, at) | {name: "1" for name, offers in lists.items() if offers}
    facts |= {"pin": "set"} if member and lists["alerts"] and pins.has_pin(conn, member.id) else {}
    facts |= {"home": contact.home} if contact and contact.home else {}
    facts |= {"profile": "asked"} if contact and contact.profiled else {}
    facts |= {"letters": contact.letters} if contact and contact.letters != "gsm7" else {}
    facts |= _last_report(conn, vault, country, number, at) | _settled(conn, country, contact, rater, at)
    return _role(member), Found(facts, {name: offers for name, offers in lists.items() if offers})


def _role(member: Member | None) -> str:
    roles = member.roles if member else ()
    return next((role for role in ROLES if role in roles), "public")


def _items(vault: Vault, rater: str, at: datetime) -> dict[str, str]:
    """The items of a rating, for the security forces and for all others (`indicators.md` §1)."""
    try:
        digest = vault.mark("draw", f"{rater}|{quarter(at)}", at)
    except LasomiError as error:  # not issued yet: the first minutes of a new version
        if error.code != "key_gone":
            raise
        return {}
    both = {"general": drawn(digest, forces=False), "forces": drawn(digest, forces=True)}
    return {name: ",".join(items) for name, items in both.items()}


def _last_report(
    conn: Connection, vault: Vault, country: Country, number: str, at: datetime
) -> dict[str, str]:
    """The state of the last report of this phone in this quarter; nothing when there is none."""
    names = (vault.pseudonym("report", number, at), vault.previous("report", number, at))
    row = conn.execute(_LAST, {"mine": [name for name in names if name]}).first()
    if row is None:
        return {}
    category = country.taxonomy.categories.get(row.event or row.code or "")
    if category is not None and category.lane == "protected":
        return {}
    return {"last_report": _told(row)}


def _told(row: Row[Any]) -> str:
    """What may be told of a report: a verdict only once a named person let it leave the circle of staff."""
    if (row.event or row.code or "").startswith(ABOUT_AUTHORITIES):
        return "withheld"
    if row.closed:
        return "closed"
    if row.state is None:
        return "checking" if row.queue else "received"
    if row.state == "verified" and row.released_at is None:
        return "withheld"
    return _STATES[row.state]


def _settled(
    conn: Connection, country: Country, contact: Contact | None, rater: str, at: datetime
) -> dict[str, str]:
    """A closed case of the caller's commune, to be asked about (G12)."""
    home = country.gazetteer.located(contact.home) if contact and contact.home else None
    if home is None or home.adm3 is None:
        return {}
    case = cases.to_ask(conn, home.adm3, rater, at)
    return {} if case is None else {"settled_case": case}


def _commitments(
    conn: Connection, country: Country, contact: Contact | None, rater: str
) -> tuple[Offer, ...]:
    """What was promised where the caller lives, or to the whole country (T6)."""
    home = contact.home if contact else None
    units = country.gazetteer.ancestors(home) if home else (country.gazetteer.country,)
    found = commitments.to_ask(conn, units, rater, MOST_COMMITMENTS)
    return tuple(Offer(one.code, _short(one.text)) for one in found)


def _short(text: Mapping[str, str]) -> dict[str, str]:
    return {language: _cut(said) for language, said in text.items() if said}


def _cut(said: str) -> str:
    """What fits on two rows of a small screen, to the last whole word."""
    if len(said) <= LONGEST_LABEL:
        return said
    return said[: LONGEST_LABEL - len(CUT)].rpartition(" ")[0] + CUT


def _alerts(conn: Connection, country: Country, member: Member | None, at: datetime) -> tuple[Offer, ...]:
    """The open alerts that were addressed to this member and do not concern them, the gravest first, then the
    newest.
    """
    if member is None or not member.is_(*ANSWERING):
        return ()
    since = at - timedelta(days=country.alerts.unresolved_after_days)
    rows = conn.execute(_OPEN, {"member": member.id, "since": ms(since)})
    shown = (row for row in rows if not _concerns(row, member))
    return tuple(Offer(row.number, {"fr": _line(row, country)}) for row in shown)


def _digests(conn: Connection, country: Country, member: Member | None, at: datetime) -> tuple[Offer, ...]:
    """The digests that this member was sent, with what in them waits for an answer that they may give."""
    if member is None or not member.is_(*ANSWERING):
        return ()
    since = at - timedelta(days=country.alerts.unresolved_after_days)
    found = digests.to_answer(conn, member.id, since)
    offers = (_digest(one, member) for one in found)
    return tuple(offer for offer in offers if offer.holds)[:MOST_DIGESTS]


def _digest(digest: ToAnswer, member: Member) -> Offer:
    """A digest, and in it the numbers that the member's `OUI` acknowledges."""
    waits = [alert.number for alert in digest.waits if not _concerns(alert, member)]
    rows = (waits[at : at + NUMBERS_IN_ROW] for at in range(0, len(waits), NUMBERS_IN_ROW))
    label = f"{digest.number} {WORDS[digest.kind]}: {len(waits)}"
    return Offer(digest.number, {"fr": label}, tuple(map(" ".join, rows)))


def _concerns(alert: Any, member: Member) -> bool:
    """Whether the member is a party to what an alert tells of (P47)."""
    return member.is_party(alert.code, (alert.area,))


def _line(row: Any, country: Country) -> str:
    place = country.gazetteer.get(row.area)
    return f"{row.number} S{row.severity} {row.code} {place.name if place else row.area}"


_STATES: Final[Mapping[str, str]] = {
    "unverified": "received",
    "corroborated": "checking",
    "verified": "verified",
    "false": "false",
    "unresolved": "closed",
}
_EVENTS = (reports.c.incident_id, reports.c.merged_from)
_MINE = and_(case_table.c.incident_id.in_(_EVENTS), case_table.c.withdrawn_at.is_(None))
_CLOSED = and_(  # the last authority that was asked has settled it
    exists().where(_MINE, case_table.c.closed_at.is_not(None)),
    ~exists().where(_MINE, case_table.c.closed_at.is_(None)),
)
_LAST = (
    select(
        reports.c.code,
        reports.c.queue,
        incidents.c.state,
        incidents.c.code.label("event"),
        incidents.c.released_at,
        _CLOSED.label("closed"),
    )
    .select_from(reports.outerjoin(incidents, incidents.c.id == reports.c.incident_id))
    .where(reports.c.contact.in_(bindparam("mine", expanding=True)), reports.c.kind == "incident")
    .where(reports.c.repeat_of.is_(None), or_(reports.c.code.is_(None), reports.c.code != "00"))
    .order_by(reports.c.received_at.desc(), reports.c.id)
    .limit(1)
)
_ADDRESSED = or_(
    exists().where(outbox.c.alert_id == alerts.c.id, outbox.c.recipient == bindparam("member")),
    exists().where(grouped.c.alert_id == alerts.c.id, grouped.c.recipient == bindparam("member")),
    exists().where(held.c.alert_id == alerts.c.id, held.c.recipient == bindparam("member")),
)
_UNSETTLED = and_(
    alerts.c.status != "cancelled",
    or_(alerts.c.status == "active", alerts.c.state.in_(("unverified", "corroborated"))),
)
_OPEN = (
    select(alerts.c.number, alerts.c.severity, alerts.c.code, alerts.c.area)
    .where(alerts.c.raised_at >= bindparam("since"), _UNSETTLED, STANDS, _ADDRESSED)
    .order_by(alerts.c.severity.desc(), alerts.c.raised_at.desc())
    .limit(MOST_ALERTS)
)
