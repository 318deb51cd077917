"""The provider's side of the webhooks: posts at a rate with bursts, and again until it hears 2xx.

Runs in a thread with its own event loop, so that a row may kill and wait in the meantime. Arrivals follow the
clock and not the answers: a house that is slow gets no rest.
"""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from benchmarks.chaos.ledger import Ledger
from benchmarks.client import Connection, Said

ANSWER_SECONDS: Final = 10.0
LONGEST_PAUSE: Final = 4.0
IDLE_SECONDS: Final = 8.0
CALL_SECONDS: Final = 0.5
AT_ONCE: Final[Sequence[float]] = (0.0,)


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second; every `every` seconds a burst of `burst` a second for `lasts` seconds."""

    rate: float = 50.0
    burst: float = 200.0
    every: float = 20.0
    lasts: float = 1.0

    def gap(self, since: float) -> float:
        """Seconds to the next message, so long after the start."""
        bursts = self.every > 0 and since % self.every >= self.every - self.lasts
        return 1.0 / (self.burst if bursts else self.rate)


@dataclass(slots=True)
class Calls:
    """USSD beside the load: the first screen of a call every half second. Seconds of each answer."""

    seconds: list[float] = field(default_factory=list)
    broken: int = 0  # no answer, no 200, or neither CON nor END
    refused: int = 0  # the honest END of a house that cannot note anything


class Load:
    """Posts `traffic(0)`, `traffic(1)`, … until `stop`, or until `n` are posted; then the rest is retried.

    `copies(index)` are the delays in seconds after which copies of a message leave, one by default.
    """

    def __init__(
        self,
        gateways: Sequence[str],
        token: str,
        traffic: Callable[[int], Said],
        *,
        ledger: Ledger,
        n: int | None = None,
        pace: Pace | None = None,
        seed: int = 1,
        copies: Callable[[int], Sequence[float]] = lambda _: AT_ONCE,
        calls: bool = False,
    ) -> None:
        self.ledger = ledger
        self.calls = Calls()
        self._path = f"/hooks/africastalking/{token}"
        self._pools: list[list[tuple[float, Connection]]] = [[] for _ in gateways]
        self._gateways = tuple(gateways)
        self._traffic, self._n, self._pace = traffic, n, pace or Pace()
        self._chance = random.Random(seed)
        self._copies, self._calling = copies, calls
        self._stopped = threading.Event()
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)
        self._fault: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._given_up.set()
        self.stop()
        self._thread.join()

    def stop(self) -> None:
        """No new messages from now on."""
        self._stopped.set()

    def finish(self, seconds: float = 60.0) -> bool:
        """Waits for the 2xx of everything that was posted; whether all came. Raises what broke the load."""
        self._thread.join(seconds)
        finished = not self._thread.is_alive()
        self._given_up.set()
        self.stop()
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return finished

    @property
    def going_on(self) -> bool:
        """Whether messages still leave for the first time, or again."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            asyncio.run(self._all())
        except BaseException as fault:
            self._fault = fault

    async def _all(self) -> None:
        caller = asyncio.create_task(self._call_on()) if self._calling else None
        tasks = await self._posting()
        while tasks and not self._given_up.is_set():
            _, tasks = await asyncio.wait(tasks, timeout=0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if caller is not None:
            caller.cancel()
        for _, connection in (one for pool in self._pools for one in pool):
            connection.close()

    async def _posting(self) -> set[asyncio.Task[None]]:
        tasks: set[asyncio.Task[None]] = set()
        began = due = time.monotonic()
        index = 0
        while not self._stopped.is_set() and (self._n is None or index < self._n):
            for delay in self._copies(index):
                tasks.add(asyncio.create_task(self._deliver(self._traffic(index), index, delay)))
            tasks = {task for task in tasks if not _is_over(task)} if index % 500 == 0 else tasks
            index += 1
            due += self._pace.gap(due - began)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        return tasks

    async def _deliver(self, said: Said, index: int, delay: float) -> None:
        """Until 2xx, each try at the next gateway, as a provider behind a balancer does."""
        await asyncio.sleep(delay)
        first = index if delay == 0 else self._chance.randrange(len(self._gateways))
        for tried in range(1_000_000):
            gateway = (first + tried) % len(self._gateways)
            if await self._try(said, gateway):
                return
            await asyncio.sleep(_pause(tried) * (0.5 + self._chance.random()))

    async def _try(self, said: Said, gateway: int) -> bool:
        self.ledger.posted(said, time.time())
        status, seconds = await self._post(gateway, "sms", said.form())
        if 200 <= status < 300:
            self.ledger.acknowledged(said, time.time(), seconds, gateway)
            return True
        self.ledger.refused(status)
        return False

    async def _post(self, gateway: int, kind: str, form: dict[str, str]) -> tuple[int, float]:
        """The status and the seconds; 0 when nothing came back."""
        status, _, seconds = await self._asked(gateway, kind, form)
        return status, seconds

    async def _asked(self, gateway: int, kind: str, form: dict[str, str]) -> tuple[int, bytes, float]:
        connection, began = self._connection(gateway), time.perf_counter()
        try:
            answer = await connection.post(f"{self._path}/{kind}", form)
        except OSError:
            return 0, b"", time.perf_counter() - began
        finally:
            self._pools[gateway].append((time.monotonic(), connection))
        return answer.status, answer.body, answer.seconds

    def _connection(self, gateway: int) -> Connection:
        """The one that was used last, unless it is so old that the other side may be closing it just now."""
        pool = self._pools[gateway]
        while pool:
            used, connection = pool.pop()
            if time.monotonic() - used < IDLE_SECONDS:
                return connection
            connection.close()
        return Connection(self._gateways[gateway], ANSWER_SECONDS)

    async def _call_on(self) -> None:
        for number in range(1_000_000):
            form = {
                "sessionId": f"{self._traffic(0).id}-call-{number}",
                "phoneNumber": f"+223500{98_000 + number % 1000:05d}",
                "serviceCode": "*384#",
                "text": "",
            }
            status, body, seconds = await self._asked(number % len(self._gateways), "ussd", form)
            self.calls.seconds.append(seconds)
            self.calls.broken += status != 200 or body[:4] not in {b"CON ", b"END "}
            self.calls.refused += body.startswith(b"END Service")
            await asyncio.sleep(CALL_SECONDS)


def _pause(tried: int) -> float:
    """At once at the next gateway, then after 1 s, 2 s, 4 s: a provider in a hurry."""
    return min(0.5 * 2**tried, LONGEST_PAUSE) if 0 < tried < 8 else LONGEST_PAUSE * (tried > 0)


def _is_over(task: "asyncio.Task[None]") -> bool:
    """Whether a delivery has ended. Raises what broke it: a broken load is no verdict on the house."""
    if task.done():
        task.result()
    return task.done()
