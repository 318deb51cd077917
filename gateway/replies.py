"""What a reporter hears back by SMS, and every reason not to write at all (P5–P8, `channels.md` §13).

In neutral mode the reply is decided here, in the transaction that accepts the message, from number and
channel: no stage has read the text. What it is compared with are forms alone: marks of what was said and
written before, and the opt-out word in front of a long text. The same guards hold for a conversation.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from core.country import ReplyMode
from core.messages import InboundMessage
from core.numbers import Number, read_number
from core.periods import day
from gateway.house import House
from gateway.logs import logger
from store import copies, exchanges, outbox, people, replies, spending
from store.copies import Seen
from store.exchanges import Exchange
from store.inbox import Entry

AN_HOUR: Final = 3
A_DAY: Final = 10
SAME_PAIRS: Final = 2
SAME_TEXTS: Final = 20
SAME_TEXTS_WITHIN: Final = timedelta(minutes=5)
EVENING: Final = time(21)
MORNING: Final = time(7)
DIRECT: Final = timedelta(minutes=10)
"""So long an answer is a direct reply to what a person just wrote, at any hour."""
LASTS: Final = timedelta(hours=1)
"""So long by day."""
_WRITTEN_TO: Final = frozenset({"mobile", "unknown"})


@dataclass(frozen=True, slots=True)
class Heard:
    """An SMS as far as a reply depends on it, in RAM only. `id` is its inbox row; `at` when it was written,
    as far as anybody knows.
    """

    id: str
    channel: str
    number: str
    text: str
    at: datetime
    recipient: str = ""


def heard(entry: Entry, message: InboundMessage) -> Heard:
    """An SMS that is being accepted."""
    at = min(entry.sent_at or entry.received_at, entry.received_at)
    return Heard(entry.id, message.channel, message.urn, message.text, at, message.recipient)


def speaks(house: House, channel: str) -> bool:
    """Whether anybody may be answered at acceptance on this channel: in silent mode nobody is looked at."""
    settings = house.country.settings
    return settings.replies(channel) == "neutral" or bool(settings.neutral_cercles)


def mode(conn: Any, house: House, channel: str, number: str, now: datetime) -> ReplyMode:
    """How this phone is answered on this channel: by its registered home where the channel is silent (P6)."""
    settings = house.country.settings
    chosen = settings.replies(channel)
    if chosen != "silent" or not settings.neutral_cercles:
        return chosen
    contact = people.peek(conn, house.vault, number, now)
    units = house.country.gazetteer.ancestors(contact.home) if contact and contact.home else ()
    return "neutral" if any(unit in settings.neutral_cercles for unit in units) else "silent"


def accepted(
    conn: Any, house: House, entry: Entry, message: InboundMessage, seen: Seen | None = None
) -> bool:
    """The one neutral text for an SMS that this transaction accepts, where the deployer wants it (P6).

    What came by the other way already, posted or listed (`seen`), is answered once.
    """
    now = entry.received_at
    if mode(conn, house, entry.channel, message.urn, now) != "neutral":
        return False
    if seen is not None and copies.came(conn, house.vault, entry, seen):
        return False
    if house.country.choices.begins_with_stop(message.text):
        exchanges.hush(conn, house.vault, message.urn, now)
        return False
    text = house.say.neutral(language_of(conn, house, message.urn, now))
    return reply(conn, house, heard(entry, message), text, now)


def language_of(conn: Any, house: House, number: str, now: datetime) -> str:
    """The language that a phone has chosen; French until it has (`languages.md` §8)."""
    contact = people.peek(conn, house.vault, number, now)
    return contact.language if contact and contact.language else "fr"


def reply(conn: Any, house: House, one: Heard, text: str, now: datetime, *, farewell: bool = False) -> bool:
    """Puts a reply into the outbox, unless something speaks against it. `farewell`: to the STOP itself."""
    until = lasts_until(one.at, house.country.facts.time_zone)
    if house.exercise or now >= until or not _may_be_written_to(conn, house, one, now, farewell=farewell):
        return False
    if _caught(conn, house, one, text, now) or is_spent(conn, house, one.channel, now):
        return False
    if not exchanges.note(conn, house.vault, one.number, now, heard=one.text, said=text):
        return False
    return outbox.add(
        conn,
        house.vault,
        cause=replies.cause_of(one.id),
        recipient=replies.REPORTER,
        step=0,
        urn=one.number,
        text=text,
        purpose="neutral",
        channel=one.channel,
        now=now,
        expires_at=until,
    )


def lasts_until(at: datetime, zone: str) -> datetime:
    """Until when a reply to what was written at `at` may leave: an hour by day, ten minutes by night."""
    local = at.astimezone(ZoneInfo(zone))
    evening = local.replace(hour=EVENING.hour, minute=0, second=0, microsecond=0)
    direct = local + DIRECT
    if not MORNING <= local.time() < EVENING:
        return direct.astimezone(at.tzinfo)
    return max(direct, min(local + LASTS, evening)).astimezone(at.tzinfo)


def is_repeated(conn: Any, house: House, channel: str, number: str, text: str, now: datetime) -> bool:
    """Whether a phone had this text twenty times in five minutes: no more, and the operator is told."""
    sent = exchanges.recent(conn, house.vault, number, now)
    said = exchanges.marks(house.vault, text, now)
    if exchanges.count(sent, now - SAME_TEXTS_WITHIN, said) < SAME_TEXTS:
        exchanges.note(conn, house.vault, number, now, heard=None, said=text)
        return False
    logger().error("identical_texts_stopped", channel=channel, count=SAME_TEXTS)
    return True


def is_spent(conn: Any, house: House, channel: str, now: datetime) -> bool:
    """Whether the day's budget of a channel is used up: what is left is for alerts."""
    budget = house.settings.budgets.get(channel, 0)
    return bool(budget) and spending.spent(conn, day(now)).get(channel, 0) >= budget


def _may_be_written_to(conn: Any, house: House, one: Heard, now: datetime, *, farewell: bool) -> bool:
    """A phone of this country that is neither ours nor staff's, and has not asked for silence."""
    home = house.country.facts.number_region
    number = read_number(one.number, home)
    if not isinstance(number, Number) or number.foreign or number.kind not in _WRITTEN_TO:
        return False
    if number.e164 in _own(house, one):
        return False
    member = people.member_by_number(conn, house.vault, one.number, now)
    if member is not None and set(member.roles) != {"relay"}:
        return False
    if not farewell and people.opted_out(conn, house.vault, one.number, now):
        return False
    return not exchanges.is_hushed(conn, house.vault, one.number, now)


def _own(house: House, one: Heard) -> set[str]:
    settings, home = house.settings, house.country.facts.number_region
    written = (one.recipient, settings.africastalking_sender, settings.twilio_from)
    read = (read_number(each, home) for each in written if each)
    return {number.e164 for number in read if isinstance(number, Number)}


def _caught(conn: Any, house: House, one: Heard, text: str, now: datetime) -> bool:
    """Whether a guard against loops, or a cap, holds this back."""
    sent = exchanges.recent(conn, house.vault, one.number, now)
    came, said = exchanges.marks(house.vault, one.text, now), exchanges.marks(house.vault, text, now)
    return (
        any(each.said in came for each in sent)
        or _pairs(sent, came, said) >= SAME_PAIRS
        or exchanges.count(sent, now - timedelta(hours=1)) >= AN_HOUR
        or len(sent) >= A_DAY
    )


def _pairs(sent: list[Exchange], came: frozenset[bytes], said: frozenset[bytes]) -> int:
    return sum(each.heard in came and each.said in said for each in sent)
