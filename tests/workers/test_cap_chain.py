"""Whatever happens to an alert in whatever order: references name what this audience was really sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.alerts import Alert
from core.cap import write
from core.capchecks import faults
from core.errors import SendFailed
from core.reports import State
from store import alerts, incidents
from store.cap import Message
from store.capposts import HAD
from tests.examples import many
from tests.workers.bureau import Bureau
from tests.workers.capbench import Bench
from tests.workers.field import event
from workers import cap

STATES: tuple[State, ...] = ("unverified", "corroborated", "verified", "false", "unresolved")
NAMES = st.sampled_from(["a", "b", "c"])
LATER, NEVER = SendFailed("later", retryable=True), SendFailed("never", retryable=False)
SILENCE = SendFailed("silence", retryable=False, ambiguous=True)
ACTS = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(STATES), st.integers(2, 4), st.integers(1, 12)),
    st.tuples(st.just("release")),
    st.tuples(st.just("recall")),
    st.tuples(st.just("restore")),
    st.tuples(st.just("answer")),
    st.tuples(st.just("join"), NAMES),
    st.tuples(st.just("leave"), NAMES),
    st.tuples(st.just("refuse"), st.sampled_from([LATER, NEVER, SILENCE])),
    st.tuples(st.just("wait"), st.integers(-10, 400)),
    st.tuples(st.just("send")),
)
NUMBERS = count(1)


@pytest.fixture
def bench(bureau: Bureau) -> Bench:
    return Bench(bureau)


@dataclass
class Story:
    """One alert, and what befalls it; `number` keeps its partners apart from those of other stories."""

    bench: Bench
    number: int
    alert: Alert = field(init=False)

    def __post_init__(self) -> None:
        self.bench.alone()
        at, id_ = self.bench.bureau.watch.at, f"{self.number:032x}"
        facts: dict[str, Any] = {"rule": "incident", "code": "11", "severity": 4, "area": "ML0701"}
        facts |= {"raised_at": at, "accepted_at": at, "expires_at": at + timedelta(hours=24)}
        number = f"{self.number % 50:04d}"  # used again and again
        self.alert = Alert(id_, number, incident=id_, state="unverified", sources=1, **facts)
        with self.bench.bureau.house.database.write() as conn:
            incidents.save(conn, event(id=id_))
            alerts.raise_(conn, self.alert, "ML07", "ML0701")
        self.say("unverified", 4, 1)
        self.join("a")

    def say(self, state: State, severity: int, sources: int) -> None:
        self.alert = replace(self.alert, state=state, severity=severity, sources=sources)
        house = self.bench.bureau.house
        with house.database.write() as conn:
            if state == "false":
                alerts.withhold(conn, self.alert.id)
            cap.tell(house, conn, self.bench.bureau.watch.at, self.alert)

    def release(self) -> None:
        """Once, until it is found false, and only what is verified: so does the house."""
        house, told = self.bench.bureau.house, self.told("partners")
        if not told or told[-1].type == "Cancel":
            self.say("verified", 4, self.alert.sources)
            with house.database.write() as conn:
                alerts.release(conn, self.alert.id, "somebody", self.bench.bureau.watch.at)
                cap.release(house, conn, self.bench.bureau.watch.at, self.alert)

    def recall(self) -> None:
        house = self.bench.bureau.house
        with house.database.write() as conn:
            cap.recall(house, conn, self.bench.bureau.watch.at, self.alert)

    def restore(self) -> None:
        house = self.bench.bureau.house
        with house.database.write() as conn:
            cap.restore(house, conn, self.bench.bureau.watch.at, self.alert)

    def answer(self) -> None:
        house = self.bench.bureau.house
        with house.database.write() as conn:
            cap.acknowledge(house, conn, self.bench.bureau.watch.at, self.alert, "monitor")

    def join(self, name: str) -> None:
        if self.named(name) not in self.bench.taken:
            self.bench.partner(self.named(name))

    def leave(self, name: str) -> None:
        if self.named(name) in self.bench.taken:
            self.bench.disable(self.named(name))

    def refuse(self, failure: SendFailed) -> None:
        self.bench.refusals.append(failure)

    def wait(self, minutes: int) -> None:
        """The clock issues the keys of the days as they come."""
        watch, house = self.bench.bureau.watch, self.bench.bureau.house
        watch.at += timedelta(minutes=minutes)
        house.keys.issue(watch.at)

    def send(self) -> None:
        self.bench.work()

    def named(self, name: str) -> str:
        return f"{name}{self.number}"

    def told(self, audience: str) -> list[Message]:
        chain = self.bench.chain_of(self.alert.id)
        return [each for each in chain if each.audience == audience and each.type != "Ack"]

    def sent(self) -> list[dict[str, Any]]:
        return list(
            self.bench.bureau.rows(
                "SELECT o.recipient, o.state, o.attempts, m.version, m.type FROM outbox o"
                " JOIN cap_messages m ON o.cause = 'cap:' || m.id WHERE m.alert_id = :id ORDER BY m.version",
                id=self.alert.id,
            )
        )


@settings(
    max_examples=many(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, max_size=14))
def test_references_are_of_what_was_sent(bench: Bench, acts: Sequence[tuple[Any, ...]]) -> None:
    story = Story(Bench(bench.bureau), next(NUMBERS))
    for name, *how in acts:
        getattr(story, name)(*how)
    story.bench.refusals.clear()
    story.wait(30)
    story.send()
    documents_stand(story.bench.chain_of(story.alert.id))
    circle, partners = story.told("circle"), story.told("partners")
    refer_to_all_before(circle)
    for message in partners[:1]:
        had = [each.cites for each in circle if each.version < message.version]
        assert list(message.document.references) == had
    refer_to_all_before(partners, first=1)
    assert all(each.document.scope == "Private" for each in circle)
    assert all(each.document.scope == "Restricted" and not each.document.addresses for each in partners)
    those_who_had_it_and_no_others(story)


def documents_stand(chain: Sequence[Message]) -> None:
    known = {str(each.cites) for each in chain}
    assert len({each.cites.identifier for each in chain}) == len(chain)
    assert [each.cites.sent for each in chain] == sorted(each.cites.sent for each in chain)
    for message in chain:
        assert list(faults(write(message.document), known)) == []


def refer_to_all_before(told: Sequence[Message], first: int = 0) -> None:
    for n, message in enumerate(told[first:], start=first):
        assert list(message.document.references) == [each.cites for each in told[:n]]
        assert message.type != "Alert" or n == 0


def those_who_had_it_and_no_others(story: Story) -> None:
    """A later message left only for whom an earlier one may have reached, in order and once each; after a
    Cancel everything begins anew.
    """
    rows = story.sent()
    ends = [row["version"] for row in rows if row["type"] == "Cancel"]
    for name, taken in story.bench.taken.items():
        assert len(taken) == len(set(taken)), name
    for row in rows:
        before = [
            one for one in rows if one["recipient"] == row["recipient"] and one["version"] < row["version"]
        ]
        since = max((end for end in ends if end < row["version"]), default=0)
        going_on = [one for one in before if one["version"] > since]
        if row["state"] in HAD and going_on:
            assert any(one["state"] in HAD for one in going_on)
        assert row["state"] not in HAD or all(one["state"] != "pending" for one in before)


def test_an_identifier_is_never_used_again(bench: Bench) -> None:
    """A number of four digits comes back after ninety days: its versions go on."""
    one, other = Story(bench, 10_001), Story(bench, 10_051)
    assert one.alert.number == other.alert.number
    found = [each.cites.identifier for story in (one, other) for each in story.told("circle")]
    assert found == ["lasomi-ml-0001-1", "lasomi-ml-0001-2"]
