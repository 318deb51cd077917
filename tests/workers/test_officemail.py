"""An authority is told that a case waits for it: its code and its place, and not a word more (P48, P66)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Misconfigured
from core.messages import OutboundMessage, SendResult
from gateway.house import House
from gateway.settings import read_settings
from tests.workers.bureau import CHANNEL, STRANGER, Bureau
from tests.workers.closing import asks, incident_of
from tests.workers.onehand import deliver_once

ADDRESSES = "4:ML0701=prefet@example.org; 1:ML070102=mairie@example.org"
MOUSSA = {"role": "monitor", "areas": ["ML0701"]}


@pytest.fixture
def house(bureau: Bureau) -> House:
    environ = {"LASOMI_DATA_DIR": str(bureau.house.settings.data_dir), "LASOMI_OFFICE_MAIL": ADDRESSES}
    settings = read_settings(environ | {"LASOMI_KEYS_FILE": str(bureau.house.keys.path)})
    bureau.house = replace(bureau.house, settings=settings)
    bureau.sms(STRANGER, "22 BARA", "08:00")
    bureau.work()
    bureau.sent.clear()
    return bureau.house


def refer(bureau: Bureau, office: str) -> str:
    told = {"incident": incident_of(bureau), "office": office, "asks": "inquire"}
    return asks(bureau, MOUSSA, "REFER", sentence="Il faut aller voir le puits.", **told)


def mails(bureau: Bureau) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    bureau.watch.at += timedelta(minutes=5)  # the bureau itself has nobody who sends mail

    def send(message: OutboundMessage) -> SendResult:
        found.append((message.urn, message.text))
        return SendResult("accepted")

    while deliver_once(bureau.house, {"email": send, CHANNEL: bureau.send}, "worker"):
        continue
    return found


def test_it_reads_the_code_and_the_place_and_nothing_else(bureau: Bureau, house: House) -> None:
    place = bureau.one("SELECT adm3, adm2 FROM incidents")
    assert refer(bureau, "1:ML070102") == "REFER"
    where = place["adm3"] or place["adm2"]
    text = f"Lasomi : une affaire vous est confiée, 22, {where}. À lire dans la console, page Affaires."
    assert mails(bureau) == [("mairie@example.org", text)]
    assert bureau.sent == []


def test_an_authority_without_an_address_reads_it_at_its_next_login(bureau: Bureau, house: House) -> None:
    assert refer(bureau, "2:ML070102") == "REFER"
    assert mails(bureau) == []


def test_what_is_refused_is_told_to_nobody(bureau: Bureau, house: House) -> None:
    assert refer(bureau, "4:ML0504") == "elsewhere"
    assert mails(bureau) == []


@pytest.mark.parametrize(
    "said", ["prefet@example.org", "4:ML0701", "4:ML0701=@", "4:ML0701=a@b;4:ML0701=c@d"]
)
def test_an_address_that_is_none_is_refused_at_the_start(bureau: Bureau, said: str) -> None:
    folder = str(bureau.house.settings.data_dir)
    with pytest.raises(Misconfigured):
        read_settings({"LASOMI_DATA_DIR": folder, "LASOMI_OFFICE_MAIL": said})
