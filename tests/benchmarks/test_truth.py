"""Truth sees what it is there for: a loss, a copy, a row left lying, an alert that nobody got."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text, update

from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.truth import Truth, drained, judge, lost_alerts, repeated
from benchmarks.client import said
from core.ports import utc_now
from gateway.settings import Settings, read_settings
from store import inbox
from store.database import Database
from store.inbox import seal_entry
from store.keys import Keys
from store.tables import alerts, incidents, outbox
from store.tables import inbox as inbox_table
from store.vault import Vault


@dataclass(frozen=True)
class Room:
    """As much of a house as truth looks at."""

    database: Database
    vault: Vault
    settings: Settings


@pytest.fixture
def house(database: Database, keys: Keys, data_dir: Path) -> Room:
    keys.issue(utc_now())
    return Room(database, Vault(keys), read_settings({"LASOMI_DATA_DIR": str(data_dir)}))


def accepted(house: Room, ledger: Ledger, index: int, *, kept: bool = True) -> None:
    """A message that was answered 2xx, on disk or (not `kept`) not."""
    message, now = said("run", index), utc_now()
    ledger.posted(message, now.timestamp())
    entry = seal_entry(
        house.vault,
        channel="africastalking",
        kind="sms",
        external_id=message.id,
        body={"urn": message.number, "text": message.text},
        received_at=now,
    )
    if kept:
        with house.database.write() as conn:
            inbox.accept(conn, entry)
    ledger.acknowledged(message, utc_now().timestamp(), 0.01, gateway=0)


def finished(house: Room, outcome: str = "kept") -> None:
    with house.database.write() as conn:
        conn.execute(update(inbox_table).values(state="done", outcome=outcome))


def told(house: Room, ledger: Ledger) -> Truth:
    return judge(house, ledger, [])


@pytest.mark.timeout(60)
def test_what_is_planted_is_seen(house: Room) -> None:
    ledger = Ledger()
    accepted(house, ledger, 1)
    assert told(house, ledger).breaches == ("unfinished 1",)
    assert drained(house, since=0.0, seconds=0.0) is None
    finished(house)
    assert told(house, ledger).breaches == ()
    accepted(house, ledger, 2, kept=False)
    assert told(house, ledger).breaches == ("lost 1",)
    finished(house, outcome="report")
    assert told(house, ledger).breaches == ("lost 1", "reports_missing 1")
    finished(house, outcome="")
    assert told(house, ledger).breaches == ("lost 1", "without_outcome 1")
    with house.database.write() as conn:
        conn.execute(update(inbox_table).values(outcome="kept", received_at=0))
    assert told(house, ledger).breaches == ("lost 1", "misdated 1")


def test_nothing_acknowledged_proves_nothing(house: Room) -> None:
    assert told(house, Ledger()).breaches == ("nothing was acknowledged",)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_row_of_one_message_is_seen(house: Room) -> None:
    """Without the unique key, as a defective house would be."""
    ledger = Ledger()
    accepted(house, ledger, 1)
    finished(house)
    with house.database.write() as conn:
        conn.execute(text("CREATE TABLE plain AS SELECT * FROM inbox UNION ALL SELECT * FROM inbox"))
        conn.execute(text("DROP TABLE inbox"))
        conn.execute(text("ALTER TABLE plain RENAME TO inbox"))
    assert told(house, ledger).figures["copies"] == 1


def test_repeated_texts_count_only_what_a_phone_has_got() -> None:
    one = {"to": "+22350099999", "text": "A2417 S4", "taken": True}
    assert repeated([one, one | {"taken": False}, one | {"text": "other"}]) == 0
    assert repeated([one, one, one]) == 2


def test_an_alert_that_no_phone_has_got_is_lost(house: Room) -> None:
    _alert(house)
    sent = {"to": "+22350099999", "text": "A2417 S4 11", "taken": True}
    assert lost_alerts(house, []) == lost_alerts(house, [sent | {"taken": False}]) == ["2417"]
    assert lost_alerts(house, [sent]) == []


EVENT = {"id": "i", "code": "11", "occurred": "now", "severity": 4, "state": "unverified", "adm2": "ML0701"}
ALERT = {"id": "a", "number": "2417", "rule": "incident", "incident_id": "i", "code": "11", "severity": 4}
LINE = {"area": "ML0701", "state": "unverified", "sources": 1, "status": "raised", "seen": "?", "when_": ""}
SMS = {"id": "o", "cause": "alert:a", "recipient": "m", "alert_id": "a", "purpose": "alert"}
SEALED = {"channel": "africastalking", "key_day": "2026-07-14", "due_at": 0, "created_at": 0, "expires_at": 0}


def _alert(house: Room) -> None:
    """A grave incident, its alert, and an SMS about it that is to leave."""
    with house.database.write() as conn:
        conn.execute(incidents.insert().values(**EVENT, confidence=0, sources=1, opened_at=0, updated_at=0))
        conn.execute(alerts.insert().values(**ALERT, **LINE, accepted_at=0, raised_at=0, expires_at=0))
        conn.execute(outbox.insert().values(**SMS, **SEALED))
