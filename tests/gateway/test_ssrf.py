"""Nothing inside is reached by an address that a person has set (P80)."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.errors import LasomiError, SendFailed
from gateway.outside import HERE, OPEN, Network, is_open, post, resolve, target
from tests.gateway.provider import Said, free_port, provider

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "outside" / "urls.yaml").read_text("utf-8")
)
PARTNER = "93.184.216.34"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that anybody tries to connect to."""
    tried: list[Any] = []

    def note(address: Any, *_args: object, **_more: object) -> socket.socket:
        tried.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", note)
    return tried


def knows(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


def here(host: str = "127.0.0.1", seconds: float = 15.0) -> Network:
    """This machine, under any name."""
    return replace(HERE, resolve=knows(host), seconds=seconds)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_nothing_inside_is_called(case: dict[str, Any], called: list[Any]) -> None:
    url = case["url"] * case.get("times", 1)
    if "resolves" not in case:
        with pytest.raises(LasomiError, match=r"."):
            target(url)
    else:
        network = replace(OPEN, resolve=knows(*case["resolves"]))
        with pytest.raises(SendFailed) as failed:
            post(target(url), b"", {}, network)
        assert (failed.value.code, failed.value.retryable) == ("refused_address", False)
    assert called == []


def test_the_table_is_long_enough() -> None:
    assert len({(case["url"], str(case.get("resolves"))) for case in CASES}) == len(CASES) >= 200


@pytest.mark.parametrize("address", [PARTNER, "2606:2800:220:1:248:1893:25c8:1946", "41.73.116.1"])
def test_the_open_internet_may_be_called(address: str) -> None:
    assert is_open(address)


def test_a_name_that_turns_is_called_where_it_was_looked_at(called: list[Any]) -> None:
    answers: Iterator[Sequence[str]] = iter([[PARTNER], ["127.0.0.1"]])
    network = replace(OPEN, resolve=lambda _host, _port: next(answers))
    with pytest.raises(SendFailed) as failed:
        post(target("https://partner.example.org/cap"), b"", {}, network)
    assert called == [(PARTNER, 443)]
    assert (failed.value.code, failed.value.retryable, failed.value.ambiguous) == ("unreachable", True, False)


def test_a_name_without_an_address_is_asked_again() -> None:
    def fails(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror

    with pytest.raises(SendFailed) as failed:
        post(target("https://partner.example.org/"), b"", {}, replace(OPEN, resolve=fails))
    assert (failed.value.code, failed.value.retryable) == ("unresolved", True)


def test_a_name_server_that_does_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    woken = threading.Event()

    def waits(*_args: object, **_more: object) -> list[Any]:
        woken.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", waits)
    network = replace(OPEN, resolve=lambda host, port: resolve(host, port, seconds=0.1))
    began = time.monotonic()
    with pytest.raises(SendFailed) as failed:
        post(target("https://partner.example.org/"), b"", {}, network)
    woken.set()
    assert (failed.value.code, failed.value.retryable) == ("unresolved", True)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("fault", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_a_name_that_is_none_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise fault

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(OSError, match=r"."):
        resolve("partner.example.org", 443)


def test_an_address_stands_for_itself() -> None:
    assert resolve("127.0.0.1", 443) == ["127.0.0.1"]


def test_the_name_is_told_and_the_path_kept() -> None:
    with provider(Said(202)) as told:
        port = told.address.rpartition(":")[2]
        to = target(f"http://partner.example.org:{port}/cap?of=ml", plain=True)
        assert post(to, b"a=b", {"X-One": "1"}, here()).status == 202
    ((path, form, headers),) = told.asked
    assert (path, form, headers["x-one"]) == ("/cap?of=ml", {"a": "b"}, "1")
    assert headers["host"] == f"partner.example.org:{port}"


def test_a_redirect_is_an_answer_and_nothing_more() -> None:
    with provider(Said(200)) as inside, provider(Said(302, location=f"{inside.address}/secret")) as told:
        assert post(target(told.address, plain=True), b"", {}, here()).status == 302
    assert inside.asked == []


def test_tls_that_is_not_theirs_is_no_connection() -> None:
    with provider(Said(200)) as told:
        port = told.address.rpartition(":")[2]
        with pytest.raises(SendFailed) as failed:
            post(target(f"https://partner.example.org:{port}/"), b"", {}, here())
    assert (failed.value.code, failed.value.ambiguous, told.asked) == ("unreachable", False, [])


def test_who_hangs_up_leaves_it_open() -> None:
    with provider(Said(hang_up=True)) as told, pytest.raises(SendFailed) as failed:
        post(target(told.address, plain=True), b"", {}, here())
    assert (failed.value.code, failed.value.ambiguous) == ("no_answer", True)


def test_where_nobody_listens_nothing_has_left() -> None:
    with pytest.raises(SendFailed) as failed:
        post(target(f"http://127.0.0.1:{free_port()}/", plain=True), b"", {}, here())
    assert (failed.value.retryable, failed.value.ambiguous) == (True, False)


def test_who_answers_byte_by_byte_is_hung_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server,), daemon=True).start()
        began = time.monotonic()
        to = target(f"http://127.0.0.1:{server.getsockname()[1]}/", plain=True)
        with pytest.raises(SendFailed) as failed:
            post(to, b"", {}, here(seconds=1.0))
    assert failed.value.ambiguous
    assert time.monotonic() - began < 10


def _drip(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        try:
            while True:
                line.sendall(b"H")
                time.sleep(0.1)
        except OSError:
            return
