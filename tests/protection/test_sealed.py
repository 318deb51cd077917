"""Sealed mode (P29): what comes is kept unread and nothing leaves; two persons open, then all of it, once."""

import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import LasomiError
from flows.nodes import ERASE_IT
from gateway.house import House
from gateway.opening import lock
from gateway.ussd import UNAVAILABLE
from ops.worker import rounds
from store import people
from store.letters import Letters
from store.shred import shred
from tests.gateway.line import Line, know, open_line
from tests.protection.sealing import letters, look, open_up, two_come
from tests.protection.walking import names, traces
from workers.drain import drain_once

NUMBER, OTHER = "+22376000001", "+22376000002"
WORD = "zanzibarette"
REPORT = ["1", "1", "2", "2", "Ansongo", "2", "1", "1", "1"]
PROTECTED = ["1", "1", "6", "1"]


@pytest.fixture
def here(closed_house: House) -> House:
    return closed_house


@pytest.fixture
def line(closed_line: Line) -> Line:
    return closed_line


def dial(line: Line, number: str, call: str, keys: list[str]) -> str:
    """A whole call; its last screen."""
    return [line.dial(number, call, "*".join(keys[:n])) for n in range(len(keys) + 1)][-1]


def test_an_sms_is_accepted_and_lies_nowhere_in_clear(line: Line) -> None:
    assert line.sms(NUMBER, f"22 ANSONGO {WORD}").status_code == 200
    assert (line.rows("inbox"), letters(line)) == ([], 1)
    files = [path for path in line.house.settings.data_dir.rglob("*") if path.is_file()]
    assert not [
        path for path in files if WORD.encode() in path.read_bytes() or b"76000001" in path.read_bytes()
    ]
    (letter,) = line.house.settings.letters_dir.iterdir()
    assert letter.stat().st_mode & 0o777 == 0o600


def test_nothing_is_worked_on_and_no_alert_leaves(line: Line) -> None:
    two_come(line.house)
    line.sms(NUMBER, "11 ANSONGO")
    assert lock(line.house, "awa")
    for one in rounds(line.house, ["deliver"], threading.Event()):
        assert one.go() == 0
    assert {row["state"] for row in line.rows("inbox")} == {"new"}
    with pytest.raises(LasomiError, match="two persons must unlock"):
        drain_once(line.house, "worker")
    assert {(row["state"], row["attempts"]) for row in line.rows("inbox")} == {("new", 0)}


