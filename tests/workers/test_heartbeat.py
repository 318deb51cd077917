"""Outside hears that the house lives as long as it can accept messages, and is never waited for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from core.errors import LasomiError
from gateway import pulse
from gateway.checks import Memory
from gateway.house import House
from store.spool import Spool
from tests.workers.bureau import Bureau
from workers.errands import Errand
from workers.heartbeat import beat, report


@contextmanager
def service(status: int, heard: list[str]) -> Iterator[str]:
    """Somebody who hears heartbeats, on this machine."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.path)
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/ping"
        finally:
            server.shutdown()
            thread.join()


def at(bureau: Bureau, url: str) -> House:
    house = replace(bureau.house, settings=bureau.house.settings.model_copy(update={"heartbeat_url": url}))
    Spool(house.settings.spool_dir, house.vault).check()
    return house


def test_a_beat_is_heard_and_remembered(bureau: Bureau) -> None:
    heard: list[str] = []
    with service(200, heard) as url:
        house = at(bureau, url)
        report(house, Memory())
    assert heard == ["/ping"]
    assert pulse.last(house.settings.data_dir) == bureau.watch.at


@pytest.mark.parametrize("status", [301, 404, 500])
def test_any_other_answer_is_no_beat_and_is_not_followed(status: int) -> None:
    heard: list[str] = []
    with service(status, heard) as url, pytest.raises(LasomiError) as raised:
        beat(url)
    assert (raised.value.code, heard) == ("heartbeat_unheard", ["/ping"])


def test_nobody_there_is_an_error_of_ours_without_the_address() -> None:
    with service(200, []) as url:
        pass
    with pytest.raises(LasomiError) as raised:
        beat(url)
    assert raised.value.code == "heartbeat_unheard"
    assert url not in str(raised.value)


def test_a_house_that_can_accept_nothing_keeps_silent(bureau: Bureau) -> None:
    heard: list[str] = []
    with service(200, heard) as url:
        house = at(bureau, url)
        house.keys.path.unlink()
        with pytest.raises(LasomiError) as raised:
            report(house, Memory())
    assert (raised.value.code, heard) == ("heartbeat_withheld", [])


def test_an_errand_is_one_at_a_time_and_keeps_nobody_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    errand, come_back, faults = Errand("heartbeat"), threading.Event(), [ValueError("+22376000001")]

    def slow() -> None:
        come_back.wait(10)
        if faults:
            raise faults.pop()

    assert errand.go(slow)
    assert not errand.go(slow)
    come_back.set()
    errand.wait(10)
    assert errand.go(slow)
    errand.wait(10)
    said = capsys.readouterr().err
    assert [said.count(word) for word in ("duty_fails", "duty_recovered", "+223")] == [1, 1, 0]
