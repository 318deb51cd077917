"""A real Kannel carries messages both ways, in every alphabet, long ones too, and its receipts come back."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.gateway.kannelbox import Kannel, kannel, missing, ucs2, until
from tests.gateway.line import Line, house
from tests.gateway.smsc import UCS2, Centre
from tests.sandbox.conftest import free_port, served

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"Kannel is not installed: no {missing()}")

TOKEN, PHONE, CODE = "k" * 43, "+22376000001", "36000"
NKO, TIFINAGH, BAMBARA = "ߒߞߏ ߞߊ߲", "ⵜⴰⵎⴰⵌⴰⵇ", "ɲɛ ŋana kɔrɔ"
EXTENDED = "été à Gao: 5€ {a} [b] ~ | ^"


@dataclass(frozen=True)
class Peer:
    """Our gateway, Kannel, and the centre that it is bound to by SMPP."""

    line: Line
    box: Kannel
    centre: Centre


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Peer]:
    """Our gateway and Kannel, each on free ports, for the length of this file."""
    folder = tmp_path_factory.mktemp("kannel")
    shutil.copy(_sqlite_template, folder / "lasomi.db")
    database, keys = open_database(f"sqlite:///{folder}/lasomi.db", folder), create_keys(folder / "keys", AT)
    listener = free_port()
    port = listener.getsockname()[1]
    with smsc.centre() as centre, kannel(folder, port, TOKEN, centre.port) as box:
        environ = {
            "LASOMI_HOOK_TOKENS": f"kannel={TOKEN}",
            "LASOMI_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LASOMI_KANNEL_URL": box.address,
            "LASOMI_KANNEL_USERNAME": "lasomi",
            "LASOMI_KANNEL_PASSWORD": box.password,
            "LASOMI_KANNEL_SENDER": CODE,
            "LASOMI_SANDBOX": "1",
        }
        environ |= {"LASOMI_TWILIO_ACCOUNT_SID": "", "LASOMI_TWILIO_AUTH_TOKEN": "", "LASOMI_TWILIO_FROM": ""}
        one = house(database, keys, AT, **environ)
        with served(create_app(house=one), listener):
            yield Peer(Line(one, None, None, None), box, centre)  # type: ignore[arg-type]
    database.close()


def heard(line: Line) -> list[str]:
    return [body["text"] for body in line.bodies(kind="sms")]


def told(line: Line, attempt: str) -> set[str]:
    return {each["status"] for each in line.bodies(kind="receipt") if each["message_id"] == attempt}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", "22 ANSONGO"),
        ("text", EXTENDED),
        ("ucs2", NKO),
        ("ucs2", TIFINAGH),
        ("ucs2", BAMBARA),
        ("ucs2", "ߒߞߏ" * 20),
    ],
)
def test_what_people_write_comes_in_as_they_wrote_it(peer: Peer, kind: str, text: str) -> None:
    line, box = peer.line, peer.box
    with box.centre(f"{PHONE} {CODE} {kind} {text if kind == 'text' else ucs2(text)}") as centre:
        until(lambda: text in heard(line))
        assert centre.took == []


def test_a_long_sms_that_comes_in_parts_is_one(peer: Peer) -> None:
    line, box = peer.line, peer.box
    halves = ("Attaque a Ansongo ce matin. ", "Trois blesses, le marche a brule.")
    for number, half in enumerate(halves, 1):
        header = f"%05%00%03%07%02%{number:02d}"
        with box.centre(f"{PHONE} {CODE} udh-text {header} {half}") as centre:
            until(lambda centre=centre: centre.brought == 1)  # type: ignore[misc]
    until(lambda: "".join(halves) in heard(line))


@pytest.mark.parametrize(
    ("reference", "parts"),
    [(1, ("ߒߞߏ ߞߊ߲ " * 8, "ߛߓߍߢߊ")), (2, ("ⵜⴰⵎⴰⵌⴰⵇ " * 7, "ⵜⴰⵎⴰⵌⴰⵇ")), (3, ("ɲɛ ŋana kɔrɔ " * 4, "sɛgɛ"))],
    ids=["N'Ko", "Tifinagh", "Bambara"],
)
@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["in order", "the last first"])
def test_long_two_byte_texts_come_whole_over_smpp(
    peer: Peer, reference: int, parts: tuple[str, str], order: tuple[int, int]
) -> None:
    assert peer.centre.bound.wait(60)
    whole = "".join(parts)
    before = heard(peer.line).count(whole)
    for part in order:
        header = bytes((5, 0, 3, reference + 10 * order[0], 2, part))
        peer.centre.bring(PHONE.removeprefix("+"), CODE, parts[part - 1], UCS2, header)
    until(lambda: heard(peer.line).count(whole) == before + 1)


@pytest.mark.parametrize(
    ("attempt", "text"),
    [
        ("a1", "A2417 S4 11 ML0701 NON VERIFIE"),
        ("a2", EXTENDED),
        ("a3", NKO),
        ("a4", TIFINAGH),
        ("a5", BAMBARA),
        ("a6", "Attaque au marche de Gao " * 10 + "{}"),
        ("a7", "ߒߞߏ " * 30),
    ],
)
def test_what_we_send_reaches_the_centre_and_its_receipts_come_back(
    peer: Peer, attempt: str, text: str
) -> None:
    line, box = peer.line, peer.box
    message = OutboundMessage("m1", "kannel", PHONE, text, "alert", attempt)
    with box.centre() as centre:
        assert senders(line.house.settings)["kannel"](message).status == "accepted"
        until(lambda: {"sent", "delivered"} <= told(line, attempt))
        until(lambda: len(centre.took) == measure(text)[2])
        assert "".join(centre.took) == text


def test_nobody_is_answered_by_kannel_itself(peer: Peer) -> None:
    """Neither our empty body nor a word of Kannel's own reaches a phone: `max-messages = 0`."""
    line, box = peer.line, peer.box
    with box.centre(f"{PHONE} {CODE} text 13 GAO") as centre:
        until(lambda: "13 GAO" in heard(line))
        message = OutboundMessage("m1", "kannel", PHONE, "fin", "alert", "last")
        assert senders(line.house.settings)["kannel"](message).status == "accepted"
        until(lambda: centre.took != [])
        assert centre.took == ["fin"]


def test_whether_kannel_is_there_is_asked_without_a_message(peer: Peer) -> None:
    line = peer.line
    assert probes(line.house.settings)["kannel"]()


def test_a_wrong_password_is_the_operators_affair(peer: Peer) -> None:
    line = peer.line
    wrong = line.house.settings.model_copy(update={"kannel_username": "nobody"})
    result = senders(wrong)["kannel"](OutboundMessage("m1", "kannel", PHONE, "x", "alert", "a9"))
    assert (result.status, result.operator_alarm) == ("failed", True)
