"""An alert that one channel does not bring goes by the next, at last by e-mail; an answer never does."""

from datetime import timedelta

import pytest

from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.channels.base import Send
from store import outbox, people, spending
from store.database import Database
from store.departures import Terms
from store.failover import MOST
from store.spending import Rate
from tests.workers.bureau import CHANNEL, MONITOR, RELAY, Bureau
from tests.workers.onehand import deliver_once
from workers.attempt import attempt
from workers.drain import drain_once
from workers.failover import fail_over

MAIL = "moniteur@example.org"
NEVER, BUSY = SendFailed("403", retryable=False), SendFailed("http_503", retryable=True)
SILENCE = SendFailed("no_answer", retryable=False, ambiguous=True)


class Line:
    """A channel that says what it is told to, and remembers what it took."""

    def __init__(self, *says: SendFailed) -> None:
        self.says, self.asked, self.took = list(says), 0, list[OutboundMessage]()

    def __call__(self, message: OutboundMessage) -> SendResult:
        self.asked += 1
        if self.says:
            raise self.says.pop(0)
        self.took.append(message)
        return SendResult("accepted", f"ID{self.asked}")


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    """An alert is raised for a monitor who has an e-mail address."""
    bureau.member(RELAY, "relay")
    monitor = bureau.member(MONITOR, "monitor")
    with bureau.house.database.write() as conn:
        people.add_member(
            *(conn, bureau.house.vault),
            number=MONITOR,
            name="Quelqu'un",
            roles=monitor.roles,
            areas=monitor.areas,
            now=bureau.watch.at,
            email=MAIL,
        )
    bureau.sms(RELAY, "11 ANSONGO")
    drain_once(bureau.house, "worker")
    return bureau


def work(bureau: Bureau, lines: dict[str, Send], after: int = 0) -> None:
    bureau.watch.at += timedelta(seconds=after)
    while deliver_once(bureau.house, lines, "worker"):
        continue


def states(bureau: Bureau) -> list[tuple[str, str]]:
    return [(row["channel"], row["state"]) for row in bureau.rows("SELECT * FROM outbox ORDER BY seq")]


def test_what_is_refused_for_good_goes_by_every_channel_in_turn(alarmed: Bureau) -> None:
    first, second, mail = Line(NEVER), Line(NEVER), Line()
    work(alarmed, {CHANNEL: first, "email": mail, "twilio": second})
    assert states(alarmed) == [(CHANNEL, "failed"), ("twilio", "failed"), ("email", "accepted")]
    (sent,) = mail.took
    assert (sent.urn, sent.text[:1]) == (MAIL, "A")
    work(alarmed, {CHANNEL: first, "twilio": second, "email": mail}, after=600)
    assert (first.asked, second.asked, mail.asked) == (1, 1, 1)


def test_what_is_not_taken_within_a_minute_goes_by_the_next_and_no_longer_by_the_first(
    alarmed: Bureau,
) -> None:
    first, second = Line(*[BUSY] * 3), Line()
    lines: dict[str, Send] = {CHANNEL: first, "twilio": second}
    for seconds in (0, 6, 18, 18):
        work(alarmed, lines, after=seconds)
    assert (first.asked, len(second.took)) == (3, 1)
    work(alarmed, lines, after=300)
    assert (states(alarmed), first.asked) == ([(CHANNEL, "expired"), ("twilio", "accepted")], 3)


def test_while_all_are_away_all_are_tried_and_one_brings_it(alarmed: Bureau) -> None:
    first, second = Line(*[BUSY] * 6), Line(*[BUSY] * 6)
    for _ in range(20):
        work(alarmed, {CHANNEL: first, "twilio": second}, after=60)
    assert len(first.took) + len(second.took) == 1
    assert sorted(state for _, state in states(alarmed)) == ["accepted", "expired"]


def test_with_one_channel_what_was_never_answered_goes_again(alarmed: Bureau) -> None:
    only = Line(SILENCE)
    work(alarmed, {CHANNEL: only})
    work(alarmed, {CHANNEL: only}, after=61)
    work(alarmed, {CHANNEL: only}, after=600)
    assert (only.asked, states(alarmed)) == (2, [(CHANNEL, "unknown"), (CHANNEL, "accepted")])


