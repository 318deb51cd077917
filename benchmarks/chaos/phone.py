"""One message at a time, as one person sends it: posted by the provider until it hears 2xx."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Final

import httpx

from benchmarks.chaos.events import mild
from benchmarks.chaos.load import Load, Pace
from benchmarks.chaos.trial import Trial
from benchmarks.client import Said

PATIENCE: Final = 60.0
AGAIN_SECONDS: Final = 0.5
LONGEST_LOAD: Final = 10_000_000


@dataclass(slots=True)
class Phones:
    """Posts what people say, each message at the next gateway. All of it is in the trial's ledger."""

    at: Trial
    _turn: "itertools.count[int]" = field(default_factory=itertools.count)

    def says(self, number: str, text: str) -> float:
        """The moment (seconds since 1970) at which its 2xx came. Raises TimeoutError."""
        return self.tell(Said(f"phone-{self.at.asked.seed}-{next(self._turn)}", number, text, "", ""))

    def tell(self, said: Said) -> float:
        """The same for a message that has its own id."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.at.ledger.posted(said, time.time())
            began = time.perf_counter()
            gateway, status = self._post(said)
            if 200 <= status < 300:
                now = time.time()
                self.at.ledger.acknowledged(said, now, time.perf_counter() - began, gateway)
                return now
            self.at.ledger.refused(status)
            time.sleep(AGAIN_SECONDS)
        raise TimeoutError("no gateway accepted what a person said")

    def _post(self, said: Said) -> tuple[int, int]:
        gateways = self.at.house.gateways
        gateway = next(self._turn) % len(gateways)
        address = f"{gateways[gateway]}/hooks/africastalking/{self.at.house.site.token}/sms"
        try:
            return gateway, httpx.post(address, data=said.form(), timeout=10, trust_env=False).status_code
        except httpx.HTTPError:
            return gateway, 0


def background(at: Trial, rate: float, burst: float = 200.0) -> Load:
    """Mild messages beside what a row says itself, until it is stopped; to be entered with `with`."""
    run = f"mild-{at.asked.seed}-{len(at.loads)}"
    load = Load(
        at.house.gateways,
        at.house.site.token,
        lambda index: mild(run, index),
        ledger=at.ledger,
        n=LONGEST_LOAD,
        pace=Pace(rate=rate, burst=burst),
        seed=at.asked.seed,
    )
    at.loads.append(load)
    return load
