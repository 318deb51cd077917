"""The ladder by a table: who is told, when, in which words, and how soon an answer stops it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from core.contacts import Member, Role
from core.duty import Duty, Leave
from store import duty, enrolments
from tests.workers.bureau import CHANNEL, MONITOR, OTHER_OPERATOR, REGIONAL, Bureau
from tests.workers.storm import Storm
from workers.drain import drain_once
from workers.escalate import climb

TABLE = Path(__file__).parent.parent / "cases" / "alerts" / "escalation.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
PHONES: Final[Mapping[Role, tuple[str, str]]] = {
    "monitor": (MONITOR, "ML0701"),
    "regional": (REGIONAL, "ML07"),
    "national": (OTHER_OPERATOR, "ML"),
}
LOOKS: Final = (30, 60, 120, 180)
"""Minutes at which a rung may be due; the last lies behind all of them."""
TICK: Final = 5
SPARE: Final = 10
"""Seconds that a step may be early or late."""


@dataclass
class Watched:
    """A ladder of three people, and everything that they receive."""

    storm: Storm
    people: dict[Role, Member] = field(default_factory=dict)
    started: int = 0

    @property
    def bureau(self) -> Bureau:
        return self.storm.bureau

    def serve(self, missing: Mapping[str, str]) -> None:
        for role, (number, area) in PHONES.items():
            if missing.get(role) != "absent":
                self.people[role] = self.storm.person(number, role, area)
                self._without(self.people[role], missing.get(role, ""))

    def _without(self, member: Member, why: str) -> None:
        today, house = date(2026, 7, 14), self.bureau.house
        with house.database.write() as conn:
            if why == "away":
                duty.add_leave(conn, member.id, Leave(today, today))
            elif why == "over":
                duty.add_duty(conn, member.id, Duty(date(2026, 7, 1), date(2026, 7, 13)))
            elif why == "lost":
                enrolments.revoke(conn, house.vault, member.id, self.bureau.watch.at)

    def until(self, seconds: float) -> None:
        """Ticks of the clock, the last of them at so many seconds after the alert."""
        while (left := seconds - self.elapsed) > 0:
            self.storm.passes(min(left, TICK))
            climb(self.bureau.house, self.bureau.watch.at)
            self.storm.leave()

    def skip_to(self, seconds: float) -> None:
        """Time during which nothing is due."""
        if seconds > self.elapsed:
            self.storm.passes(seconds - self.elapsed)

    @property
    def elapsed(self) -> float:
        return (self.storm.clock() - self.started) / 1000

    def answer(self, role: Role, number: str) -> None:
        self.bureau.sms(PHONES[role][0], f"OUI {number}")
        while drain_once(self.bureau.house, "worker"):
            continue
        self.storm.leave()

    def alerts(self) -> dict[str, list[tuple[float, str]]]:
        """What each has received of the alert: when, and the text."""
        names = {member.id: role for role, member in self.people.items()}
        found: dict[str, list[tuple[float, str]]] = {}
        for one in self.storm.heard:
            if one.channel == CHANNEL and "src" in one.text:
                found.setdefault(names[one.member], []).append(((one.at - self.started) / 1000, one.text))
        return found


def seconds_of(clock: str) -> int:
    minutes, seconds = clock.split(":")
    return int(minutes) * 60 + int(seconds)


def named(case: dict[str, Any]) -> str:
    missing = "+".join(f"{who} {why}" for who, why in case["missing"].items()) or "all there"
    answer = case["answers"]
    told = f"{answer['who']} at {answer['at']}" if answer else "no answer"
    return f"S{case['severity']} {missing}, {told}"


def played(bureau: Bureau, case: dict[str, Any]) -> Watched:
    """The case from the alert to three hours after it, the looks around each rung as close as ticks."""
    watched = Watched(Storm(bureau))
    watched.serve(case["missing"])
    watched.started = watched.storm.clock()
    number = watched.storm.number(watched.storm.raises(case["severity"]))
    climb(bureau.house, bureau.watch.at)
    watched.storm.leave()
    due = seconds_of(case["answers"]["at"]) if case["answers"] else None
    for minute in LOOKS:
        if due is not None and due < minute * 60:
            watched.skip_to(due)
            watched.answer(case["answers"]["who"], number)
            watched.until(due + TICK)
            assert bureau.rows("SELECT 1 AS one FROM steps WHERE state = 'waiting'") == []
            due = None
        watched.skip_to(minute * 60 - SPARE)
        watched.until(minute * 60 + SPARE)
    return watched


def test_there_are_24() -> None:
    assert len(CASES) == len({named(case) for case in CASES}) == 24


@pytest.mark.parametrize("case", CASES, ids=[named(case) for case in CASES])
def test_the_ladder(bureau: Bureau, case: dict[str, Any]) -> None:
    heard = played(bureau, case).alerts()
    assert {who: len(texts) for who, texts in heard.items()} == {
        who: len(minutes) for who, minutes in case["told"].items()
    }
    for who, minutes in case["told"].items():
        for (at, text), minute in zip(heard[who], minutes, strict=True):
            assert abs(at - minute * 60) <= SPARE
            assert (f" SANS REPONSE {minute} min. OUI=recu" in text) == (minute > 0)
            assert text.startswith("A")
            assert f" S{case['severity']} 11 ML0701 NON VERIFIE 1 src" in text
