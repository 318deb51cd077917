"""The demo that ships is what the contract asks: enough messages, calls and raters, in three languages."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.text import is_gsm7
from ops.demo_clock import DemoClock
from ops.demo_script import SCRIPTS, Call, Sms, read_script
from sandbox.line import is_made_up
from store.keys import create_keys, open_keys

SCRIPT = read_script(SCRIPTS / "ml")
LANGUAGES = {"1": "fr", "2": "bm", "3": "taq"}
FOR_G2 = 165


def test_the_day_has_enough_of_everything() -> None:
    messages = [event for event in SCRIPT.day if isinstance(event, Sms)]
    calls = [event for event in SCRIPT.day if isinstance(event, Call)]
    assert len(messages) >= 220
    assert len(calls) >= 36
    assert {LANGUAGES[call.keys[0]] for call in calls} == {"fr", "bm", "taq"}
    assert {message.channel for message in messages} == {"africastalking", "twilio"}
    assert {event.at.date() for event in SCRIPT.day} == {date(2026, 10, 13)}
    assert any(call.hangs_up for call in calls)


def test_the_quarter_has_enough_raters_from_enough_places() -> None:
    """G2 is one of two questions drawn from seven: of so many raters thirty have it, nearly always."""
    raters, places, homes = defaultdict(set), defaultdict(set), {}
    for call in SCRIPT.ratings:
        if len(call.keys) == 10:  # a first call; at the second the home is known
            homes[call.number] = call.keys[3]
        authority = call.keys[-8] if len(call.keys) == 10 else call.keys[1]
        raters[authority].add(call.number)
        places[authority].add(homes[call.number])
    enough = [each for each in raters if len(raters[each]) >= FOR_G2 and len(places[each]) >= 3]
    assert len(enough) >= 2
    assert all(date(2026, 7, 1) <= call.at.date() <= date(2026, 9, 30) for call in SCRIPT.ratings)


def test_every_number_is_made_up() -> None:
    numbers = [event.number for event in (*SCRIPT.day, *SCRIPT.ratings)] + [m.number for m in SCRIPT.members]
    assert {number for number in numbers if not is_made_up(number)} == {"Orange", "Malitel", "36000"}


def test_the_script_of_another_country_is_of_that_country() -> None:
    script = read_script(SCRIPTS / "ne")
    numbers = [event.number for event in (*script.day, *script.ratings)] + [m.number for m in script.members]
    assert set(numbers) <= {f"+227930000{last:02d}" for last in range(1, 100)}
    assert {area[:2] for member in script.members for area in member.areas} == {"NE"}


def test_a_country_without_a_script_is_told_what_to_write() -> None:
    with pytest.raises(Misconfigured, match="there is no sample day here: write"):
        read_script(SCRIPTS / "bf")


def test_messages_are_spelt_as_people_write_them() -> None:
    texts = [event.text for event in SCRIPT.day if isinstance(event, Sms)]
    assert all(is_gsm7(text) and len(text) <= 160 for text in texts)
    assert len(set(texts)) > len(texts) * 0.95


def test_somebody_answers_for_every_cercle_of_the_region() -> None:
    areas = {area for member in SCRIPT.members if "monitor" in member.roles for area in member.areas}
    assert areas >= {"ML0701", "ML0702", "ML0703", "ML0704"}


@pytest.mark.parametrize(
    ("line", "told"),
    [("07:00\t+22376000011", "line 2.*4 cells"), ("07:00\t+22370112233\ttwilio\tx", "line 2.*made-up")],
)
def test_a_fault_of_a_file_is_named_by_its_line(tmp_path: Path, line: str, told: str) -> None:
    for file in ("roster.yaml", "calls.tsv", "ratings.tsv"):
        (tmp_path / file).write_text((SCRIPTS / "ml" / file).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "messages.tsv").write_text(f"time\tnumber\tchannel\ttext\n{line}\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=told):
        read_script(tmp_path)


def test_the_demo_clock_goes_forward_only_and_finds_keys_made(tmp_path: Path) -> None:
    real = datetime(2026, 11, 21, 12, tzinfo=UTC)
    first = datetime(2026, 7, 9, 8, tzinfo=UTC)
    clock = DemoClock(tmp_path / "clock", first, lambda: real)
    keys_file = tmp_path / "keys" / "keys"
    create_keys(keys_file, first)
    assert clock.now() == first
    assert clock.advance(first - timedelta(hours=1), keys_file) == timedelta(0)
    later = datetime(2026, 10, 13, 6, tzinfo=UTC)
    assert clock.advance(later, keys_file) == later - first
    assert clock.now() == later
    assert float((tmp_path / "clock").read_text()) == (later - real).total_seconds()
    assert open_keys(keys_file).key("day", "2026-10-13")
