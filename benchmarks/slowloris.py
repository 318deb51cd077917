"""Those who dawdle: `python -m benchmarks.slowloris --connections 2000`.

So many connections ask nothing, never end their headers, or send a body byte by byte, from many addresses
of this machine, while honest messages come by one more. Passed: the honest ones are answered as fast as ever,
`/healthz` too, and every dawdler is closed within 15 s.
"""

import argparse
import asyncio
import resource
import sys
import time
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from benchmarks.chaos.rig import Rig, rig
from benchmarks.chaos.row import Figures
from benchmarks.client import Connection, said
from benchmarks.measured import carried_out, megabytes, parser, spread

LIMITS: Final = {
    "others_ms_p99": 500.0,
    "health_ms_p99": 500.0,
    "errors": 0.0,
    "still_open": 0.0,
    "closed_s_max": 15.5,
}
WHOLE: Final = {"connections": 2000, "rate": 20.0}
SECONDS: Final = 18.0
PER_ADDRESS: Final = 18
HEAD: Final = b"POST /hooks/africastalking/x/sms HTTP/1.1\r\nhost: x\r\n"


def main(arguments: Sequence[str]) -> int:
    asked = parser("slowloris", __doc__ or "")
    asked.add_argument("--connections", type=int, default=WHOLE["connections"])
    asked.add_argument("--rate", type=float, default=WHOLE["rate"], help="honest messages a second")
    return carried_out("slowloris", asked.parse_args(arguments), measured, LIMITS, WHOLE)


def measured(asked: argparse.Namespace) -> Figures:
    """The figures of one run, with the limit of connections an address as on a server without a proxy."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with rig(store=asked.store, gateways=1, workers=1, environ={"LASOMI_BEHIND_PROXY": "0"}) as house:
        before = megabytes(house.pid("gateway-1"))
        figures = asyncio.run(_all(asked, house))
        return {**figures, "gateway_mb_more": round(megabytes(house.pid("gateway-1")) - before, 1)}


async def _all(asked: argparse.Namespace, house: Rig) -> dict[str, float | None]:
    honest = asyncio.create_task(_honest(asked, house))
    dawdlers = (_dawdle(house.gateways[0], index, _begun(house, index)) for index in range(asked.connections))
    lasted = await asyncio.gather(*dawdlers)
    seconds, health, errors = await honest
    closed = [one for one in lasted if one is not None]
    return {
        "closed": len(closed),
        "still_open": len(lasted) - len(closed),
        "closed_s_max": round(max(closed, default=0.0), 1),
        "errors": errors,
        **spread("others", seconds),
        **spread("health", health),
    }


def _begun(house: Rig, index: int) -> bytes:
    """What a dawdler says first: nothing, half of a head, or a head with its body to come."""
    path = f"POST /hooks/africastalking/{house.site.token}/sms HTTP/1.1\r\nhost: x\r\n".encode()
    return (b"", HEAD, path + b"content-length: 900\r\n\r\n")[index % 3]


async def _dawdle(address: str, index: int, begun: bytes) -> float | None:
    """Seconds until it was closed, one byte a second coming; None when it never was."""
    parts, source = urlsplit(address), f"127.1.{index // PER_ADDRESS // 200}.{index // PER_ADDRESS % 200 + 1}"
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))
    began = time.monotonic()
    try:
        writer.write(begun)
        while time.monotonic() - began < 2 * SECONDS:
            try:
                if await asyncio.wait_for(reader.read(1024), 1.0) == b"":
                    return time.monotonic() - began
            except TimeoutError:
                writer.write(b"x" if begun else b"")
    except ConnectionError:
        return time.monotonic() - began
    finally:
        writer.close()
    return None


async def _honest(asked: argparse.Namespace, house: Rig) -> tuple[list[float], list[float], int]:
    """Messages at a steady rate, and a look at `/healthz` after each."""
    path, seconds, health, errors = f"/hooks/africastalking/{house.site.token}/sms", [], [], 0
    async with Connection(house.gateways[0]) as line:
        for index in range(int(asked.rate * SECONDS)):
            try:
                answers = (
                    await line.post(path, said(f"s{asked.seed}", index).form()),
                    await line.get("/healthz"),
                )
            except OSError:
                errors += 1
                continue
            errors += sum(answer.status != 200 for answer in answers)
            seconds.append(answers[0].seconds)
            health.append(answers[1].seconds)
            await asyncio.sleep(1 / asked.rate)
    return seconds, health, errors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
