"""Nonsense at the door: `python -m benchmarks.fuzz --cases 100000`.

A gateway of its own, as a process, over real sockets. Passed: no 5xx, no crash, what is too large is told so,
the memory of the gateway grows by 50 MB at most, and every honest text lies in the inbox byte for byte.
"""

import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Final

from benchmarks.chaos.rig import Rig, rig
from benchmarks.chaos.row import Figures
from benchmarks.client import Connection
from benchmarks.inside import bodies
from benchmarks.measured import carried_out, megabytes, parser
from benchmarks.payloads import LARGE, Payload, payload

NEVER: Final = (
    "answers_5xx",
    "answers_unexpected",
    "unanswered",
    "crashes",
    "texts_changed",
    "texts_missing",
)
LIMITS: Final = {"gateway_mb_more": 50.0, **dict.fromkeys(NEVER, 0.0)}
WHOLE: Final = {"cases": 100_000}
AT_ONCE: Final = 16
LARGE_EVERY: Final = 500
WARM: Final = 500


def main(arguments: Sequence[str]) -> int:
    asked = parser("fuzz", __doc__ or "")
    asked.add_argument("--cases", type=int, default=WHOLE["cases"])
    return carried_out("fuzz", asked.parse_args(arguments), measured, LIMITS, WHOLE)


def measured(asked: argparse.Namespace) -> Figures:
    """The figures of one run. Memory is counted from the 500th case: by then everything is loaded."""
    with rig(store=asked.store, gateways=1, workers=0, redis=False) as house:
        cases = [_case(asked.seed, index) for index in range(min(WARM, asked.cases))]
        counts = asyncio.run(_posted(house, cases))
        before, pid = megabytes(house.pid("gateway-1")), house.pid("gateway-1")
        texts = {case.number: case.text for case in cases if case.text is not None}
        for start in range(WARM, asked.cases, 5_000):
            cases = [_case(asked.seed, index) for index in range(start, min(start + 5_000, asked.cases))]
            counts.update(asyncio.run(_posted(house, cases)))
            texts |= {case.number: case.text for case in cases if case.text is not None}
        grown = round(megabytes(house.pid("gateway-1")) - before, 1)
        crashed = int(house.pid("gateway-1") != pid)
        return {
            "cases": asked.cases,
            **counts,
            **_kept(house, texts),
            "gateway_mb_more": grown,
            "crashes": crashed,
        }


def _case(seed: int, index: int) -> Payload:
    dice = random.Random(seed * 1_000_003 + index)
    return LARGE(dice) if index % LARGE_EVERY == 0 else payload(dice, index)


async def _posted(house: Rig, cases: Sequence[Payload]) -> Counter[str]:
    counts = Counter(dict.fromkeys(("answers_5xx", "answers_unexpected", "unanswered"), 0))
    waiting = iter(cases)

    async def poster() -> None:
        async with Connection(house.gateways[0]) as line:
            for case in waiting:
                counts.update(_judged(case, await _status(house, line, case)))

    await asyncio.gather(*(poster() for _ in range(AT_ONCE)))
    return counts


async def _status(house: Rig, line: Connection, case: Payload) -> int:
    """0 when there was no answer."""
    try:
        if case.raw:
            return await _raw(house.gateways[0], case.body)
        path = f"/hooks/africastalking/{house.site.token}/{case.kind}"
        return (await line.send("POST", path, case.body, case.headers)).status
    except OSError:
        return 0


async def _raw(address: str, request: bytes) -> int:
    """The status of the first answer to bytes that may ask nothing; their sender goes away at once."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(request)
        writer.write_eof()
        heard = await asyncio.wait_for(reader.read(64), 0.2)
        return int(heard.split()[1]) if heard.startswith(b"HTTP/1.1 ") else 0
    except TimeoutError:
        return 0
    finally:
        writer.close()


def _judged(case: Payload, status: int) -> dict[str, int]:
    found = {f"status_{status}": 1}
    if status >= 500:
        found["answers_5xx"] = 1
    if status not in case.expected:
        found["unanswered" if status == 0 else "answers_unexpected"] = 1
    return found


def _kept(house: Rig, texts: dict[str, str]) -> dict[str, int]:
    inside = house.open()
    try:
        found = {body["urn"]: body["text"] for body in bodies(inside, kind="sms") if body["urn"] in texts}
    finally:
        inside.close()
    changed = sum(texts[who] != text for who, text in found.items())
    return {"texts": len(texts), "texts_changed": changed, "texts_missing": len(texts) - len(found)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
