"""The way out, by many hands: messages of every channel leave at once, and none waits for another channel.

One thread looks what is due and leases no more than there are hands; each message then has a thread of its
own. While a hand waits for its provider the lease of its message is renewed: a sender that lives keeps it,
and what a dead one held is free after ten seconds.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from core.errors import LasomiError
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import OUTBOX_HELD
from store import outbox
from store.departures import Terms, held_back, waiting
from store.leases import LeaseLost
from store.outbox import Outgoing
from workers.attempt import Senders, attempt
from workers.doubts import Asks, ask
from workers.failover import fail_over
from workers.lanes import ALERTS_ONLY, HANDS, lane, nowhere

LOOK_SECONDS: Final = 0.25
"""Between two looks while a message is on its way."""
PACE_SECONDS: Final = 0.05
"""Between two looks while messages leave at the rate of their channel."""
SWEEP_SECONDS: Final = 1.0
RENEW_SECONDS: Final = 3.0
ASK_SECONDS: Final = 10.0
STOP_SECONDS: Final = 8.0


class Post:
    """Sends for one process. `once` is called again and again by one thread; `close` ends it."""

    def __init__(self, house: House, senders: Senders, owner: str, asks: Asks | None = None) -> None:
        self._house, self._senders, self._owner, self._asks = house, senders, owner, asks or {}
        self._flying: dict[str, Outgoing] = {}
        self._landed = threading.Condition()
        self._closing = threading.Event()
        self._faults: list[str] = []
        self._last: dict[str, float] = {}
        self._asker: threading.Thread | None = None

    def once(self) -> int:
        """How many messages left or are on their way; 0 when nothing is to be done for the moment.

        Raises LasomiError: retryable when the store or the keys do not answer, else for the fault of a hand.
        """
        if self._faults:
            raise LasomiError("send_broke", self._faults[0])
        self._in_turn("sweep", SWEEP_SECONDS, self._swept)
        self._in_turn("renew", RENEW_SECONDS, self._renewed)
        left = self._hand_out()
        if left:
            self._last["left"] = time.monotonic()
        return max(left, self._waited(left))

    def close(self) -> None:
        """Waits for what is on its way, at most 8 s, and gives back the rest."""
        self._closing.set()
        with self._landed:
            self._landed.wait_for(lambda: not self._flying, STOP_SECONDS)
        outbox.release(self._house.database, self._owner)

    def _hand_out(self) -> int:
        if self._closing.is_set() or not waiting(self._house.database, self._house.clock()):
            return 0
        terms = [self._terms(channel) for channel in self._senders]
        leased = [one for each in (*terms, nowhere(self._senders)) for one in self._leased(each)]
        for one in sorted(leased, key=lambda each: (each.priority, each.seq)):
            with self._landed:
                self._flying[one.id] = one
            threading.Thread(target=self._carry, args=(one,), name=f"send-{one.channel}", daemon=True).start()
        return len(leased)

    def _leased(self, terms: Terms) -> list[Outgoing]:
        return outbox.lease(self._house.database, self._owner, self._house.clock(), terms)

    def _terms(self, channel: str) -> Terms:
        with self._landed:
            flying = [one for one in self._flying.values() if one.channel == channel]
        ordinary = sum(one.priority > 0 for one in flying)
        return lane(
            self._house.settings,
            channel,
            free=HANDS - len(flying),
            ordinary=HANDS - ALERTS_ONLY - ordinary,
        )

    def _waited(self, left: int) -> int:
        """How many are on their way, after one of them has landed or the time for the next look has come."""
        lively = time.monotonic() - self._last.get("left", -1.0) < SWEEP_SECONDS
        with self._landed:
            if not left and (self._flying or lively):
                self._landed.wait(PACE_SECONDS if lively else LOOK_SECONDS)
            return max(len(self._flying), int(lively))

    def _carry(self, one: Outgoing) -> None:
        try:
            attempt(self._house, self._senders, one, self._insist)
        except LeaseLost:
            logger().warning("send_lost", row_id=one.id)
        except LasomiError as error:
            logger().warning("send_put_off", row_id=one.id, error_code=error.code)
            if not error.retryable:
                self._faults.append(error.code)
        except Exception as fault:  # its words may quote a number: only its name goes on
            self._faults.append(type(fault).__name__)
        finally:
            with self._landed:
                del self._flying[one.id]
                self._landed.notify_all()

    def _insist(self, write: Callable[[], str]) -> str:
        """The provider has spoken: its word is kept in RAM for as long as the store is away."""
        while True:
            try:
                return write()
            except LasomiError as error:
                if not error.retryable or self._closing.wait(LOOK_SECONDS):
                    raise

    def _in_turn(self, name: str, seconds: float, does: Callable[[], None]) -> None:
        now = time.monotonic()
        if now - self._last.get(name, -seconds) >= seconds:
            does()
            self._last[name] = now

    def _swept(self) -> None:
        """Alerts get their next channel; what the budget holds back is shown."""
        fail_over(self._house, tuple(self._senders))
        now, budgets = self._house.clock(), self._house.settings.budgets
        with self._house.database.read() as conn:
            for channel in budgets:
                terms = Terms(channel, budget=budgets[channel])
                OUTBOX_HELD.labels(channel).set(held_back(conn, now, terms))
        if self._asks and self._asker is None:
            self._asker = threading.Thread(target=self._ask, name="send-ask", daemon=True)
            self._asker.start()

    def _renewed(self) -> None:
        with self._landed:
            flying = list(self._flying)
        if flying:
            outbox.renew(self._house.database, self._owner, flying)

    def _ask(self) -> None:
        """In a thread of its own: a provider that does not answer holds nobody up."""
        while not self._closing.is_set():
            try:
                ask(self._house, self._asks)
            except LasomiError as error:
                logger().warning("ask_put_off", error_code=error.code)
            except Exception as fault:  # its words may quote a number: only its name goes on
                self._faults.append(type(fault).__name__)
            self._closing.wait(ASK_SECONDS)