def test_what_waited_is_worked_on_once_in_its_order_with_its_time(line: Line, at: datetime) -> None:
    for n, text in enumerate((f"22 ANSONGO {WORD}", "13 GAO", "11 MENAKA")):
        line.move(at + timedelta(minutes=n))
        line.sms(NUMBER, text, id=f"m{n}")
    line.sms(NUMBER, "13 GAO", id="m1")
    line.move(at + timedelta(hours=5))
    copies = {path.name: path.read_bytes() for path in line.house.settings.letters_dir.iterdir()}
    open_up(line)
    told = line.bodies()
    assert [body["text"] for body in told] == [f"22 ANSONGO {WORD}", "13 GAO", "11 MENAKA"]
    assert [body["row"]["received_at"] % 3_600_000 // 60_000 for body in told] == [5, 6, 7]
    for name, content in copies.items():  # killed between the inbox and the folder: they lie there again
        (line.house.settings.letters_dir / name).write_bytes(content)
    look(line)
    assert (len(line.rows("inbox")), letters(line)) == (3, 0)
    while drain_once(line.house, "worker"):
        continue
    assert {row["state"] for row in line.rows("inbox")} == {"done"}


def test_what_nobody_can_read_is_set_aside_once(line: Line) -> None:
    line.sms(NUMBER, WORD, **{"from": "nobody"})
    (letter,) = line.house.settings.letters_dir.iterdir()
    content = letter.read_bytes()
    open_up(line)
    letter.write_bytes(content)
    look(line)
    assert [row["reason"] for row in line.rows("quarantine")] == ["operator_message"]


def test_a_letter_that_was_changed_or_renamed_is_counted_and_stops_no_other(line: Line) -> None:
    for n in range(3):
        line.sms(NUMBER, "22 ANSONGO", id=f"m{n}")
    first, second, _ = sorted(line.house.settings.letters_dir.iterdir())
    content = first.read_bytes()
    first.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    second.rename(second.with_name(second.name.replace("africastalking", "twilio")))
    open_up(line)
    assert sorted(row["state"] for row in line.rows("inbox")) == ["new", "shredded_unread", "shredded_unread"]


def test_a_call_is_somebodys_first_whoever_calls(here: House, line: Line) -> None:
    two_come(here)
    know(line)
    with here.database.write() as conn:
        people.add_member(
            conn,
            here.vault,
            number=NUMBER,
            name="Une",
            roles=("monitor",),
            areas=("ML0701",),
            now=here.clock(),
        )
    lock(here, "awa")
    phones = (NUMBER, OTHER, "+22376000003")
    for text in ("", "1", "1*1"):
        screens = {line.dial(number, f"s{number}", text) for number in phones}
        assert len(screens) == 1
        assert screens != {UNAVAILABLE}


def test_a_call_tells_its_report_after_the_opening(line: Line) -> None:
    last = dial(line, NUMBER, "s1", REPORT)
    assert last.startswith("END ")
    assert last.endswith(ERASE_IT)
    assert line.rows("sessions") == []
    open_up(line)
    told = [body for body in line.bodies() if body["row"]["state"] == "new"]
    assert [(body["urn"], body["kind"], body["ended"]) for body in told] == [(NUMBER, "report", True)]
    while drain_once(line.house, "worker"):
        continue
    assert len(line.rows("reports")) == 1


def test_a_call_that_began_closed_ends_so(line: Line) -> None:
    for n in range(6):
        line.dial(NUMBER, "s1", "*".join(REPORT[:n]))
    open_up(line)
    assert dial(line, NUMBER, "s1", REPORT).startswith("END ")
    look(line)
    assert len([body for body in line.bodies() if body["ended"]]) == 1
    assert len(line.rows("sessions")) == 1


def test_nobody_else_goes_on_in_a_call_and_no_unknown_one_is_answered(line: Line) -> None:
    line.dial(NUMBER, "s1")
    assert line.dial(OTHER, "s1", "1") == UNAVAILABLE
    assert line.dial(NUMBER, "s2", "1") == UNAVAILABLE
    assert line.dial("nobody", "s3") == UNAVAILABLE


def test_a_call_for_help_leaves_a_count_and_nothing_else(line: Line) -> None:
    assert dial(line, NUMBER, "s1", PROTECTED).startswith(("CON ", "END "))
    dial(line, NUMBER, "s1", PROTECTED)
    open_up(line)
    assert line.rows("inbox") == line.rows("sessions") == []
    assert sum(row["n"] for row in line.rows("counters")) == 1
    assert traces(line.house, names(line.house.keys, NUMBER, ["36000", "*384#"])) == set()


def test_the_letter_of_a_call_for_help_names_nobody(line: Line) -> None:
    dial(line, NUMBER, "s1", PROTECTED)
    two_come(line.house)
    kept = Letters(line.house.settings.letters_dir, line.house.keys)
    opened = [json.loads(kept.opened(one)) for one in kept.waiting()]
    assert [each["gone"] for each in opened] == [[["s1", "*384#"], True]]
    assert NUMBER[1:] not in json.dumps(opened)


def test_half_a_letter_that_a_crash_left_is_removed_when_the_house_is_opened(line: Line) -> None:
    line.sms(NUMBER, "22 ANSONGO")
    folder = line.house.settings.letters_dir
    (folder / "half.letter.part").write_bytes(b"half")
    open_up(line)
    assert list(folder.iterdir()) == []


def test_erased_is_erased_with_what_was_told_before(line: Line) -> None:
    dial(line, NUMBER, "s1", [*REPORT[:7], "00"])
    open_up(line)
    assert line.rows("inbox") == []


def test_what_another_machine_opens_later_is_not_told_anew(here: House, line: Line) -> None:
    """P11: the phone had written there before, and asked here to be forgotten."""
    line.sms(NUMBER, f"22 ANSONGO {WORD}")
    dial(line, NUMBER, "s1", REPORT)
    line.sms(OTHER, "11 ANSONGO")
    there = [(path, path.read_bytes()) for path in here.settings.letters_dir.iterdir()]
    for path, _ in there:
        path.unlink()
    line.move(here.clock() + timedelta(minutes=5))
    line.sms(NUMBER, "EFFACER")
    open_up(line)
    while drain_once(here, "worker"):
        continue
    for path, content in there:
        path.write_bytes(content)
    look(line)
    while drain_once(here, "worker"):
        continue
    assert [row["code"] for row in line.rows("reports")] == ["11"]
    assert traces(here, names(here.keys, NUMBER, []) | {WORD}) == set()
    assert letters(line) == 0


def test_another_start_finds_it_closed_and_what_waited_there(here: House, line: Line) -> None:
    line.sms(NUMBER, "22 ANSONGO")
    with open_line(replace(here)) as again:
        assert again.get("/console").status_code == 503
        open_up(again)
        assert len(again.rows("inbox")) == 1


def test_after_72_hours_a_letter_opens_no_more_and_is_counted(here: House, line: Line, at: datetime) -> None:
    line.sms(NUMBER, "22 ANSONGO")
    later = at + timedelta(hours=73)
    here.keys.issue(later)
    shred(here.database, here.keys, later)
    line.move(later)
    open_up(line)
    (row,) = line.rows("inbox")
    assert (row["state"], row["channel"], row["sealed"]) == ("shredded_unread", "africastalking", None)
    assert row["received_at"] % 3_600_000 == 0
    assert letters(line) == 0


def test_while_all_stays_closed_72_hours_leave_no_moment(here: House, line: Line, at: datetime) -> None:
    line.sms(NUMBER, "22 ANSONGO")
    dial(line, OTHER, "s1", PROTECTED)
    for hours, waiting in ((47, 2), (73, 0)):
        later = at + timedelta(hours=hours)
        here.keys.issue(later)
        shred(here.database, here.keys, later)
        line.move(later)
        line.run(line.app.state.webhooks.shut.bury())
        assert letters(line) == waiting
    (row,) = line.rows("inbox")
    assert (row["state"], row["received_at"] % 3_600_000) == ("shredded_unread", 0)


def test_a_closed_file_that_says_nothing_buries_nothing(here: House, line: Line) -> None:
    line.sms(NUMBER, "22 ANSONGO")
    assert here.settings.sealed_keys is not None
    whole = here.settings.sealed_keys.read_bytes()
    for ruined in (bytes(len(whole)), b"", None):
        here.settings.sealed_keys.unlink() if ruined is None else here.settings.sealed_keys.write_bytes(
            ruined
        )
        line.run(line.app.state.webhooks.shut.bury())
        assert letters(line) == 1
    here.settings.sealed_keys.write_bytes(whole)
    open_up(line)
    assert [row["state"] for row in line.rows("inbox")] == ["new"]


def test_after_two_days_it_is_still_told(here: House, line: Line, at: datetime) -> None:
    """The keys of calls and limits of that day are gone by then."""
    dial(line, NUMBER, "s1", REPORT)
    line.sms(OTHER, "22 ANSONGO")
    later = at + timedelta(hours=50)
    here.keys.issue(later)
    shred(here.database, here.keys, later)
    line.move(later)
    open_up(line)
    while drain_once(here, "worker"):
        continue
    assert {row["state"] for row in line.rows("inbox")} == {"done"}
    assert len(line.rows("reports")) == 2
