"""A real Jasmin carries messages both ways, in every alphabet, long ones too, and its receipts come back."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.messages import OutboundMessage
from core.text import measure
from gateway.app import create_app
from gateway.probes import probes
from gateway.senders import senders
from store.database import open_database
from store.keys import create_keys
from tests.conftest import AT
from tests.gateway import smsc
from tests.gateway.jasminbox import Jasmin, jasmin, missing
from tests.gateway.kannelbox import until
from tests.gateway.line import Line, house, in_country
from tests.gateway.rooms import mali
from tests.gateway.smsc import GSM7, UCS2, Centre
from tests.sandbox.conftest import free_port, served

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"Jasmin is not installed: no {missing()}"),
    pytest.mark.timeout(1200),
]

TOKEN, PHONE, CODE = "j" * 43, "+22376000001", "36000"
NKO, TIFINAGH, BAMBARA = "ߒߞߏ ߞߊ߲", "ⵜⴰⵎⴰⵌⴰⵇ", "ɲɛ ŋana kɔrɔ"
EXTENDED = "été à Gao: 5€ {a} [b] ~ | ^"


@pytest.fixture(scope="module")
def peer(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path
) -> Iterator[tuple[Line, Jasmin, Centre]]:
    """Our gateway, Jasmin and a centre, each on free ports, for the length of this file."""
    folder = tmp_path_factory.mktemp("jasmin")
    shutil.copy(_sqlite_template, folder / "lasomi.db")
    database, keys = open_database(f"sqlite:///{folder}/lasomi.db", folder), create_keys(folder / "keys", AT)
    listener = free_port()
    port = listener.getsockname()[1]
    with smsc.centre() as centre, jasmin(folder, port, TOKEN, centre) as box:
        environ = {
            "LASOMI_HOOK_TOKENS": f"kannel={TOKEN}",
            "LASOMI_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LASOMI_KANNEL_API": "jasmin",
            "LASOMI_KANNEL_URL": box.address,
            "LASOMI_KANNEL_USERNAME": "lasomi",
            "LASOMI_KANNEL_PASSWORD": box.password,
            "LASOMI_KANNEL_SENDER": CODE,
            "LASOMI_SANDBOX": "1",
        }
        environ |= {"LASOMI_TWILIO_ACCOUNT_SID": "", "LASOMI_TWILIO_AUTH_TOKEN": "", "LASOMI_TWILIO_FROM": ""}
        welcoming = replace(mali(), settings=replace(mali().settings, accept_from=("NE",)))
        one = in_country(house(database, keys, AT, **environ), welcoming)
        with served(create_app(house=one), listener):
            yield Line(one, None, None, None), box, centre  # type: ignore[arg-type]
    database.close()


def heard(line: Line) -> list[tuple[str, str]]:
    return [(body["urn"], body["text"]) for body in line.bodies(kind="sms")]


def told(line: Line, message_id: str) -> list[str]:
    return [each["status"] for each in line.bodies(kind="receipt") if each["message_id"] == message_id]


@pytest.mark.parametrize(
    ("coding", "text"),
    [(GSM7, "22 ANSONGO"), (GSM7, EXTENDED), (UCS2, NKO), (UCS2, TIFINAGH), (UCS2, BAMBARA)],
)
def test_what_people_write_comes_in_as_they_wrote_it(
    peer: tuple[Line, Jasmin, Centre], coding: int, text: str
) -> None:
    line, _, centre = peer
    centre.bring(PHONE.removeprefix("+"), CODE, text, coding)
    until(lambda: (PHONE, text) in heard(line))


def test_a_number_of_another_country_is_one_without_its_plus(peer: tuple[Line, Jasmin, Centre]) -> None:
    """SMPP writes an international number as figures alone (`source_addr_ton` 1)."""
    line, _, centre = peer
    centre.bring("22790000001", CODE, "de Niamey")
    until(lambda: ("+22790000001", "de Niamey") in heard(line))


@pytest.mark.parametrize(
    ("reference", "coding", "halves"),
    [
        (1, GSM7, ("Attaque a Ansongo ce matin. ", "Trois blesses, {le} marche a brule.")),
        (2, UCS2, ("ߒߞߏ ߞߊ߲ " * 8, "ߛߓߍߢߊ")),
        (3, UCS2, ("ⵜⴰⵎⴰⵌⴰⵇ " * 7, "ⵜⴰⵎⴰⵌⴰⵇ")),
    ],
)
def test_a_long_sms_that_comes_in_parts_is_one(
    peer: tuple[Line, Jasmin, Centre], reference: int, coding: int, halves: tuple[str, str]
) -> None:
    """In their order: Jasmin itself loses what ends with another part than the last ("data lost !")."""
    line, _, centre = peer
    for part, half in enumerate(halves, 1):
        centre.bring(PHONE.removeprefix("+"), CODE, half, coding, bytes((5, 0, 3, reference, 2, part)))
    until(lambda: (PHONE, "".join(halves)) in heard(line))


@pytest.mark.parametrize(
    "text",
    [
        "A2417 S4 11 ML0701 NON VERIFIE",
        EXTENDED,
        NKO,
        TIFINAGH,
        BAMBARA,
        "Attaque au marche de Gao " * 10 + "{}",
        "ߒߞߏ " * 30,
    ],
)
def test_what_we_send_reaches_the_centre_and_its_receipts_come_back(
    peer: tuple[Line, Jasmin, Centre], text: str
) -> None:
    line, _, centre = peer
    message = OutboundMessage("m1", "kannel", PHONE, text, "alert", "a1")
    centre.took.clear()
    result = senders(line.house.settings)["kannel"](message)
    assert result.status == "accepted"
    until(lambda: {"sent", "delivered"} <= set(told(line, result.provider_id)))
    until(lambda: len(centre.took) == measure(text)[2])
    assert "".join(each.text for each in sorted(centre.took, key=lambda each: each.part)) == text


def test_nobody_is_written_to_by_jasmin_itself(peer: tuple[Line, Jasmin, Centre]) -> None:
    line, _, centre = peer
    centre.took.clear()
    centre.bring(PHONE.removeprefix("+"), CODE, "13 GAO")
    until(lambda: (PHONE, "13 GAO") in heard(line))
    message = OutboundMessage("m1", "kannel", PHONE, "fin", "alert", "last")
    assert senders(line.house.settings)["kannel"](message).status == "accepted"
    until(lambda: centre.took != [])
    assert [each.text for each in centre.took] == ["fin"]


def test_whether_jasmin_is_there_is_asked_without_a_message(peer: tuple[Line, Jasmin, Centre]) -> None:
    line, _, _ = peer
    assert probes(line.house.settings)["kannel"]()


def test_a_wrong_password_is_the_operators_affair(peer: tuple[Line, Jasmin, Centre]) -> None:
    line, _, _ = peer
    wrong = line.house.settings.model_copy(update={"kannel_username": "nobody"})
    result = senders(wrong)["kannel"](OutboundMessage("m1", "kannel", PHONE, "x", "alert", "a9"))
    assert (result.status, result.operator_alarm) == ("failed", True)
