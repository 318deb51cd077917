"""The load posts until it hears 2xx; the provider outside records, refuses and tears as it is told."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.load import Load, Pace
from benchmarks.chaos.provider import Provider, Remote
from benchmarks.chaos.traffic import Traffic
from benchmarks.chaos.wire import Answer, Request, Torn, serve
from core.errors import SendFailed
from core.messages import OutboundMessage
from gateway.senders import senders
from gateway.settings import read_settings
from ops.ground import free_port

QUICK = Pace(rate=500, burst=500)
WORD = OutboundMessage("row", "africastalking", "+22350099999", "A2417 S4", "alert", "attempt")


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """A server of ours in a thread, and its address."""
    port, stops, standing = free_port(), threading.Event(), threading.Event()

    async def until_stopped() -> None:
        task = asyncio.create_task(serve(port, answer))
        while not stops.is_set():
            if not standing.is_set() and _listens(port):
                standing.set()
            await asyncio.sleep(0.01)
        task.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(until_stopped()))
    thread.start()
    assert standing.wait(20)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stops.set()
        thread.join()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_message_is_posted_until_2xx() -> None:
    seen: list[Request] = []

    async def reluctant(request: Request) -> tuple[int, Mapping[str, str], bytes]:
        """Tears the first connection, refuses the second message, then is good."""
        seen.append(request)
        if len(seen) == 1:
            raise Torn
        return (503 if len(seen) == 2 else 200), {}, b""

    with served(reluctant) as address:
        ledger = Ledger()
        load = Load([address], "token", Traffic("run", 3), ledger=ledger, n=3, pace=QUICK)
        with load:
            assert load.finish(20)
    assert ledger.count == 3
    assert (ledger.statuses[503], sum(ledger.statuses.values())) == (1, 2)
    assert len(seen) == 5
    assert all(request.target == "/hooks/africastalking/token/sms" for request in seen)


def test_each_copy_is_acknowledged() -> None:
    async def good(_request: Request) -> tuple[int, Mapping[str, str], bytes]:
        return 200, {}, b""

    with served(good) as address:
        ledger = Ledger()
        copies = (0.0, 0.001, 0.001)
        load = Load(
            [address, address],
            "token",
            Traffic("run", 5),
            ledger=ledger,
            n=5,
            pace=QUICK,
            copies=lambda _: copies,
        )
        with load:
            assert load.finish(20)
    assert [entry.copies for entry in ledger.sure()] == [3] * 5


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Remote]:
    records = tmp_path / "provider.jsonl"
    with served(Provider(records).answer) as address:
        yield Remote(address, records)


def settings(remote: Remote) -> Any:
    return read_settings(
        {
            "LASOMI_AFRICASTALKING_USERNAME": "chaos",
            "LASOMI_AFRICASTALKING_API_KEY": "key",
            "LASOMI_AFRICASTALKING_API_URL": remote.address,
            "LASOMI_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "LASOMI_TWILIO_AUTH_TOKEN": "token",
            "LASOMI_TWILIO_FROM": "+15005550006",
            "LASOMI_TWILIO_API_URL": remote.address,
        }
    )


@pytest.mark.parametrize("channel", ["africastalking", "twilio"])
def test_the_provider_takes_what_our_senders_send(outside: Remote, channel: str) -> None:
    result = senders(settings(outside))[channel](WORD)
    (sent,) = outside.sends()
    assert result.status == "accepted"
    assert (sent["to"], sent["text"], sent["taken"], sent["api"]) == (WORD.urn, WORD.text, True, channel)
    assert result.provider_id == sent["id"]


@pytest.mark.parametrize(
    ("fault", "taken", "retryable", "ambiguous"),
    [
        ({"refuse": 1.0}, False, True, False),
        ({"throttle": 1.0, "retry_after": 7}, False, True, False),
        ({"reset": 1.0}, True, False, True),
        ({"reset": 1.0, "takes": False}, False, False, True),
        ({"silent": 1.0, "silent_seconds": 0.0}, True, False, True),
        ({"black_out": True}, False, False, True),
    ],
)
def test_each_fault_is_what_it_says(
    outside: Remote, fault: dict[str, Any], taken: bool, retryable: bool, ambiguous: bool
) -> None:
    outside.set(**fault)
    with pytest.raises(SendFailed) as failed:
        senders(settings(outside))["africastalking"](WORD)
    assert (failed.value.retryable, failed.value.ambiguous) == (retryable, ambiguous)
    assert [sent["taken"] for sent in outside.sends()] == [taken]
    outside.set()
    assert senders(settings(outside))["africastalking"](WORD).status == "accepted"


def test_an_error_body_sends_to_nobody(outside: Remote) -> None:
    outside.set(error_body=1.0)
    assert senders(settings(outside))["africastalking"](WORD).status == "failed"
    assert [sent["taken"] for sent in outside.sends()] == [False]


def test_what_people_wrote_is_listed_for_the_pull(outside: Remote) -> None:
    wrote = [
        {"id": str(n), "from": "+22350000001", "to": "38400", "text": f"22 Kita {n}", "at": 0}
        for n in range(3)
    ]
    outside.wrote(wrote)
    with httpx.Client(base_url=outside.address, trust_env=False) as client:
        page = client.get("/version1/messaging", params={"username": "chaos", "lastReceivedId": 1}).json()
    assert [one["id"] for one in page["SMSMessageData"]["Messages"]] == [2, 3]
    assert json.dumps(page).count("22 Kita") == 2
