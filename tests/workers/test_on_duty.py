"""Who is told, by the table of duty, leave, stand-ins and ties (`tests/cases/alerts/duty.yaml`)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.contacts import Member
from core.duty import EVERY_DAY, Duty, Leave
from tests.workers.field import event
from workers.notify import ladder, on_duty, posts, recipients

TABLE = Path(__file__).parent.parent / "cases" / "alerts" / "duty.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def member(name: str, told: dict[str, Any]) -> Member:
    return Member(
        name,
        (told["role"],),
        tuple(told["areas"]),
        duty=(duty(told["duty"]),) if "duty" in told else (),
        leave=(leave(told["away"]),) if "away" in told else (),
        affiliations=tuple(told.get("ties", ())),
    )


def duty(said: str) -> Duty:
    """`2026-07-01[/2026-07-31] [12345] [08:00-18:00]`."""
    days, *rest = said.split()
    since, _, until = days.partition("/")
    weekdays = next((part for part in rest if part.isdecimal()), EVERY_DAY)
    hours = next((part for part in rest if ":" in part), "00:00-00:00").split("-")
    ends = date.fromisoformat(until) if until else None
    begins, over = map(time.fromisoformat, hours)
    return Duty(date.fromisoformat(since), ends, weekdays, begins, over)


def leave(said: str) -> Leave:
    """`2026-07-10/2026-07-20 [who stands in]`."""
    days, _, stand_in = said.partition(" ")
    since, until = days.split("/")
    return Leave(date.fromisoformat(since), date.fromisoformat(until), stand_in or None)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_who_is_told(case: dict[str, Any]) -> None:
    at = datetime.fromisoformat(f"2026-07-14T{case['at']}").replace(tzinfo=UTC)
    staff = [member(name, told) for name, told in case["staff"].items()]
    incident = replace(event(), code=case.get("code", "11"), adm1="ML07", adm2="ML0701", adm3=None)
    assert [one.id for one in recipients(incident, staff, at)] == case["told"]
    assert [one.id for one in ladder(incident, staff, at)] == case["ladder"]


def test_who_stands_in_has_two_posts() -> None:
    at = datetime(2026, 7, 14, 12, tzinfo=UTC)
    awa = Member("awa", ("monitor",), ("ML0701",))
    chaka = Member("chaka", ("regional",), ("ML07",), leave=(leave("2026-07-10/2026-07-20 awa"),))
    assert [(post.roles, post.areas) for post in posts(awa, [awa, chaka], at)] == [
        (("monitor",), ("ML0701",)),
        (("regional",), ("ML07",)),
    ]
    assert not on_duty(chaka, at)
