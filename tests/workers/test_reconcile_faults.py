"""A provider that answers nonsense, or nothing, is said to fail and stops no other; then all is found."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from gateway import senders
from gateway.channels.base import Page
from sandbox import africastalking
from store import signs
from store.signs import Sign
from tests.workers.bureau import REPORTER, STRANGER, Bureau
from tests.workers.listing import LINE, Telco, telco
from workers.reconcile import Reconciler, pull

AT, TW = "africastalking", "twilio"
NONSENSE = [
    (Response("<html>", 200), "unreadable_answer"),
    (Response("", 200), "unreadable_answer"),
    (JSONResponse([]), "unreadable_answer"),
    (JSONResponse({"SMSMessageData": {"Messages": {"id": 1}}}), "unreadable_answer"),
    (Response("\xff", 200, media_type="application/json"), "unreadable_answer"),
    (Response("no", 500), "http_500"),
    (Response("no", 401), "http_401"),
    (RedirectResponse("http://127.0.0.1:9/"), "http_307"),
]


def answering(said: Response) -> Route:
    async def answer(_request: Request) -> Response:
        return said

    return Route("/version1/messaging", answer, methods=["GET"])


def known(town: Telco) -> dict[str, Sign]:
    with town.bureau.house.database.read() as conn:
        return {sign.channel: sign for sign in signs.all(conn)}


@pytest.mark.parametrize(("said", "code"), NONSENSE)
def test_nonsense_of_one_provider_stops_no_other(bureau: Bureau, said: Response, code: str) -> None:
    with telco(bureau, answering(said)) as town:
        town.wrote(TW, STRANGER, "13 GAO")
        began = bureau.watch.at
        assert pull(town.house(), town.pullers(), began) == 1
        bureau.watch.at += timedelta(minutes=1)
        assert pull(town.house(), town.pullers(), bureau.watch.at) == 0
    sign = known(town)[AT]
    assert (sign.fault, sign.fault_since, sign.pull_at) == (code, began, None)
    assert (known(town)[TW].fault, known(town)[TW].pull_at) == ("", bureau.watch.at)


@pytest.fixture
def town(bureau: Bureau) -> Iterator[Telco]:
    with telco(bureau) as town:
        yield town


def test_a_fault_is_said_once_and_its_end_once(town: Telco, capsys: pytest.CaptureFixture[str]) -> None:
    for fail in (1.0, 1.0, 0.0, 0.0):
        town.board.courier.weather = town.board.courier.weather.__class__(fail=fail)
        pull(town.house(), town.pullers(), town.bureau.watch.at)
    said = capsys.readouterr().err
    assert (said.count("pull_failed"), said.count("pull_works_again")) == (2, 2)
    assert (known(town)[AT].fault, known(town)[AT].fault_since) == ("", None)


def test_silence_ends_at_our_limit(town: Telco, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "LIMITS", (1.0, 0.1))
    town.board.courier.weather = town.board.courier.weather.__class__(silence=1.0)
    assert pull(town.house(), town.pullers(), town.bureau.watch.at) == 0
    assert {sign.fault for sign in known(town).values()} == {"no_answer"}


def test_nobody_there_is_said_so(bureau: Bureau) -> None:
    with telco(bureau) as town:
        asked = town.pullers()
    assert pull(bureau.house, asked, bureau.watch.at) == 0
    assert {sign.fault for sign in known(town).values()} == {"unreachable"}


def test_a_page_that_is_always_the_same_ends_and_counts_once(bureau: Bureau) -> None:
    page: dict[str, object] = {}
    with telco(bureau, answering(JSONResponse(page))) as empty:
        written = [empty.wrote(AT, f"+223500{n:05d}", f"22 ANSONGO {n}") for n in range(100)]
    twice = africastalking.fetched([*written[:50], *written[:50]], LINE)
    with telco(bureau, answering(JSONResponse(twice))) as town:
        assert [pull(town.house(), town.pullers(), bureau.watch.at) for _ in range(2)] == [50, 0]


def test_a_message_that_nobody_can_read_stops_no_neighbour(bureau: Bureau) -> None:
    messages: Sequence[object] = [
        None,
        "x",
        {"id": 7},
        {"id": 8, "from": REPORTER, "text": "22 ANSONGO", "to": "38400", "date": "yesterday"},
        {"id": [9], "from": {"a": 1}, "text": 5},
    ]
    body = {"SMSMessageData": {"Messages": messages}}
    with telco(bureau, answering(JSONResponse(body))) as town:
        assert [pull(town.house(), town.pullers(), bureau.watch.at) for _ in range(2)] == [1, 0]
    assert {row["reason"] for row in bureau.rows("SELECT reason FROM quarantine")} == {"no_sender"}


def test_without_a_store_nothing_is_raised(town: Telco) -> None:
    town.wrote(AT, REPORTER, "22 ANSONGO")
    hidden = town.bureau.house.keys.path.rename(town.bureau.house.keys.path.with_name("hidden"))
    assert pull(town.house(), town.pullers(), town.bureau.watch.at) == 0
    hidden.rename(town.bureau.house.keys.path)
    assert pull(town.house(), town.pullers(), town.bureau.watch.at) == 1


def test_one_pull_at_a_time(bureau: Bureau) -> None:
    asked, answered = threading.Event(), threading.Event()

    def slow(_cursor: str | None, _now: datetime) -> Iterator[Page]:
        asked.set()
        assert answered.wait(10)
        yield Page((), "1")

    reconciler = Reconciler(bureau.house, {AT: slow})
    assert reconciler.start()
    assert asked.wait(10)
    assert not reconciler.start()
    assert not reconciler.wait(0)
    answered.set()
    assert reconciler.wait(10)
    assert reconciler.start()
    assert reconciler.wait(10)
