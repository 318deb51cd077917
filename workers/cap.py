"""The CAP messages of an alert, written in the transaction of what they tell (`alerts.md` §12).

The circle of monitors has every message, from severity 3 on: Private, with roles as addresses. Partners have
a chain of their own that begins with the release by a named person, or with the first message of an event
that was slight when it was released: Restricted, and an Update of what the circle had. From then on each
audience hears of a change with references to its own messages only. Of a cercle whose switch is on nothing is
written (P71).

A Cancel ends what partners hear until somebody releases it again, or takes back that it was set aside.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from core.alerts import Alert
from core.cap import Document, MsgType, Reference, write
from core.capchecks import checked
from core.errors import LasomiError
from core.periods import step_of
from gateway.house import House
from gateway.logs import logger
from gateway.partners import CHANNEL
from store import alerts, cap, capposts, outbox, partners, switches
from store.cap import Audience, Message
from workers.capinfo import RECALLED, Telling, infos

GRAVE: Final = 3
RESTRICTION: Final = "Partenaires abonnés; ne pas rediffuser"
LASTS: Final = timedelta(hours=24)
"""How long it is tried to send, at least."""
HOLDS: Final = timedelta(hours=12)
"""How long a message holds, at least: an act of the next day must not be over before it is read."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An alert, and every message that it has had. `recalled`: nothing of its event is left to stand on."""

    house: House
    conn: Any
    now: datetime
    alert: Alert
    known: tuple[Message, ...]
    recalled: bool = False

    @property
    def sent(self) -> datetime:
        """When the next message is sent."""
        return cap.after(self.known, step_of(self.now))

    @property
    def expires(self) -> datetime:
        """With the alert, where that is not over already, or about to be."""
        return max(step_of(self.alert.expires_at), self.sent + HOLDS)

    def of(self, audience: Audience) -> tuple[Message, ...]:
        """What this audience was told. Acknowledgements are for the audit: nobody refers to one."""
        return tuple(each for each in self.known if each.audience == audience and each.type != "Ack")


def tell(house: House, conn: Any, now: datetime, alert: Alert) -> None:
    """What an alert says now, to everybody who had it, and to the circle where it is new and grave."""
    if switches.is_closed(conn, alert.area):
        return
    desk = _desk(house, conn, now, alert)
    if _is_live(desk.of("partners")):
        _go_on(desk)
    if desk.of("circle") or (alert.severity >= GRAVE and alert.state != "false"):
        _told(desk, "circle", desk.of("circle"))
    if not desk.of("partners") and alerts.is_released(conn, alert.id):
        _let_go(_desk(house, conn, now, alert))


def begin(house: House, conn: Any, now: datetime, alert: Alert) -> None:
    """The first message of an alert that was raised just now: to the circle, where it is grave."""
    if alert.severity >= GRAVE and not switches.is_closed(conn, alert.area):
        _told(Desk(house, conn, now, alert, ()), "circle", ())


def release(house: House, conn: Any, now: datetime, alert: Alert) -> None:
    """A named person has let an alert go: the first message of the partners who serve its place."""
    tell(house, conn, now, alert)
    if switches.is_closed(conn, alert.area):
        return
    _let_go(_desk(house, conn, now, alert))


def recall(house: House, conn: Any, now: datetime, alert: Alert) -> None:
    """Everything that told of an alert's event was set aside, or is told by another: a Cancel to all who had
    messages that stood.
    """
    if switches.is_closed(conn, alert.area):
        return
    desk = replace(_desk(house, conn, now, alert), recalled=True)
    if _is_live(desk.of("partners")):
        _go_on(desk)
    if _is_live(desk.of("circle")):
        _told(desk, "circle", desk.of("circle"))


def restore(house: House, conn: Any, now: datetime, alert: Alert) -> None:
    """What was recalled stands again: an Update to those who had the Cancel, as far as its release stands."""
    if alert.state == "false" or switches.is_closed(conn, alert.area):
        return
    desk = _desk(house, conn, now, alert)
    if _is_recalled(desk.of("partners")) and alerts.is_released(conn, alert.id):
        _go_on(desk)
    if _is_recalled(desk.of("circle")):
        _told(desk, "circle", desk.of("circle"))


def acknowledge(house: House, conn: Any, now: datetime, alert: Alert, role: str) -> None:
    """A person's OUI: kept beside the audit; the document names a role and nobody."""
    desk = _desk(house, conn, now, alert)
    if (before := desk.of("circle")) and not switches.is_closed(conn, alert.area):
        bare = _document(desk, "circle", "Ack", _references(before))
        _kept(desk, "circle", replace(bare, source=role, infos=()), before, ())


