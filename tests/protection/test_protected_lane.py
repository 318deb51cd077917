"""P35 to P40: of 500 calls for help by SMS and USSD a count is left, and for 72 h what one person may open.

Nothing that anybody else reads holds a trace of one: no word, no number, no pseudonym, no code.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.contacts import pseudonym
from core.country import Country
from flows.definition import Flows
from store import protected
from store.database import Database, open_database
from store.keys import Keys, create_keys
from tests.protection.lane_cases import ALL, LANGUAGES, Call, Text, calls, texts
from tests.protection.lane_room import AT, FOCAL, MONITOR, ORDINARY, Lane, lane, outputs, week
from tests.protection.walking import ring_of
from tests.workers.texting import texting

RECALL = 0.98
NEUTRAL = "Merci. Message bien recu."
GENERAL = (
    *("reports", "incidents", "alerts", "observations", "cells", "ratings", "labels", "sources"),
    *("likenesses", "conversations", "outbox", "quarantine", "cases", "parts"),
)
"""Tables that hold what is told in the general lane, or what it caused."""
CASES: list[Text | Call] = [*texts(), *calls()]
TRACES = {case.trace for case in CASES if case.trace}
NUMBERS = {case.number[4:] for case in CASES}


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    cared_for: Country,
    flows: Flows,
) -> Iterator[Lane]:
    """The 500 cases, told once; PostgreSQL hears them in S3."""
    folder = tmp_path_factory.mktemp("lane")
    data = folder / "data"
    data.mkdir(mode=0o700)
    shutil.copy(request.getfixturevalue("_sqlite_template"), data / "lasomi.db")
    database = open_database(f"sqlite:///{data}/lasomi.db", data)
    keys = create_keys(folder / "keys" / "keys", AT)
    with lane(database, keys, cared_for, flows, GENERAL) as here:
        yield here
    database.close()


@pytest.fixture(scope="module")
def read(told: Lane) -> dict[str, str]:
    """All that can be read a week later, by everybody but the focal person."""
    week(told)
    return outputs(told)


def test_there_are_500_in_every_language_and_each_bears_its_own_word(told: Lane) -> None:
    """What the router misses is an event like any other: its share is the recall, and not a trace."""
    assert len(texts()) + len(calls()) == ALL
    assert len(told.texts) + len(calls()) >= 500
    assert {call.language for call in calls()} == set(LANGUAGES)
    assert len({case.trace for case in texts()}) == len(texts())


def test_the_router_finds_them(told: Lane, record_property: Callable[[str, object], None]) -> None:
    record_property("recall", f"{len(told.texts)} / {len(texts())}")
    assert len(told.texts) >= RECALL * len(texts())


def test_a_count_is_left_and_what_is_sealed(told: Lane) -> None:
    """P36, P37: no report, no incident, no pseudonym, no answer, no session; the inbox rows are blank."""
    ended = sum(call.ends for call in calls())
    (counted,) = told.phone.rows("SELECT sum(n) AS n FROM counters WHERE name = 'protected'")
    assert counted["n"] == len(told.texts) + ended
    assert told.counts(GENERAL) == told.before
    assert told.count("sessions") == len(calls()) - ended, "of those who hung up before they chose"
    assert told.phone.rows("SELECT id FROM inbox WHERE kind = 'ussd' OR state <> 'done'") == []
    assert told.count("inbox WHERE kind = 'sms' AND sealed IS NOT NULL") == len(ORDINARY)


def test_what_is_sealed_holds_the_words_and_no_number(told: Lane) -> None:
    house = told.phone.house
    with house.database.read() as conn:
        waits = protected.waiting(conn, house.clock())
        said = [protected.unlock(conn, house.vault, id_, house.clock()) or "" for id_, _ in waits]
    held = {word for text in said for word in text.split()}
    assert {case.trace for case in told.texts} == held & TRACES
    assert not [number for number in NUMBERS for text in said if number in text.replace(" ", "")]


def test_every_call_ends_on_help_and_is_never_offered_again(told: Lane) -> None:
    """P12, P36: whoever dials again finds the first screen that they had before."""
    for language in LANGUAGES:
        own = {
            screen
            for call, screen in zip(calls(), told.screens, strict=True)
            if call.ends and call.language == language
        }
        (screen,) = own  # whatever was chosen, and whoever called
        assert screen.startswith("END ")
    for n, call in enumerate(calls()[:36]):
        screen = told.phone.line.dial(call.number, f"again{n}")
        assert not re.search("Continuer|Ka taa a f", screen)
        assert told.phone.line.dial(call.number, f"again{n}", "00").startswith("END ")


def test_nobody_hears_anything_but_that_something_waits(told: Lane, read: dict[str, str]) -> None:
    """P5, P38, P39."""
    heard = {message.urn for message in told.phone.sent}
    assert heard == {MONITOR, FOCAL}
    to_focal = [message.text for message in told.phone.sent if message.urn == FOCAL]
    assert to_focal == ["Une tache vous attend dans la console."]


def test_no_general_output_has_a_trace(told: Lane, read: dict[str, str]) -> None:
    """P40: feed in all its formats, maps, exports, FLOIP, CAP, Atom, digests, highlights, bulletins, every
    page of every other role with every text that a verifier may open, logs, metrics, audit.
    """
    assert len(read) > 200
    texts_read = "".join(text for where, text in read.items() if where.startswith("verifier /console/triage"))
    assert "boeufs" in texts_read, "there are words to be read"
    assert "Ansongo" in read["verifier /console/incidents"], "and events to be seen"
    found = {(where, word) for where, text in read.items() for word in (*TRACES, *NUMBERS) if word in text}
    assert found == set()


def test_no_general_output_names_the_codes(read: dict[str, str]) -> None:
    rows = re.compile(r'"code": ?"6[12]"|incidents_6|E1_6|/6[12]\b|,6[12],|A\d{4} S\d 6[12]')
    listed = {where for where, text in read.items() if rows.search(text)}
    assert {where for where in listed if "taxonomy" not in where and "openapi" not in where} == set()
    assert '"P1"' not in read["/v1/indicators/definitions"]


def test_logs_metrics_and_audit_do_not_know_the_lane(read: dict[str, str]) -> None:
    for where in ("log", "metrics", "audit"):
        assert not re.search(r"gbv|protected|focal|femme|viol", read[where]), where


def test_no_byte_of_the_disk_holds_one_in_clear(told: Lane) -> None:
    folder = Path(told.phone.house.settings.data_dir)
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    wanted = {word.encode() for word in (*TRACES, *NUMBERS)}
    assert [word for word in wanted if word in held] == []


def test_no_pseudonym_of_a_caller_is_new(told: Lane) -> None:
    """P36, P37: who was not known before is not known after."""
    new = {call.number for call in calls() if not call.known}
    ring = ring_of(told.phone.house.keys)
    known = {pseudonym(key, name.partition("/")[0], number) for name, key in ring.items() for number in new}
    tables = ("contacts", "sessions", "reports", "ratings", "conversations", "exchanges", "cell_members")
    rows = [row for table in tables for row in told.phone.rows(f"SELECT * FROM {table}")]
    held = {str(value) for row in rows for value in row.values()}
    assert known & held == set()


@pytest.mark.parametrize("mode", ["silent", "neutral", "conversation"])
def test_the_reply_is_that_of_any_sender(
    mode: str, database: Database, keys: Keys, country: Country, flows: Flows
) -> None:
    """P38: nothing, or the one neutral text; in a conversation the thanks, as for what is not understood."""
    with texting(database, keys, country, flows, {"mode": mode}) as phone:
        usual = phone.write("zzzz", number="+22350000099")
        assert usual == ([] if mode == "silent" else [NEUTRAL])
        for n, case in enumerate(texts()[::25]):
            assert phone.write(case.text, number=f"+223500000{n + 1:02d}") == usual, case.text
        assert phone.write("61 GAO", number="+22350000098") == usual
