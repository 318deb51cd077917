"""Who asks for help in a call is shown where to find it (S3), and a count is all that is left of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.hotlines import Hotline
from gateway.house import House
from gateway.ussd import UNAVAILABLE
from store.committer import Committer
from store.database import Database
from store.keys import Keys
from store.spool import Spool
from tests.gateway.line import Broken, Line, house, in_country, know, open_line
from tests.gateway.rooms import mali


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


def service(name: str, area: str, verified_at: date) -> Hotline:
    known: dict[str, Any] = {"label": {"fr": name}, "area": area, "verified_at": verified_at}
    return replace(
        next(iter(mali().hotlines)), **known, number="80000001", protected=True, verified_by="x", source="y"
    )


@pytest.fixture
def helped(one: House) -> House:
    """The services of S3: one of Gao called lately, one of Gao called too long ago, none for the country."""
    listed = (
        service("Maison des femmes", "ML07", date(2026, 6, 1)),
        service("Vieux", "ML07", date(2025, 12, 1)),
    )
    return in_country(one, replace(mali(), hotlines=listed))


def test_s3_a_known_caller_is_shown_the_service_of_her_region(helped: House, at: datetime) -> None:
    with open_line(helped) as line:
        know(line)
        contact = line.rows("contacts")
        screens = [line.dial("+22376000003", "S3", text) for text in ["", "1", "1*6", "1*6*1"]]
        assert [screen[:3] for screen in screens] == ["CON", "CON", "CON", "END"]
        assert "Maison des femmes" in screens[3]
        assert "Vieux" not in screens[3]
        assert counted(line) == {("protected", "ML07", "2026-W29"): 1}
        assert line.rows("contacts") == contact
        assert (line.rows("inbox"), line.rows("sessions")) == ([], [])
        line.move(at + timedelta(minutes=1))
        assert line.dial("+22376000003", "S3", "1*6*1") == screens[3]
        line.hang_up("+22376000003", "S3", "1*6*1")
        assert counted(line) == {("protected", "ML07", "2026-W29"): 1}
        assert line.rows("inbox") == []


def test_s3_a_new_caller_leaves_a_count_of_the_country_and_no_contact(helped: House) -> None:
    with open_line(helped) as line:
        screens = [line.dial("+22350000001", "S3", text) for text in ["", "1", "1*1", "1*1*6", "1*1*6*1"]]
        assert screens[-1].startswith("END Parlez a une personne de confiance ou au centre de santé.")
        assert counted(line) == {("protected", "ML", "2026-W29"): 1}
        assert (line.rows("contacts"), line.rows("inbox"), line.rows("sessions")) == ([], [], [])
        assert line.dial("+22350000001", "S4") == screens[0]


def test_the_last_request_of_a_protected_call_is_known_by_another_process(helped: House) -> None:
    with open_line(helped) as first:
        know(first)
        for text in ["", "1", "1*6"]:
            first.dial("+22376000003", "S3", text)
        screen = first.dial("+22376000003", "S3", "1*6*1")
    with open_line(helped) as second:
        assert second.dial("+22376000003", "S3", "1*6*1") == screen
        assert counted(second) == {("protected", "ML07", "2026-W29"): 1}
        assert second.rows("sessions") == []


def test_a_partial_report_of_a_call_that_turns_to_the_protected_lane_is_gone(helped: House) -> None:
    with open_line(helped) as first, open_line(helped) as second:
        know(first)
        path = "1*2*2"
        for text in ["", "1", "1*2", path]:
            first.dial("+22376000003", "S3", text)
        late = second.dial("+22376000003", "S3", path)
        assert len(first.rows("inbox")) == 1
        first.dial("+22376000003", "S3", path + "*0*0*6*1")
        assert first.rows("inbox") == []
        assert second.dial("+22376000003", "S3", path) == late
        assert first.dial("+22376000003", "S3", path) == late
        assert first.rows("inbox") == [], "a turn that comes late brings nothing back"


def counted(line: Line) -> dict[tuple[str, str, str], int]:
    return {(row["name"], row["place"], row["period"]): row["n"] for row in line.rows("counters")}


class Mended(Broken):
    """Away until somebody mends it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.away = True

    def submit(self, work: Any) -> Any:
        return super().submit(work) if self.away else Committer.submit(self, work)


def test_help_is_shown_while_the_database_is_away_and_forgotten_when_it_is_back(helped: House) -> None:
    committer = Mended(helped.database)
    with open_line(helped, committer=committer) as line:
        know(line)
        for text in ["", "1", "1*1", "1*1*2", "1*1*2*2", "1*1*2*2*Ansongo"]:
            line.dial("+22376000003", "S3", text)
        screen = line.dial("+22376000003", "S3", "1*1*2*2*Ansongo*0*0*0*6*1")
        assert "Parlez a une personne de confiance" in screen
        assert line.dial("+22376000003", "S6").startswith("CON ")
        assert line.dial("+22376000003", "S6", "00") == UNAVAILABLE, "what is not erased is not called erased"
        assert list(helped.settings.spool_dir.glob("*.spool"))
        committer.away = False
        # The process that owes it has died: the debt is on disk, and whoever flushes pays it.
        Spool(helped.settings.spool_dir, helped.vault).flush(helped.database)
        assert list(helped.settings.spool_dir.glob("*.spool")) == []
        assert line.rows("inbox") == []
        assert counted(line) == {("protected", "ML", "2026-W29"): 1}
