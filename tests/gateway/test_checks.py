"""Each part says in one line how it is and what mends it, whatever else of the house is missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import insert, update

from core.errors import LasomiError, Misconfigured
from gateway import checks, pulse
from gateway.checks import Check, Memory, Scene, look, machine, scene_of, stores
from gateway.queue import NO_ANSWER, Doorbell
from store import cubes, inbox, signs
from store.database import Database
from store.keys import Keys
from store.spool import Spool
from store.tables import elapsed, spent
from store.tables import inbox as inbox_table
from store.vault import Vault
from tests.gateway.line import house
from tests.store.mailbag import entry, put


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def scene(database: Database, keys: Keys, vault: Vault, at: datetime) -> Callable[..., Scene]:
    """The scene of a house, with settings of its own, after so much time."""

    def made(after: timedelta = timedelta(0), **more: str) -> Scene:
        one = house(database, keys, at + after, LASOMI_KEYS_FILE=str(keys.path), **more)
        spool = Spool(one.settings.spool_dir, vault)
        spool.check()
        return scene_of(one, spool)

    return made


def by_name(scene: Scene) -> dict[str, Check]:
    return {check.name: check for check in look(scene)}


def test_a_sound_house_is_red_for_its_heartbeat_only(scene: Callable[..., Scene]) -> None:
    found = by_name(scene())
    assert {name for name, check in found.items() if check.state == "down"} == {"heartbeat"}
    assert all(check.remedy for check in found.values() if check.state != "ok")
    assert all("\n" not in check.sentence + check.remedy for check in found.values())
    assert found["database"].sentence.startswith(("SQLite 3.", "PostgreSQL "))


@pytest.mark.parametrize(
    ("used", "state"), [(84, "ok"), (85, "degraded"), (94, "degraded"), (95, "down"), (100, "down")]
)
def test_a_disk_warns_at_85_and_alarms_at_95_percent(
    scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch, used: int, state: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(120, used, 100 - used))
    (check,) = machine.disk(scene())
    assert check.state == state
    assert f"{used} %" in check.sentence


def test_files_that_do_not_open_are_counted(scene: Callable[..., Scene]) -> None:
    here = scene()
    (here.settings.spool_dir / "x.corrupt").write_bytes(b"x")
    assert by_name(here)["spool"].state == "degraded"
    assert "1" in by_name(here)["spool"].sentence


def test_keys_that_others_may_read_are_red(scene: Callable[..., Scene], keys: Keys) -> None:
    here = scene()
    keys.path.chmod(0o640)
    check = by_name(here)["keys"]
    assert (check.state, check.remedy) == ("down", f"chmod 600 {keys.path}")
    assert not checks.accepts(look(here))


def test_keys_beside_the_data_are_named(scene: Callable[..., Scene]) -> None:
    assert "LASOMI_KEYS_FILE" in by_name(scene())["keys_place"].remedy


def test_a_clock_of_1970_is_red_and_one_that_jumped_is_named(
    scene: Callable[..., Scene], database: Database
) -> None:
    old = replace(scene(), now=datetime.fromisoformat("1970-01-01T00:05:00+00:00"))
    assert next(iter(machine.clock(old))).state == "down"
    shift = {"name": "shift", "ms": 1, "boot": "b", "clock": 1, "wall": 3_600_000}
    with database.write() as conn:
        conn.execute(insert(elapsed).values(shift))
    check = by_name(scene())["clock"]
    assert check.state == "degraded"
    assert "60" in check.sentence


def test_the_heartbeat_is_red_after_five_minutes_of_silence(
    scene: Callable[..., Scene], at: datetime, data_dir: Path
) -> None:
    url = {"LASOMI_HEARTBEAT_URL": "https://hc.example.org/x"}
    assert by_name(scene(**url))["heartbeat"].state == "down"
    pulse.heard(data_dir, at)
    assert pulse.last(data_dir) == at
    assert by_name(scene(timedelta(minutes=5), **url))["heartbeat"].state == "ok"
    late = by_name(scene(timedelta(minutes=6), **url))["heartbeat"]
    assert (late.state, late.since) == ("down", at)


@pytest.mark.parametrize(
    ("facts", "state", "told"),
    [
        (None, "ok", "2 s"),
        (NO_ANSWER, "degraded", "LASOMI_REDIS_URL"),
        ({"version": "8.1", "policy": "allkeys-lru", "aof": "1"}, "degraded", "noeviction"),
        ({"version": "8.1", "policy": "noeviction", "aof": "0"}, "ok", "sans AOF"),
    ],
)
def test_redis_by_its_answer(scene: Callable[..., Scene], facts: Any, state: str, told: str) -> None:
    class Bell(Doorbell):
        def facts(self) -> Any:
            return facts

    (check,) = stores.redis(replace(scene(), queue=Bell("")))
    assert check.state == state
    assert told in check.sentence + check.remedy


def test_what_waits_and_nobody_works_on_is_named_with_its_age(
    scene: Callable[..., Scene], database: Database, vault: Vault, at: datetime
) -> None:
    put(database, entry(vault, at))
    assert by_name(scene(timedelta(seconds=20)))["inbox"].state == "ok"
    late = by_name(scene(timedelta(seconds=40)))["inbox"]
    assert (late.state, late.since) == ("degraded", at)
    assert "ops.worker drain" in late.remedy
    assert by_name(scene(timedelta(hours=2)))["inbox"].state == "down"
    inbox.lease(database, "w", at + timedelta(seconds=40))
    assert "--workers" in by_name(scene(timedelta(seconds=40)))["inbox"].remedy


@pytest.mark.parametrize(("state", "name"), [("poison", "poison"), ("shredded_unread", "unread")])
def test_what_nobody_could_process_is_counted(
    scene: Callable[..., Scene], database: Database, vault: Vault, at: datetime, state: str, name: str
) -> None:
    put(database, entry(vault, at), entry(vault, at, "B"))
    assert by_name(scene())[name].state == "ok"
    with database.write() as conn:
        conn.execute(update(inbox_table).values(state=state))
    check = by_name(scene())[name]
    assert check.state == "degraded"
    assert check.sentence.startswith("2 ")


@pytest.mark.parametrize(("n", "state"), [(79, "ok"), (80, "degraded"), (100, "down")])
def test_a_budget_alarms_at_80_percent(
    scene: Callable[..., Scene], database: Database, n: int, state: str
) -> None:
    with database.write() as conn:
        conn.execute(insert(spent).values(channel="twilio", day="2026-07-14", n=n))
    assert by_name(scene(LASOMI_BUDGETS="twilio=100"))["budget twilio"].state == state


def test_a_channel_shows_its_signs_and_the_code_of_a_pull_that_fails(
    scene: Callable[..., Scene], database: Database, at: datetime
) -> None:
    with database.write() as conn:
        signs.message(conn, "twilio", at)
        signs.failed(conn, "twilio", at, "http_401")
    check = by_name(scene())["channel twilio"]
    assert check.state == "degraded"
    assert "2026-07-14 14:05" in check.sentence
    assert "http_401" in check.remedy
    assert by_name(scene())["channel africastalking"].state == "ok"


def test_a_hotline_that_nobody_has_called_lately_is_named(scene: Callable[..., Scene]) -> None:
    here = scene()
    assert not isinstance(here.country, LasomiError)
    called = replace(
        here.country.hotlines[0], verified_at=date(2026, 7, 1), verified_by="awa", source="a call"
    )
    one = replace(here.country, hotlines=(called,))
    assert by_name(replace(here, country=one))["hotlines"].state == "ok"
    later = replace(here, country=one, now=here.now + timedelta(days=200))
    assert called.id in by_name(later)["hotlines"].sentence


def test_a_country_without_a_census_says_what_stays_empty(scene: Callable[..., Scene]) -> None:
    here = scene()
    assert not isinstance(here.country, LasomiError)
    check = by_name(here)["census"]
    assert (check.state, "E1" in check.sentence) == ("ok", True)
    filled = replace(here, country=replace(here.country, population={"ML0701": 120_000}))
    assert "1 " in by_name(filled)["census"].sentence


def test_a_head_that_does_not_leave_is_said(scene: Callable[..., Scene]) -> None:
    mail = {"LASOMI_SMTP_URL": "smtp://127.0.0.1:25", "LASOMI_MAIL_FROM": "lasomi@example.org"}
    assert by_name(scene())["audit"].state == "degraded"
    assert by_name(scene(**mail, LASOMI_AUDITOR_MAIL="a@example.org"))["audit"].state == "ok"


def test_with_nothing_left_it_still_says_what_is_wrong(scene: Callable[..., Scene]) -> None:
    gone = Misconfigured()
    away = LasomiError("store.away", retryable=True)
    empty = replace(scene(), say=gone, country=gone, keys=gone, database=away, vitals=away, spool=None)
    found = by_name(empty)
    assert {name for name, check in found.items() if check.state == "down"} == {
        *("keys", "database", "heartbeat", "country", "catalogues"),
    }
    assert not checks.accepts(found.values())


def test_a_memory_dates_a_fault_by_its_beginning_and_tells_it_twice(
    at: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    memory, minute = Memory(tells=True), timedelta(minutes=1)
    bad, good = Check("redis", "degraded", "x", "y"), Check("redis", "ok", "x")
    for n in range(5):
        (seen,) = memory.noted([bad], at + n * minute)
        assert seen.since == at
    assert memory.noted([], at + 5 * minute) == []
    memory.noted([good], at + 6 * minute)
    (again,) = memory.noted([bad], at + 7 * minute)
    assert again.since == at + 7 * minute
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert '"duration_ms": 360000' in lines[1]


def test_figures_that_are_held_back_are_named_until_they_are_published(
    scene: Callable[..., Scene], database: Database, at: datetime
) -> None:
    assert "figures" not in by_name(scene())
    with database.write() as conn:
        assert cubes.block(conn, "G1", "2026-Q2")
        assert not cubes.block(conn, "G1", "2026-Q2")
    check = by_name(scene())["figures"]
    assert check.state == "degraded"
    assert "G1 2026-Q2" in check.sentence
    with database.write() as conn:
        cubes.keep(conn, "G1", "2026-Q2", {"week": []}, at.date())
    assert "figures" not in by_name(scene())
