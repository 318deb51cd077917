"""Whatever happens in whatever order: no reporter is written to twice, no alert is lost, nothing goes back.

A machine puts messages in, sends them by two senders over two channels, crashes, lets providers fall silent,
brings receipts late and twice, and passes time.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from core.errors import SendFailed
from core.messages import Purpose, Receipt, ReceiptStatus, SendResult
from store import outbox
from store.leases import LeaseLost
from store.outbox import Outgoing
from store.tables import attempts, parked_receipts
from store.tables import outbox as table
from tests.examples import many
from tests.workers.bureau import CHANNEL, MONITOR, Bureau, moment
from workers.failover import fail_over

CHANNELS = (CHANNEL, "twilio")
FOLLOWS = {
    "pending": {"pending", "sending", "expired"},
    "sending": {"sending", "unknown", "accepted", "sent", "delivered", "failed", "pending"},
    "unknown": {"unknown", "accepted", "sent", "delivered", "failed", "pending"},
    "accepted": {"accepted", "sent", "delivered", "failed", "pending"},
    "sent": {"sent", "delivered", "failed", "pending"},
    "failed": {"failed", "delivered"},
    "expired": {"expired", "delivered"},
    "delivered": {"delivered"},
}
"""What may be seen one step later; pending again only after a temporary failure."""


class Person:
    """What providers have really done for one message to one person."""

    def __init__(self) -> None:
        self.reached = 0
        self.doubts = 0
        self.refused = False
        self.certain = True


class Way(RuleBasedStateMachine):
    bureau: Bureau
    purposes = st.sampled_from(["alert", "answer"])

    def __init__(self) -> None:
        super().__init__()
        self.house, self.watch = self.bureau.house, self.bureau.watch
        self.watch.at = moment("14:05")
        self.people: dict[str, Person] = defaultdict(Person)
        self.held: list[Outgoing] = []
        self.flying: list[tuple[Outgoing, str]] = []
        self.taken: list[tuple[Outgoing, str, bool]] = []
        self.seen: dict[str, str] = {}
        self.serial = 0
        with self.house.database.write() as conn:
            for old in (attempts, parked_receipts, table):
                conn.execute(old.delete())

    @rule(purpose=purposes)
    def put(self, purpose: Purpose) -> None:
        self.serial += 1
        with self.house.database.write() as conn:
            outbox.add(
                conn,
                self.house.vault,
                cause=f"{purpose}:{self.serial}",
                recipient=f"{purpose} {self.serial}",
                step=0,
                urn=MONITOR,
                text="A2417",
                purpose=purpose,
                channel=CHANNEL,
                now=self.watch.at,
                expires_at=self.watch.at + timedelta(days=9),
            )

    @rule(owner=st.sampled_from(["one", "two"]))
    def lease(self, owner: str) -> None:
        self.held += outbox.lease(self.house.database, owner, self.watch.at)

    @rule(number=st.integers(0, 9), twice=st.booleans())
    def begin(self, number: int, twice: bool) -> None:
        """Perhaps twice for one row, or after a crash: only the first counts."""
        if not self.held:
            return
        one = self.held[number % len(self.held)] if twice else self.held.pop(number % len(self.held))
        try:
            attempt = outbox.begin(self.house.database, one, self.watch.at)
        except LeaseLost:
            attempt = None
        if attempt:
            self.flying.append((one, attempt))
            person = self.people[one.recipient]
            assert person.certain or one.purpose == "alert", "a reporter was written to twice"

    @rule(
        number=st.integers(0, 9),
        how=st.sampled_from(["took", "busy", "busy", "never", "silent"]),
        lands=st.booleans(),
    )
    def answer(self, number: int, how: str, lands: bool) -> None:
        if self.flying:
            self._answered(*self.flying.pop(number % len(self.flying)), how, lands)

    @rule(number=st.integers(0, 99), status=st.sampled_from(["sent", "last", "last"]), soft=st.booleans())
    def receipt(self, number: int, status: str, soft: bool) -> None:
        """Late, twice, in any order; an honest provider's last word is what really happened."""
        if not self.taken:
            return
        one, provider_id, lands = self.taken[number % len(self.taken)]
        said: ReceiptStatus = "sent" if status == "sent" else "delivered" if lands else "failed"
        told = Receipt(one.channel, "r", provider_id, said, temporary=soft)
        with self.house.database.write() as conn:
            outbox.apply_receipt(conn, self.house.vault, told, self.watch.at)

    @rule(owner=st.sampled_from(["one", "two"]), lands=st.booleans())
    def crash(self, owner: str, lands: bool) -> None:
        """The sender dies; some of what it was sending had left."""
        for one, _ in [each for each in self.flying if each[0].owner == owner]:
            self._doubted(one, lands)
        self.flying = [each for each in self.flying if each[0].owner != owner]
        outbox.release(self.house.database, owner)

    @rule(seconds=st.sampled_from([1, 5, 31, 61, 301]), owner=st.sampled_from(["one", "two", ""]))
    def time_passes(self, seconds: int, owner: str) -> None:
        """What is stranded gets its next channel; a sender may take all that is due."""
        self.watch.at += timedelta(seconds=seconds)
        fail_over(self.house, CHANNELS)
        if owner:
            self.lease(owner)
            while self.held:
                self.begin(0, twice=False)

    @invariant()
    def nobody_is_told_more_often_than_doubt_allows(self) -> None:
        for name, person in self.people.items():
            most = 1 + person.doubts if name.startswith("alert") else 1
            assert person.reached <= most, (name, vars(person))

    @invariant()
    def nothing_goes_back(self) -> None:
        with self.house.database.read() as conn:
            now = {row.id: row.state for row in conn.execute(select(table.c.id, table.c.state))}
        for id_, state in now.items():
            assert state in FOLLOWS[self.seen.get(id_, "pending")], (self.seen.get(id_), state)
        self.seen = now

    def teardown(self) -> None:
        """In the end every provider works: an alert that was never refused, or doubted once, has arrived."""
        self.crash("one", lands=False)
        self.crash("two", lands=False)
        for _ in range(12):
            self.watch.at += timedelta(seconds=301)
            fail_over(self.house, CHANNELS)
            self.held = outbox.lease(self.house.database, "end", self.watch.at)
            while self.held:
                self.begin(0, twice=False)
            while self.flying:
                self._answered(*self.flying.pop(), "took", True)
        self.nobody_is_told_more_often_than_doubt_allows()
        for name in {f"alert {n}" for n in range(1, self.serial + 1)} & self.seen_recipients():
            person = self.people[name]
            assert person.reached or person.refused or person.doubts > 1, (name, vars(person))

    def seen_recipients(self) -> set[str]:
        with self.house.database.read() as conn:
            return set(conn.scalars(select(table.c.recipient)))

    def _answered(self, one: Outgoing, attempt: str, how: str, lands: bool) -> None:
        self.serial += 1
        provider_id = f"ID{self.serial}"
        results: dict[str, Callable[[], Any]] = {
            "took": lambda: SendResult("accepted", provider_id),
            "busy": lambda: SendFailed("http_503", retryable=True),
            "never": lambda: SendFailed("403", retryable=False),
            "silent": lambda: SendFailed("no_answer", retryable=False, ambiguous=True),
        }
        person = self.people[one.recipient]
        if how == "took":
            self.taken.append((one, provider_id, lands))
            person.reached += lands
            person.refused |= not lands
            person.certain = False
        elif how == "silent":
            self._doubted(one, lands)
        person.refused |= how == "never"
        outbox.conclude(
            self.house.database, one, attempt, results[how](), self.watch.at, vault=self.house.vault
        )

    def _doubted(self, one: Outgoing, lands: bool) -> None:
        person = self.people[one.recipient]
        person.doubts += 1
        person.reached += lands
        person.certain = False


def test_the_outbox_in_any_order(bureau: Bureau) -> None:
    few = bureau.house.database.dialect == "postgresql"

    class Here(Way):
        pass

    Here.bureau = bureau
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10 if few else many(40),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
