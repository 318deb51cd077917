"""A line that has fallen is noticed within a minute, said once, and what waits for it leaves by the next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler

import pytest
import requests

from core.errors import SendFailed
from core.messages import SendResult
from core.routes import Line as Carries
from core.routes import Routes
from gateway.channels.base import Send
from gateway.checks import traffic
from gateway.checks.base import Check
from gateway.probes import Probe, answers, probes
from gateway.settings import read_settings
from store import lines, outbox, spending
from store.departures import Terms
from store.spending import Rate
from tests.gateway.provider import Said, answer, serving
from tests.workers.bureau import CHANNEL, MONITOR, OTHER_OPERATOR, RELAY, Bureau
from tests.workers.onehand import deliver_once
from workers.attempt import attempt
from workers.drain import drain_once
from workers.failover import fail_over
from workers.linewatch import fault_of, look, noted

OPERATOR = "machine@example.org"


class There(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        answer(self, Said(404))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Tests speak for themselves."""


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    """An alert waits for a monitor, and the machine has a keeper."""
    keeper = bureau.house.settings.model_copy(update={"operator_mail": OPERATOR})
    bureau.house = replace(bureau.house, settings=keeper)
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.sms(RELAY, "11 ANSONGO")
    drain_once(bureau.house, "worker")
    return bureau


def routed(bureau: Bureau, **networks: tuple[str, ...]) -> None:
    named = {name: Carries() for each in networks.values() for name in each}
    routes = Routes("XOF", named, networks)
    settings = bureau.house.settings.model_copy(update={"routes": routes})
    bureau.house = replace(bureau.house, settings=settings)


def states(bureau: Bureau, purpose: str = "alert") -> list[tuple[str, str]]:
    rows = bureau.rows("SELECT * FROM outbox ORDER BY seq")
    return [(row["channel"], row["state"]) for row in rows if row["purpose"] == purpose]


def fallen(bureau: Bureau) -> frozenset[str]:
    with bureau.house.database.read() as conn:
        return lines.fallen(conn, bureau.watch.at)


def took(_message: object) -> SendResult:
    return SendResult("accepted", "ID1")


def test_a_dead_line_is_noticed_within_a_minute_and_its_alerts_leave_by_the_next(alarmed: Bureau) -> None:
    """The provider's server is killed; the line itself rests, so that nothing is tried by it."""
    house, session, died = alarmed.house, requests.Session(), alarmed.watch.at
    session.trust_env = False
    with house.database.write() as conn:
        rests = Rate(CHANNEL, 10.0)
        spending.pause(conn, house.database.lease_now(conn), rests, spending.LONGEST)
    with serving(There) as address:
        asked: dict[str, Probe] = {CHANNEL: partial(answers, session, address), "twilio": lambda: True}
        assert look(house, asked) == frozenset()
    senders: dict[str, Send] = {CHANNEL: took, "twilio": took}
    while states(alarmed)[-1] != ("twilio", "accepted"):
        alarmed.watch.at += timedelta(seconds=5)
        if alarmed.watch.at.second % 20 == 0:
            look(house, asked)
        fail_over(house, tuple(senders) if fallen(alarmed) else (CHANNEL,))
        for one in outbox.lease(house.database, "worker", alarmed.watch.at, Terms("twilio")):
            attempt(house, senders, one)
        assert alarmed.watch.at - died <= timedelta(seconds=60)
    assert fallen(alarmed) == {CHANNEL}
    assert states(alarmed, "task") == [("email", "pending")]


def test_who_keeps_the_machine_hears_once_that_it_fell_and_once_that_it_stands(alarmed: Bureau) -> None:
    there = [True]
    asked: dict[str, Probe] = {CHANNEL: lambda: there[0]}
    look(alarmed.house, asked)
    there[0] = False
    for _ in range(6):
        alarmed.watch.at += timedelta(seconds=20)
        look(alarmed.house, asked)
    assert (fallen(alarmed), len(states(alarmed, "task"))) == (frozenset({CHANNEL}), 1)
    there[0] = True
    for _ in range(3):
        alarmed.watch.at += timedelta(seconds=20)
        look(alarmed.house, asked)
    assert (fallen(alarmed), len(states(alarmed, "task"))) == (frozenset(), 2)


def test_that_it_stands_again_is_said_though_nobody_used_it_for_long(alarmed: Bureau) -> None:
    refused = SendResult("failed", code="405", retryable=True, operator_alarm=True)
    house = alarmed.house
    with house.database.write() as conn:
        for _ in range(3):
            noted(house, conn, CHANNEL, fault_of(refused), alarmed.watch.at)
        noted(house, conn, CHANNEL, "", alarmed.watch.at + timedelta(hours=1))
        noted(house, conn, CHANNEL, "", alarmed.watch.at + timedelta(hours=1))
    assert len(states(alarmed, "task")) == 2


