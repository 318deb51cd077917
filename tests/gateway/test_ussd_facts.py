"""What a call finds is looked up once, in few statements; later screens need one row at most; old flows serve
the calls that began on them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event

from flows.definition import flow_files
from gateway.house import House
from store import commitments, flowversions, people, sessions
from store.database import Database
from store.keys import Keys
from tests.gateway.line import Broken, Line, house, know, open_line

CALLER = "+22376000001"
MONITOR = "+22376000003"


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@contextmanager
def counted(one: House) -> Iterator[list[str]]:
    """Every statement that is sent while the block runs."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = one.database._engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def looks(sent: list[str]) -> int:
    """Reads of a table; what sets the limits of a transaction is none."""
    return sum(each.startswith("SELECT") and "FROM" in each for each in sent)


def test_a_call_begins_with_few_looks(one: House, at: datetime) -> None:
    with open_line(one) as line:
        line.dial("+22376000009", "first of this process")
        with counted(one) as sent:
            line.dial(CALLER, "S1")
        assert looks(sent) <= 6
        know(line, MONITOR, home="ML070102")
        with one.database.write() as conn:
            member = {"number": MONITOR, "name": "Awa", "areas": ("ML0701",), "now": at}
            people.add_member(conn, one.vault, roles=("monitor",), **member)  # type: ignore[arg-type]
        with counted(one) as sent:
            line.dial(MONITOR, "S2")
        assert looks(sent) <= 12  # duty, leave, ties and digests are a look each


def test_a_later_screen_needs_no_look_and_one_in_another_process(one: House) -> None:
    texts = ["1", "1*1", "1*1*2"]
    with open_line(one) as line:
        line.dial(CALLER, "S1")
        with counted(one) as sent:
            screens = [line.dial(CALLER, "S1", text) for text in texts]
        assert looks(sent) == 0
    with open_line(one) as other:
        with counted(one) as sent:
            assert [other.dial(CALLER, "S1", text) for text in texts] == screens
        assert looks(sent) == 1


def test_staff_see_their_menu_and_people_what_was_promised(one: House, at: datetime) -> None:
    with one.database.write() as conn:
        people.remember(conn, one.vault, CALLER, at, language="fr")
        commitments.add(
            conn,
            code="C-1",
            framework="ccs_avis",
            text={"fr": "Ouvrir un poste à Bara"},
            addressee_type="security_forces",
            addressee_unit="ML",
            due=None,
            now=at,
        )
    with open_line(one) as line:
        assert "4 Engagements" in line.dial(CALLER, "S1")
        assert "1 Ouvrir un poste à Bara" in line.dial(CALLER, "S1", "4")
        assert line.dial(CALLER, "S1", "4*1*2").startswith("END ")
        (kept,) = line.bodies()
        assert (kept["kind"], kept["answers"]) == ("opinion", {"commitment": "C-1", "heard": "no"})


def test_who_asked_for_official_letters_gets_them(one: House, at: datetime) -> None:
    with one.database.write() as conn:
        people.remember(conn, one.vault, CALLER, at, language="bm", letters="official")
    with open_line(one) as line:
        assert "Ɲɛmɔgɔ dɔ kiimɛ" in line.dial(CALLER, "S1")
        assert "official" not in repr(line.rows("sessions"))
        assert "Nyèmògò dò kiimè" in line.dial(CALLER, "S1", "9*2*1")
        line.dial(CALLER, "S1", "9*2*1*0")
        (kept,) = line.bodies()
        assert (kept["kind"], kept["answers"]) == ("contact", {"language": "bm", "letters": "gsm7"})
    with open_line(one) as other:
        assert "Ɲɛmɔgɔ dɔ kiimɛ" in other.dial(CALLER, "S1")


def test_while_the_database_is_away_a_call_finds_nothing(one: House, at: datetime) -> None:
    with one.database.write() as conn:
        people.remember(conn, one.vault, CALLER, at, language="fr")
        member = {"number": CALLER, "name": "Awa", "areas": ("ML0701",), "now": at}
        people.add_member(conn, one.vault, roles=("relay",), **member)  # type: ignore[arg-type]
    with open_line(one, committer=Broken(one.database)) as line:
        assert "1 Francais" in line.dial(CALLER, "S1")
        assert "RAS" not in line.dial(CALLER, "S1", "1")


def test_a_call_that_began_on_other_flows_ends_on_them(one: House, at: datetime) -> None:
    older = {
        name: text.replace('"Que se passe-t-il?"', '"Que s\'est-il passé?"')
        for name, text in flow_files().items()
    }
    assert older != flow_files()
    with open_line(one) as line:
        line.dial(CALLER, "S1")
        began = _began(line)
        with one.database.write() as conn:
            version = flowversions.keep(conn, older, at)
            sessions.forget(conn, began.id)
            sessions.begin(conn, one.vault, replace(began, flow_version=version))
    with open_line(one) as other:
        assert "Que s'est-il passé?" in other.dial(CALLER, "S1", "1*1")
        assert "Que se passe-t-il?" in _dialled(other, "S2", "", "1", "1*1")


def test_a_version_that_nobody_has_written_is_answered_by_this_one(one: House) -> None:
    with open_line(one) as line:
        line.dial(CALLER, "S1")
        assert flowversions.version_of(flow_files()) in {row["version"] for row in line.rows("flow_versions")}
        began = _began(line)
        with one.database.write() as conn:
            sessions.forget(conn, began.id)
            sessions.begin(conn, one.vault, replace(began, flow_version="lost"))
    with open_line(one) as other:
        assert "Que se passe-t-il?" in other.dial(CALLER, "S1", "1*1")


def _began(line: Line) -> sessions.Call:
    (row,) = line.rows("sessions")
    with line.house.database.read() as conn:
        found = sessions.find(conn, line.house.vault, row["id"])
    assert found is not None
    return found


def _dialled(line: Line, session: str, *texts: str) -> str:
    return [line.dial(CALLER, session, text) for text in texts][-1]
