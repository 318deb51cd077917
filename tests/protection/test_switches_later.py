"""A cercle whose switch is on tells nothing by any way that came later: files, points, what waits for the
morning or for another channel, what is set aside (P71).
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import SendFailed
from gateway.settings import read_settings
from ops.exporting import Asked, export
from store import callfacts, switches
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, incident, room
from tests.workers.bureau import CHANNEL, MONITOR, RELAY, Bureau
from tests.workers.capbench import Bench
from tests.workers.closing import asks, incident_of
from tests.workers.flooding import crowd
from tests.workers.onehand import deliver_once
from tests.workers.test_quiet_hours import composed, goes_to
from workers import digests
from workers.failover import fail_over

HERE = "ML0701"
OTHER = "twilio"
REFUSED = SendFailed("http_503", retryable=True)
FANTA: dict[str, Any] = {"role": "regional", "areas": ["ML05", "ML07"]}


def shut(bureau: Bureau, cercle: str = HERE) -> None:
    with bureau.house.database.write() as conn:
        switches.turn_on(conn, cercle, "awa", bureau.watch.at)


@pytest.mark.anyio
async def test_neither_a_point_nor_a_file_has_its_events(
    database: Database, keys: Keys, data_dir: Path, tmp_path: Path
) -> None:
    made = room(database, keys, data_dir)
    made.keep(incident("i-1", state="verified"), released_at=NOON)
    made.keep(incident("i-2", adm2="ML0702", state="verified"), released_at=NOON)
    made.clock.at += timedelta(days=20)
    asked = Asked("incidents", "csv", tmp_path / "x.csv", key=made.key("events").split("_")[1])
    assert export(made.house, asked)["rows"] == 2
    with database.write() as conn:
        switches.turn_on(conn, HERE, "awa", made.clock.at)
    assert export(made.house, asked)["rows"] == 1
    async with made.reader("events") as reader:
        points = (await reader.get("/v1/collections/incidents/items")).json()
        gone = await reader.get("/v1/collections/incidents/items/i-1")
        there = await reader.get("/v1/collections/incidents/items/i-2")
    assert [each["id"] for each in points["features"]] == ["i-2"]
    assert (gone.status_code, there.status_code) == (404, 200)


def test_what_waits_for_the_morning_does_not_leave(bureau: Bureau) -> None:
    composed(bureau, "22 ANSONGO")
    goes_to(bureau, "20:59")
    assert digests.write_due(bureau.house, bureau.watch.at) == 1
    goes_to(bureau, "23:00")
    bureau.work()
    assert bureau.one("SELECT state FROM outbox WHERE cause LIKE 'digest:%'")["state"] == "pending"
    shut(bureau)
    goes_to(bureau, "07:00", "2026-07-15")
    bureau.work()
    assert bureau.sent == []


def failing(bureau: Bureau) -> list[str]:
    """The texts that a second channel is given, when the first has refused for good and the switch is on."""
    bureau.failures[:] = [SendFailed("InvalidPhoneNumber", retryable=False)] * 9
    bureau.work()
    bureau.failures.clear()
    shut(bureau)
    fail_over(bureau.house, [CHANNEL, OTHER])
    while deliver_once(bureau.house, {CHANNEL: bureau.send, OTHER: bureau.send}, "worker"):
        continue
    return [message.text for message in bureau.sent]


def test_no_other_channel_takes_its_alert(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "11 ANSONGO")
    assert failing(bureau) == []


def test_no_other_channel_takes_a_digest_of_it(bureau: Bureau) -> None:
    composed(bureau, "22 ANSONGO")
    assert digests.write_due(bureau.house, bureau.watch.at) == 1
    assert failing(bureau) == []


def test_what_a_provider_gives_back_leaves_no_more(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.failures[:] = [REFUSED]
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    with bureau.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE outbox SET state = 'sending'")
        switches.turn_on(conn, HERE, "awa", bureau.watch.at)
        conn.exec_driver_sql("UPDATE outbox SET state = 'pending'")
    bureau.work(after=timedelta(minutes=5))
    assert bureau.sent == []


def test_what_is_set_aside_there_and_taken_back_is_told_to_nobody(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor", "ML0504")
    bench = Bench(bureau)
    bench.partner("ngo", "ML05")
    crowd(bureau, *range(12))
    for verb, at in (("VRAI", "15:40"), ("RELEASE", "16:00")):
        assert bench.press(verb, at, areas=("ML05",)) == "command"
    shut(bureau, "ML0504")
    before, sent = bench.brief(), len(bureau.sent)
    (one,) = bureau.rows("SELECT DISTINCT cluster FROM reports WHERE cluster IS NOT NULL")
    for verb in ("SET_ASIDE", "TAKE_BACK", "NOT_FLOOD"):
        assert asks(bureau, FANTA, verb, flood=one["cluster"]) == verb
        bench.work()
    assert bench.brief() == before
    assert (len(bench.taken["ngo"]), len(bureau.sent)) == (1, sent)
    assert bureau.rows("SELECT * FROM steps WHERE state = 'waiting'") == []


def test_no_authority_is_mailed_of_a_case_there(bureau: Bureau) -> None:
    folder, keys = str(bureau.house.settings.data_dir), str(bureau.house.keys.path)
    office = {"LASOMI_OFFICE_MAIL": "3:ML0701=prefet@example.org"}
    settings = read_settings({"LASOMI_DATA_DIR": folder, "LASOMI_KEYS_FILE": keys} | office)
    bureau.house = replace(bureau.house, settings=settings)
    bureau.sms(RELAY, "22 ANSONGO")
    bureau.work()
    about = {"incident": incident_of(bureau), "office": "3:ML0701", "asks": "visit"}
    assert asks(bureau, FANTA, "REFER", **about) == "REFER"
    mail = "SELECT state FROM outbox WHERE cause LIKE 'case:%'"
    assert bureau.one(mail)["state"] == "pending"
    shut(bureau)
    assert bureau.one(mail)["state"] == "expired"


def test_a_call_of_a_monitor_lists_none_of_its_alerts(bureau: Bureau) -> None:
    composed(bureau, "22 ANSONGO", "11 ANSONGO")
    digests.write_due(bureau.house, bureau.watch.at)
    bureau.work()
    assert _lists(bureau) == {"alerts", "digests"}
    shut(bureau)
    assert _lists(bureau) == set()


def _lists(bureau: Bureau) -> set[str]:
    house = bureau.house
    with house.database.read() as conn:
        _, found = callfacts.look(conn, house.vault, house.country, None, MONITOR, bureau.watch.at)
    return set(found.lists)