def test_ten_minutes_in_which_every_line_is_cut_lose_no_alert(alarmed: Bureau) -> None:
    first, second = Line(*[SILENCE] * 99), Line(*[SILENCE] * 99)
    lines: dict[str, Send] = {CHANNEL: first, "twilio": second}
    for _ in range(60):
        work(alarmed, lines, after=10)
    cut = first.asked + second.asked
    first.says, second.says = [], []
    for _ in range(36):
        work(alarmed, lines, after=10)
    assert (len(first.took) + len(second.took), 4 <= cut <= 6) == (1, True)


def test_who_never_answers_is_not_written_to_without_end(alarmed: Bureau) -> None:
    only = Line(*[SILENCE] * 99)
    for _ in range(120):
        work(alarmed, {CHANNEL: only}, after=61)
    assert only.asked == MOST + 1


def test_an_answer_never_changes_its_channel(alarmed: Bureau) -> None:
    first, second = Line(), Line()
    work(alarmed, {CHANNEL: first, "twilio": second})
    for says in (NEVER, SILENCE):
        alarmed.sms(MONITOR, "AIDE")
        drain_once(alarmed.house, "worker")
        first.says = [says]
        work(alarmed, {CHANNEL: first, "twilio": second})
        work(alarmed, {CHANNEL: first, "twilio": second}, after=120)
    assert (first.asked, second.asked) == (3, 0)


def test_who_asked_for_silence_gets_no_mail_either(alarmed: Bureau) -> None:
    with alarmed.house.database.write() as conn:
        people.opt_out(conn, alarmed.house.vault, MONITOR, alarmed.watch.at, cause="word", channel=CHANNEL)
    lines: dict[str, Send] = {CHANNEL: Line(), "email": Line()}
    work(alarmed, lines)
    work(alarmed, lines, after=120)
    assert states(alarmed) == [(CHANNEL, "failed")]
    assert alarmed.one("SELECT code FROM attempts")["code"] == "opted_out"


def test_a_store_that_is_busy_before_the_request_leaves_no_doubt(
    alarmed: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What certainly did not leave is pending again."""
    (one,) = outbox.lease(alarmed.house.database, "worker", alarmed.watch.at)
    real, line = Database.write, Line()

    def busy(self: Database, *, urgent: bool = False) -> object:
        raise LasomiError("store.busy", retryable=True)

    for name in ("read", "write"):
        with monkeypatch.context() as away:
            away.setattr(Database, name, busy)
            with pytest.raises(LasomiError):
                attempt(alarmed.house, {CHANNEL: line}, one)
    assert Database.write is real
    outbox.release(alarmed.house.database, "worker")
    assert (states(alarmed), line.asked) == ([(CHANNEL, "pending")], 0)
    work(alarmed, {CHANNEL: line})
    assert len(line.took) == 1


def test_what_a_resting_channel_never_tried_goes_by_the_next(alarmed: Bureau) -> None:
    first, second = Line(), Line()
    house = alarmed.house
    with house.database.write() as conn:
        rate = Rate(CHANNEL, 10.0)
        spending.pause(conn, house.database.lease_now(conn), rate, spending.LONGEST)
    post: dict[str, Send] = {CHANNEL: first, "twilio": second}
    for after, states_then in (
        (29, [(CHANNEL, "pending")]),
        (2, [(CHANNEL, "pending"), ("twilio", "accepted")]),
    ):
        alarmed.watch.at += timedelta(seconds=after)
        fail_over(house, tuple(post))
        for one in outbox.lease(house.database, "worker", alarmed.watch.at, Terms("twilio")):
            attempt(house, post, one)
        assert states(alarmed) == states_then
    work(alarmed, post)
    assert states(alarmed) == [(CHANNEL, "expired"), ("twilio", "accepted")]
    assert (first.asked, second.asked) == (0, 1)
