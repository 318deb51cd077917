"""A bureau of the field: a real house on a real store, a clock that stands still, a willing provider."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import text as sql

from core.contacts import Member, Role
from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from core.numbers import Number, read_number
from gateway.house import House
from store import elapsed, inbox, people
from store.inbox import seal_entry
from tests.workers.onehand import deliver_once
from workers.drain import drain_once
from workers.ripening import count_due
from workers.windows import close_due

REPORTER = "+22365012345"
STRANGER = "+22376000001"
RELAY = "+22376000002"
MONITOR = "+22376000003"
OTHER_MONITOR = "+22376000004"
REGIONAL = "+22376000005"
OTHER_OPERATOR = "+22350000001"
CHANNEL = "africastalking"


def moment(clock: str, day: str = "2026-07-14") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


@dataclass
class Watch:
    """Time moves only when a test says so."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Bureau:
    """Hands: people write, dial and serve; workers work; what left is in `sent`."""

    house: House
    watch: Watch
    sent: list[OutboundMessage] = field(default_factory=list)
    failures: list[SendFailed] = field(default_factory=list)
    ids: "count[int]" = field(default_factory=count)
    counted: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.counted = self.watch.at

    def passes(self) -> None:
        """The house's own time follows the watch; it never goes back."""
        if self.watch.at > self.counted:
            with self.house.database.write() as conn:
                passed = (self.watch.at - self.counted) // timedelta(milliseconds=1)
                elapsed.skip(self.house.database, conn, passed)
            self.counted = self.watch.at

    def member(self, number: str, role: Role, *areas: str) -> Member:
        with self.house.database.write() as conn:
            return people.add_member(
                conn,
                self.house.vault,
                number=number,
                name="Quelqu'un",
                roles=(role,),
                areas=areas or ("ML0701",),
                now=self.watch.at,
            )

    def sms(self, number: str, text: str, at: str | None = None, **told: Any) -> str:
        """Accepts an SMS, as the webhook does; the id of its row."""
        read = read_number(number)
        body = {
            "urn": number,
            "text": text,
            "origin": "token",
            "foreign": False,
            "operator": read.operator if isinstance(read, Number) else "unknown",
        }
        return self.accept("sms", body | told, at=at)

    def turn(self, number: str, session: str, position: int, *, at: str | None = None, **told: Any) -> str:
        """Accepts a turn of a call. `answers` are what it has told so far; `ends` whether it is over."""
        ends = told.pop("ends", False)
        body = {
            "urn": number,
            "kind": "report",
            "answers": {},
            "position": position,
            "confirmed": ends,
            "language": "fr",
            "recipient": "*384#",
        } | told
        rest = timedelta(0) if ends else timedelta(seconds=60)
        return self.accept("ussd", body, at=at, session=session, position=position, rest=rest)

    def accept(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        at: str | None = None,
        session: str | None = None,
        position: int | None = None,
        rest: timedelta = timedelta(0),
        sent_at: datetime | None = None,
    ) -> str:
        self.watch.at = moment(at, self.watch.at.date().isoformat()) if at else self.watch.at
        self.passes()
        entry = seal_entry(
            self.house.vault,
            channel="console" if kind == "command" else CHANNEL,
            kind=kind,
            external_id=f"message {next(self.ids)}",
            body=body,
            received_at=self.watch.at,
            sent_at=sent_at,
            session=session,
            position=position,
            due_at=self.watch.at + rest,
        )
        with self.house.database.write() as conn:
            assert inbox.accept(conn, entry)
        return entry.id

    def send(self, message: OutboundMessage) -> SendResult:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return SendResult("accepted", provider_id=f"ATXid_{len(self.sent)}", code="101")

    def work(self, *, after: timedelta = timedelta(0), owner: str = "worker") -> None:
        self.watch.at += after
        self.passes()
        while drain_once(self.house, owner):
            continue
        close_due(self.house, self.watch.at)
        while deliver_once(self.house, {CHANNEL: self.send}, owner):
            continue

    def ripen(self) -> None:
        """What new phones have rated counts, as if they were a day old."""
        count_due(self.house, self.watch.at + timedelta(days=2))

    def rows(self, asked: str, **values: Any) -> Sequence[dict[str, Any]]:
        """What the database holds, by plain SQL: a test does not trust the code it tests."""
        with self.house.database.read() as conn:
            return [dict(row) for row in conn.execute(sql(asked), values).mappings()]

    def one(self, asked: str, **values: Any) -> dict[str, Any]:
        (row,) = self.rows(asked, **values)
        return row

    def told(self, number: str) -> list[str]:
        """The texts that this phone has received."""
        return [message.text for message in self.sent if message.urn == number]

    def number(self) -> str:
        """The four digits of the newest alert."""
        return str(self.rows("SELECT number FROM alerts ORDER BY raised_at DESC")[0]["number"])

    def outcome(self, row_id: str) -> str:
        return str(self.one("SELECT outcome FROM inbox WHERE id = :id", id=row_id)["outcome"])
