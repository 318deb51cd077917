"""A line of the log is one event of listed fields: no number, no text, no message of an error reaches it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from gateway import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logging.getLogger("uvicorn.error").addHandler(logging.StreamHandler())
    out = io.StringIO()
    logs.set_up(out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_fields_beside_the_list_are_dropped_and_counted(stream: io.StringIO) -> None:
    before = logs.DROPPED._value.get()
    facts = {"channel": "twilio", "error_code": "x"}
    logs.logger(stream).warning("spooled", urn="+22376000001", text="un secret", **facts)
    (line,) = lines(stream)
    assert line.pop("ts").endswith("Z")
    assert line == {"event": "spooled", "level": "warning", "channel": "twilio", "error_code": "x"}
    assert logs.DROPPED._value.get() == before + 2


def test_an_exception_leaves_no_trace_of_its_words(stream: io.StringIO) -> None:
    try:
        raise ValueError("+22376000001")
    except ValueError:
        logs.logger(stream).exception("failed", exc_info=True)
    assert "+22376000001" not in stream.getvalue()


def test_a_line_is_one_event_whatever_is_in_it(stream: io.StringIO) -> None:
    logs.logger(stream).info("a\r\nb\x1b[31m\u2028", channel="x\n{}")
    assert len(stream.getvalue().splitlines()) == 1
    assert lines(stream)[0]["channel"] == "x\n{}"


def test_a_library_is_heard_by_its_name_only(stream: io.StringIO) -> None:
    logging.getLogger("urllib3").warning("Retrying %s", "/version1?to=+22376000001")
    logging.getLogger("twilio.http_client").info("POST Request: %s", "+22376000001")
    try:
        raise KeyError("+22376000001")
    except KeyError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    told = [(line["event"], line["error_code"]) for line in lines(stream)]
    assert told == [("library", "urllib3"), ("library", "uvicorn.error:KeyError")]
    assert "22376000001" not in stream.getvalue()


def test_a_fault_that_lasts_is_a_line_a_minute_and_one_at_its_end(stream: io.StringIO) -> None:
    now = [0.0]
    spell = logs.Spell("spooled", clock=lambda: now[0], stream=stream)
    spell.over()
    for second in range(600):
        now[0] = float(second)
        spell.seen(channel="twilio", error_code="store.away")
    now[0] = 600.0
    spell.over()
    spell.over()
    told = [(line["event"], line["count"]) for line in lines(stream)]
    assert told == [("spooled", 1), *[("spooled", 60)] * 9, ("spooled_over", 600)]
    assert lines(stream)[-1]["duration_ms"] == 600_000