def test_three_attempts_that_fail_are_enough_and_a_verdict_ends_it(bureau: Bureau) -> None:
    busy = SendFailed("http_503", retryable=True)
    with bureau.house.database.write() as conn:
        for expected in (0, 0, 1):
            noted(bureau.house, conn, CHANNEL, fault_of(busy), bureau.watch.at)
            assert len(lines.fallen(conn, bureau.watch.at)) == expected
        noted(bureau.house, conn, CHANNEL, "", bureau.watch.at, looked=True)
        assert lines.fallen(conn, bureau.watch.at) == {CHANNEL}, "a look does not see that it takes messages"
        noted(bureau.house, conn, CHANNEL, "", bureau.watch.at)
        assert lines.fallen(conn, bureau.watch.at) == frozenset()


def test_a_line_that_nobody_used_for_two_minutes_is_tried_again(bureau: Bureau) -> None:
    with bureau.house.database.write() as conn:
        for _ in range(3):
            lines.failed(conn, CHANNEL, "405", bureau.watch.at)
        assert lines.fallen(conn, bureau.watch.at + timedelta(seconds=120)) == {CHANNEL}
        assert lines.fallen(conn, bureau.watch.at + timedelta(seconds=121)) == frozenset()


@pytest.mark.parametrize(
    ("result", "fault"),
    [
        (SendResult("accepted", code="101"), ""),
        (SendResult("failed", code="403"), ""),
        (SendResult("failed", code="406", opted_out=True), ""),
        (SendResult("failed", code="405", retryable=True, operator_alarm=True), "405"),
        (SendResult("failed", code="http_403", operator_alarm=True), "http_403"),
        (SendFailed("http_429", retryable=True, wait=3), ""),
        (SendFailed("http_400", retryable=False), ""),
        (SendFailed("http_503", retryable=True), "http_503"),
        (SendFailed("unreachable", retryable=True), "unreachable"),
        (SendFailed("no_answer", retryable=False, ambiguous=True), "no_answer"),
    ],
)
def test_what_is_the_messages_own_fault_is_not_the_lines(result: SendResult | SendFailed, fault: str) -> None:
    assert fault_of(result) == fault


def test_a_network_has_its_own_lines_in_their_order(bureau: Bureau) -> None:
    """Orange's phones by twilio, Telecel's by kannel; everybody's own channel counts no more."""
    routed(bureau, orange=("twilio", "kannel"), telecel=("kannel",))
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_OPERATOR, "monitor")
    bureau.sms(RELAY, "11 ANSONGO")
    drain_once(bureau.house, "worker")
    assert sorted(states(bureau)) == [("kannel", "pending"), ("twilio", "pending")]
    refused: Callable[[object], SendResult] = lambda _message: SendResult("failed", code="403")  # noqa: E731
    senders: dict[str, Send] = {CHANNEL: took, "twilio": refused, "kannel": took}
    while deliver_once(bureau.house, senders, "worker"):
        continue
    assert sorted(states(bureau)) == [("kannel", "accepted"), ("kannel", "accepted"), ("twilio", "failed")]


@pytest.mark.parametrize("why", ["fallen", "spent"])
def test_a_line_that_has_fallen_or_spent_its_day_is_passed_over(bureau: Bureau, why: str) -> None:
    routed(bureau, orange=("twilio", "kannel"))
    budgets = bureau.house.settings.model_copy(update={"budgets": {"twilio": 2}})
    bureau.house = replace(bureau.house, settings=budgets)
    with bureau.house.database.write() as conn:
        for _ in range(3):
            if why == "fallen":
                lines.failed(conn, "twilio", "405", bureau.watch.at)
            else:
                spending.spend(conn, "twilio", "2026-07-14", 1)
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.sms(RELAY, "11 ANSONGO")
    drain_once(bureau.house, "worker")
    assert states(bureau) == [("kannel", "pending")]


def test_only_what_is_set_is_looked_at() -> None:
    assert probes(read_settings({})) == {}
    here = read_settings({"LASOMI_SANDBOX": "http://127.0.0.1:9"})
    assert list(probes(here)) == ["simulator"]
    assert probes(here)["simulator"]() is False


def check_of(bureau: Bureau, *fell: str) -> Check:
    from gateway.checks import Scene, vitals_of
    from gateway.queue import Doorbell

    with bureau.house.database.write() as conn:
        for name in ("kannel", "twilio"):
            lines.answered(conn, name)
        for name in (*fell, *fell, *fell):
            lines.failed(conn, name, "unreachable", bureau.watch.at)
    house, now = bureau.house, bureau.watch.at
    vitals = vitals_of(house.database, now)
    scene = Scene(
        *(house.settings, now, house.say, house.country, house.keys, house.database, vitals),
        spool=None,
        queue=Doorbell(""),
    )
    return next(check for check in traffic.traffic(scene) if check.name == "line kannel")


@pytest.mark.parametrize(
    ("fell", "state"), [((), "ok"), (("kannel",), "degraded"), (("kannel", "twilio"), "down")]
)
def test_the_doctor_names_a_line_that_fell(bureau: Bureau, fell: tuple[str, ...], state: str) -> None:
    check = check_of(bureau, *fell)
    assert (check.state, bool(check.remedy)) == (state, bool(fell))
