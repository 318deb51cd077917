"""Monitors read one line of at most 160 GSM-7 characters and answer with a word and four digits."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.alerts import (
    HELP,
    UNKNOWN_NUMBER,
    Alert,
    Command,
    alert_text,
    answer_text,
    five_minutes,
    group_text,
    line_text,
    read_command,
)
from core.text import measure, septets

CASES = Path(__file__).parent.parent / "cases" / "alerts"
NOON = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


def alert(number: str, at: str, **told: Any) -> Alert:
    hour, minute = at.split(":")
    accepted = NOON.replace(hour=int(hour), minute=int(minute))
    return Alert("a", number, "incident", "i", raised_at=NOON, accepted_at=accepted, expires_at=NOON, **told)


@pytest.mark.parametrize("case", cases("texts.yaml"))
def test_the_text_of_an_alert(case: dict[str, Any]) -> None:
    told = alert(**case["alert"])
    text = alert_text(told, late_minutes=case.get("late", 0), silent_minutes=case.get("silent", 0))
    assert text == case["text"]
    assert septets(text) == case["length"]


@pytest.mark.parametrize("case", cases("groups.yaml"))
def test_the_text_of_several_alerts(case: dict[str, Any]) -> None:
    told = [alert(one.pop("number"), "14:05", sources=1, **one) for one in map(dict, case["alerts"])]
    text, count = group_text([line_text(one) for one in told], parts=3)
    assert (text, count) == (case["text"], len(told))
    assert septets(text) == case["length"]


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_a_group_holds_as_many_lines_as_its_parts_do_and_names_no_others(parts: int) -> None:
    lines = [f"A{n} S4 11 ML070102" for n in range(2000, 2060)]
    text, count = group_text(lines, parts)
    assert measure(text)[2] == parts
    assert text == f"{count} ALERTES {', '.join(lines[:count])}. OUI no=recu AIDE"
    one_more = text.replace(f"{count} ALERTES", f"{count + 1} ALERTES").replace(".", f", {lines[count]}.")
    assert measure(one_more)[2] > parts


@pytest.mark.parametrize("case", cases("commands.yaml"))
def test_a_command_is_read(case: dict[str, Any]) -> None:
    expected = Command(*case["command"]) if case["command"] else None
    assert read_command(case["text"]) == expected


def test_answers_name_the_alert_and_the_time_it_was_told() -> None:
    at = NOON.replace(hour=15, minute=10)
    assert answer_text("OUI", "2417", NOON.replace(hour=14, minute=20)) == "A2417 OUI 14h20."
    assert answer_text("VRAI", "2417", NOON.replace(hour=15, minute=40)) == "A2417 VERIFIE 15h40."
    assert answer_text("FAUX", "2418", at) == "A2418 FAUX 15h10. Alerte annulée."
    assert len(answer_text("FAUX", "2418", at)) == 33
    assert answer_text("NOTE", "2417", at) == "A2417 NOTE 15h10."
    assert answer_text("RAS", "", at) == "RAS noté."


def test_the_list_of_commands_and_the_neutral_reply_fit_one_sms() -> None:
    assert septets(answer_text("AIDE", "", NOON)) == septets(HELP) == 74
    assert septets(UNKNOWN_NUMBER) <= 160


def test_times_of_reports_are_rounded_down_to_five_minutes() -> None:
    assert five_minutes(NOON.replace(hour=14, minute=9, second=59)) == "14h05"
