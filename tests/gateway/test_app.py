"""The application starts, says how it is, and shows this machine only what an operator needs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import LasomiError, Misconfigured
from gateway.app import create_app
from gateway.house import House, open_house, stay_at_home
from gateway.queue import Doorbell
from gateway.settings import read_settings
from store.database import Database
from store.keys import Keys
from tests.gateway.line import TOKEN, Line, house, in_country, open_line, own_house, settings
from tests.gateway.provider import free_port
from tests.gateway.rooms import mali

CONTRACT = {
    "lasomi_accepted_total",
    "lasomi_accept_seconds_bucket",
    "lasomi_ussd_seconds_bucket",
    "lasomi_inbox_waiting",
    "lasomi_processed_total",
    "lasomi_understand_seconds_bucket",
    "lasomi_alert_seconds_bucket",
    "lasomi_outbox_waiting",
    "lasomi_sent_total",
    "lasomi_quarantined_total",
    "lasomi_spool_bytes",
    "lasomi_spool_corrupt",
    "lasomi_disk_share",
    "lasomi_inbox_oldest_seconds",
    "lasomi_inbox_poison",
    "lasomi_heartbeat_age_seconds",
}


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        yield opened


def test_the_process_lives(line: Line) -> None:
    answer = line.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


ALWAYS = {"heartbeat", "hotlines", "audit"}
"""What the house of the tests lacks: who hears it, services that somebody has called, an auditor."""


def degraded(line: Line) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = line.get("/readyz").json()["degraded"]
    assert found.keys() >= ALWAYS
    return {name: fault for name, fault in found.items() if name not in ALWAYS}


def test_all_is_well(line: Line) -> None:
    answer = line.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert degraded(line) == {}


def test_a_fault_keeps_the_moment_when_it_began(one: House, at: datetime) -> None:
    away = replace(one, queue=Doorbell(f"redis://127.0.0.1:{free_port()}"))
    with open_line(away) as line:
        degraded(line)
        line.move(at + timedelta(minutes=9))
        assert degraded(line)["redis"]["since"] == at.isoformat()


def test_without_redis_it_accepts_and_says_so(one: House) -> None:
    away = replace(one, queue=Doorbell(f"redis://127.0.0.1:{free_port()}"))
    with open_line(away) as line:
        assert line.get("/readyz").status_code == 200
        assert list(degraded(line)) == ["redis"]
        assert "LASOMI_REDIS_URL" in degraded(line)["redis"]["remedy"]


def test_without_the_database_it_accepts_into_the_spool_and_says_so(one: House, tmp_path: Path) -> None:
    with open_line(replace(one, database=Away())) as line:
        assert line.get("/readyz").json()["ready"] is True
        assert list(degraded(line)) == ["database"]
        one.settings.spool_dir.rename(tmp_path / "gone")
        assert line.get("/readyz").status_code == 503
        assert line.get("/metrics").status_code == 200


class Away(Database):
    """A database that does not answer."""

    def __init__(self) -> None:
        self.dialect = "sqlite"

    def read(self, *, urgent: bool = False) -> Any:
        raise LasomiError("store.away", retryable=True)

    def checkpoint(self) -> None:
        raise LasomiError("store.away", retryable=True)


def test_without_the_key_of_the_day_nothing_can_be_accepted(line: Line, at: datetime) -> None:
    line.move(at + timedelta(days=400))
    answer = line.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["degraded"]["keys"]["sentence"].startswith("key_gone")


def test_the_metrics_of_the_contract_are_there_and_show_nobody(line: Line) -> None:
    line.sms("+22376000017", "un secret de Gao")
    text = line.get("/metrics").text
    names = {row.split("{")[0].split(" ")[0] for row in text.splitlines() if not row.startswith("#")}
    declared = {row.split(" ")[2] for row in text.splitlines() if row.startswith("# TYPE")}
    declared |= {f"{name}_total" for name in declared} | {f"{name}_bucket" for name in declared} | names
    assert declared >= CONTRACT
    assert "lasomi_inbox_waiting 1.0" in text
    assert "22376000017" not in text
    assert "secret" not in text


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_only_this_machine_sees_them(one: House, path: str) -> None:
    with open_line(one, client="203.0.113.9") as line:
        assert line.get(path).status_code == 404
        assert line.get("/healthz").status_code == 200
    with open_line(one) as line:
        assert line.get(path, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 404
        assert line.get(path).status_code == 200


def test_the_handset_is_the_sandboxes(database: Database, keys: Keys, at: datetime) -> None:
    with open_line(house(database, keys, at)) as line:
        assert line.get("/handset").status_code == 404
    address = "http://127.0.0.1:8100"
    more = {"LASOMI_SANDBOX": address, "LASOMI_TWILIO_API_URL": address}
    with open_line(house(database, keys, at, **more)) as line:
        assert line.get("/handset").headers["location"] == f"{address}/handset"


def test_what_messages_may_not_leave_the_country_stops_the_start(one: House, keys: Keys) -> None:
    at_home = replace(mali().settings, residency="mali")
    with pytest.raises(Misconfigured, match="LASOMI_HOOK_TOKENS"):
        stay_at_home(one.settings, in_country(one, replace(mali(), settings=at_home)).country)


@pytest.fixture
def real(tmp_path: Path, data_dir: Path) -> dict[str, str]:
    return own_house(tmp_path, data_dir)


def test_a_house_is_opened_from_its_settings_alone(real: dict[str, str]) -> None:
    opened = open_house(read_settings({**real, "LASOMI_HOOK_TOKENS": f"africastalking={TOKEN}"}))
    with open_line(opened) as line:
        assert line.sms().status_code == 200
        assert len(line.rows("inbox")) == 1
    opened.close()


def test_a_country_that_is_not_there_stops_the_start(real: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="countries/xx"):
        create_app(read_settings({**real, "LASOMI_COUNTRY": "xx"}))


def test_no_keys_file_stops_the_start(real: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="LASOMI_KEYS_FILE"):
        create_app(settings(tmp_path / "data", **{**real, "LASOMI_KEYS_FILE": str(tmp_path / "none")}))
