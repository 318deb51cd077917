"""The telephone exchange: what lies on each phone, what was sent from it, and the calls that are open."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Arrived:
    """An SMS on a handset. `serial` grows by one with every SMS of the exchange."""

    serial: int
    id: str
    number: str
    sender: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """An SMS from a handset to the gateway's code."""

    serial: int
    id: str
    channel: str
    sender: str
    text: str
    at: datetime


@dataclass(slots=True)
class Call:
    """One USSD call. Everything typed so far travels with each request."""

    id: str
    number: str
    service_code: str
    begun_at: datetime
    inputs: list[str] = field(default_factory=list)
    screen: str = ""

    @property
    def text(self) -> str:
        return "*".join(self.inputs)


class Exchange:
    """Kept in memory: a sandbox forgets when it stops."""

    def __init__(self) -> None:
        self._serials = count(1)
        self._arrived: dict[str, list[Arrived]] = defaultdict(list)
        self._written: list[Written] = []
        self._calls: dict[str, Call] = {}

    def arrive(self, message_id: str, number: str, sender: str, text: str, at: datetime) -> Arrived:
        message = Arrived(next(self._serials), message_id, number, sender, text, at)
        self._arrived[number].append(message)
        return message

    def inbox(self, number: str, after: int = 0) -> list[Arrived]:
        return [message for message in self._arrived.get(number, []) if message.serial > after]

    def arrivals(self, after: int = 0) -> list[Arrived]:
        """What came to any phone, in the order in which it came."""
        found = [m for box in self._arrived.values() for m in box if m.serial > after]
        return sorted(found, key=lambda message: message.serial)

    def find(self, message_id: str) -> Arrived | None:
        return next((m for box in self._arrived.values() for m in box if m.id == message_id), None)

    def numbers(self) -> list[str]:
        return sorted(self._arrived)

    def write(self, channel: str, sender: str, text: str, at: datetime) -> Written:
        message_id = f"SM{uuid4().hex}" if channel == "twilio" else str(uuid4())
        message = Written(next(self._serials), message_id, channel, sender, text, at)
        self._written.append(message)
        return message

    def written(self, channel: str, after: int = 0) -> list[Written]:
        return [m for m in self._written if m.channel == channel and m.serial > after]

    def begin(self, number: str, service_code: str, at: datetime) -> Call:
        call = Call(f"ATUid_{uuid4().hex}", number, service_code, at)
        self._calls[call.id] = call
        return call

    def call(self, call_id: str) -> Call | None:
        return self._calls.get(call_id)

    def calls_of(self, number: str) -> list[Call]:
        """The open calls of a phone: one, or none."""
        return [call for call in self._calls.values() if call.number == number]

    def end(self, call: Call) -> None:
        self._calls.pop(call.id, None)