def _desk(house: House, conn: Any, now: datetime, alert: Alert) -> Desk:
    return Desk(house, conn, now, alert, tuple(cap.chain(conn, alert.id)))


def _is_live(told: tuple[Message, ...]) -> bool:
    return bool(told) and told[-1].type != "Cancel"


def _is_recalled(told: tuple[Message, ...]) -> bool:
    return bool(told) and told[-1].line[0] == RECALLED


def _let_go(desk: Desk) -> None:
    """The message with which partners begin to hear, or hear again; of what the circle had none of, none."""
    before = desk.of("partners") or desk.of("circle")
    if before and (message := _told(desk, "partners", before)):
        _post(desk, message, {each.id for each in _serving(desk)})


def _go_on(desk: Desk) -> None:
    """The next message of the partners, to those who were sent the last one."""
    before = desk.of("partners")
    if message := _told(desk, "partners", before):
        _post(desk, message, capposts.recipients(desk.conn, before[-1].id))


def _told(desk: Desk, audience: Audience, before: tuple[Message, ...]) -> Message | None:
    """The next message of an audience; None when it would say what the last one said."""
    telling = _telling(desk, audience)
    last = before[-1] if before and before[-1].audience == audience else None
    if last is not None and last.line == telling.line:
        return None
    ends = desk.recalled or desk.alert.state == "false"
    type_: MsgType = "Cancel" if ends else "Update" if before else "Alert"
    document = _document(desk, audience, type_, _references(before))
    return _kept(desk, audience, replace(document, infos=infos(telling)), before, telling.line)


def _telling(desk: Desk, audience: Audience) -> Telling:
    house = desk.house
    said = (house.country, house.say, desk.alert, audience, desk.expires)
    return Telling(*said, house.exercise, desk.recalled)


def _document(desk: Desk, audience: Audience, type_: MsgType, references: tuple[Reference, ...]) -> Document:
    house, alert = desk.house, desk.alert
    version = cap.next_version(desk.conn, alert.number)
    circle = audience == "circle"
    sender = urlsplit(house.settings.public_url).hostname or ""
    return Document(
        own=Reference(sender, f"lasomi-{house.country.code}-{alert.number}-{version}", desk.sent),
        type=type_,
        scope="Private" if circle else "Restricted",
        restriction="" if circle else RESTRICTION,
        addresses=_circle(desk) if circle else (),
        exercise=house.exercise,
        references=references,
        incident=alert.incident,
    )


def _circle(desk: Desk) -> tuple[str, ...]:
    """The monitors and coordinators of a place, by what they are: no name and no number."""
    gazetteer = desk.house.country.gazetteer
    place = gazetteer.get(desk.alert.area)
    units = (place.adm2, place.adm1) if place else (None, None)
    posts = zip(("monitor", "regional", "national"), (*units, gazetteer.country), strict=True)
    return tuple(f"{role}:{area}" for role, area in posts if area)


def _references(before: tuple[Message, ...]) -> tuple[Reference, ...]:
    return tuple(each.cites for each in before)


def _kept(
    desk: Desk, audience: Audience, document: Document, before: tuple[Message, ...], line: cap.Line
) -> Message | None:
    """On disk, once its bytes have been read back. A document that cannot be made must not keep the alert
    from people: it is said in the log.
    """
    try:
        checked(write(document), {str(each) for each in _references(before)})
    except LasomiError as error:
        logger().error(error.code, row_id=desk.alert.id)
        return None
    version = int(document.own.identifier.rpartition("-")[2])
    refers = [each.version for each in before]
    alert = desk.alert
    return cap.add(desk.conn, alert.id, alert.number, version, audience, document, refers, line, desk.expires)


def _serving(desk: Desk) -> list[partners.Partner]:
    gazetteer = desk.house.country.gazetteer
    place = gazetteer.get(desk.alert.area)
    near = (place.adm2, place.adm1, gazetteer.country) if place else (gazetteer.country,)
    return [each for each in partners.listing(desk.conn) if each.enabled and each.serves(*near)]


def _post(desk: Desk, message: Message, recipients: set[str]) -> None:
    """One row of the outbox for each; in what order they leave, and to whom at last: `store.capposts`."""
    xml = write(message.document).decode()
    for recipient in sorted(recipients):
        outbox.add(
            desk.conn,
            desk.house.vault,
            cause=capposts.cause(message.id),
            recipient=recipient,
            step=0,
            urn=recipient,
            text=xml,
            purpose=capposts.PURPOSE,
            channel=CHANNEL,
            now=desk.now,
            expires_at=max(desk.alert.expires_at, desk.now + LASTS),
        )
