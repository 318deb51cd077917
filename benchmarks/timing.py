"""What time tells about a token: `python -m benchmarks.timing --samples 100000`.

Tokens that are wrong in their first letter and in their last, in turn and shuffled, against the doors of the
gateway; Welch's t between the two. Also the processor time of turning a forged webhook away.
"""

import argparse
import math
import random
import statistics
import string
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from benchmarks.chaos.row import Figures
from benchmarks.measured import carried_out, parser
from gateway.channels import CHANNELS
from gateway.channels.base import Secrets, WebRequest
from gateway.webhooks import Door, digest_of

LIMITS: Final = {"welch_t": 4.5, "rejection_cpu_ms": 2.0}
WHOLE: Final = {"samples": 100_000}
TOKEN: Final = "k" * 43
WRONG: Final = string.ascii_uppercase.encode()
KEPT: Final = 0.99
"""The slowest hundredth is other people's work on this machine."""


def main(arguments: Sequence[str]) -> int:
    asked = parser("timing", __doc__ or "")
    asked.add_argument("--samples", type=int, default=WHOLE["samples"])
    return carried_out("timing", asked.parse_args(arguments), measured, LIMITS, WHOLE)


def measured(asked: argparse.Namespace) -> Figures:
    """The figures of one run."""
    door = Door(CHANNELS["africastalking"], (digest_of(TOKEN), digest_of("s" * 43)), Secrets())
    early, late = _timed(door, asked.samples, random.Random(asked.seed))
    return {
        "samples": asked.samples,
        "early_ns": round(statistics.fmean(early), 1),
        "late_ns": round(statistics.fmean(late), 1),
        "welch_t": round(abs(welch(early, late)), 2),
        "rejection_cpu_ms": round(_rejection(), 4),
    }


def welch(first: Sequence[float], second: Sequence[float]) -> float:
    """Welch's t of two samples."""
    apart = statistics.fmean(first) - statistics.fmean(second)
    noise = statistics.variance(first) / len(first) + statistics.variance(second) / len(second)
    return apart / math.sqrt(noise)


def _timed(door: Door, samples: int, dice: random.Random) -> tuple[list[float], list[float]]:
    """Nanoseconds of refusing a token wrong at its start, and of one wrong at its end.

    Each is a token of its own, made before any is timed: of two that are used again and again one may lie
    nearer in memory, and its nanosecond would be taken for a secret told.
    """
    wrong = [(place, _wrong(place, dice)) for place in dice.choices((0, len(TOKEN) - 1), k=samples)]
    took: dict[int, list[float]] = {0: [], len(TOKEN) - 1: []}
    for place, token in wrong:
        began = time.perf_counter_ns()
        door.opens(token)
        spent = time.perf_counter_ns() - began  # before what differs between the two lists
        took[place].append(float(spent))
    early, late = (_usual(each) for each in took.values())
    return early, late


def _wrong(place: int, dice: random.Random) -> str:
    letters = bytearray(TOKEN, "ascii")
    letters[place] = dice.choice(WRONG)
    return letters.decode()


def _usual(values: list[float]) -> list[float]:
    return sorted(values)[: int(len(values) * KEPT)]


def _rejection(times: int = 2000) -> float:
    """Processor time in ms of a forged signature on a form of twenty fields."""
    form = tuple((f"Field{n}", "x" * 50) for n in range(20))
    request = WebRequest(
        method="POST",
        path="/hooks/twilio/token/sms",
        query="",
        headers={"x-twilio-signature": "x" * 28},
        form=(*form, ("AccountSid", "AC1")),
        body=b"",
        received_at=datetime(2026, 7, 14, tzinfo=UTC),
        public_url="https://lasomi.example.org",
    )
    twilio, secrets = CHANNELS["twilio"], Secrets(account="AC1", auth_token="12345")
    began = time.process_time()
    refused = sum(not twilio.verify(request, secrets) for _ in range(times))
    if refused != times:
        raise ValueError("a forged signature was let in")
    return (time.process_time() - began) * 1000 / times


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
