"""A partner's own server takes a signed document once; who gets mail has it in a file."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from core.cap import write
from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.partners import CHANNEL, senders, signature
from store import partners
from store.database import Database
from store.keys import Keys
from tests.core.test_cap import ALERT
from tests.gateway.mailbox import mailbox
from tests.gateway.provider import Said, free_port
from tests.gateway.receiver import receiver
from tests.gateway.rooms import NOON, Room, room

XML = write(ALERT)
SECRET = "s" * 43


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return room(database, keys, data_dir)


def sent(here: Room, kind: partners.Kind, target: str, xml: bytes = XML, **settings: Any) -> SendResult:
    """To a partner of that address, in a sandbox: only there is this machine called."""
    given = here.house.settings.model_copy(update={"sandbox": "1", **settings})
    house = replace(here.house, settings=given)
    with house.database.write() as conn:
        one = partners.add(
            conn, house.vault, name="ngo", kind=kind, target=target, secret=SECRET, areas=["ML"], now=NOON
        )
    message = OutboundMessage("m1", CHANNEL, one.id, xml.decode(), "cap", "a1")
    return senders(house)[CHANNEL](message)


def genuine(headers: Mapping[str, str], body: bytes) -> bool:
    """As docs/cap.md tells a partner to look."""
    parts = dict(part.split("=", 1) for part in headers["lasomi-signature"].split(","))
    signed = parts["t"].encode() + b"." + body
    return hmac.compare_digest(hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest(), parts["v1"])


def test_a_webhook_gets_the_document_signed(here: Room) -> None:
    with receiver(Said(204)) as told:
        assert sent(here, "webhook", f"{told.address}/cap") == SendResult("accepted")
    ((path, headers, body),) = told.taken
    assert (path, body) == ("/cap", XML)
    assert headers["content-type"] == "application/cap+xml; charset=utf-8"
    assert headers["idempotency-key"] == "m1"
    assert genuine(headers, body)
    assert not genuine(headers, body + b" ")
    assert f"t={int(NOON.timestamp())}," in headers["lasomi-signature"]


def test_a_signature_is_of_its_moment() -> None:
    assert signature(SECRET, NOON, XML) != signature(SECRET, NOON + timedelta(seconds=1), XML)
    assert signature(SECRET, NOON, XML) != signature("t" * 43, NOON, XML)


@pytest.mark.parametrize(
    ("said", "code", "again"),
    [
        (Said(302, location="http://127.0.0.1/"), "http_302", False),
        (Said(400), "http_400", False),
        (Said(401), "http_401", True),
        (Said(404), "http_404", False),
        (Said(410), "http_410", False),
        (Said(429, retry_after="40"), "http_429", True),
        (Said(500), "http_500", True),
        (Said(503), "http_503", True),
    ],
)
def test_what_a_partner_may_say(here: Room, said: Said, code: str, again: bool) -> None:
    with receiver(said) as told, pytest.raises(SendFailed) as failed:
        sent(here, "webhook", told.address)
    assert (failed.value.code, failed.value.retryable, failed.value.ambiguous) == (code, again, False)
    assert failed.value.wait == (40 if code == "http_429" else 0)


def test_a_silence_leaves_it_open(here: Room) -> None:
    with receiver(Said(hang_up=True)) as told, pytest.raises(SendFailed) as failed:
        sent(here, "webhook", told.address)
    assert (failed.value.code, failed.value.ambiguous) == ("no_answer", True)


def test_outside_a_sandbox_this_machine_is_not_called(here: Room) -> None:
    with receiver(Said(204)) as told, pytest.raises(SendFailed) as failed:
        sent(here, "webhook", told.address.replace("http:", "https:"), sandbox="")
    assert (failed.value.code, told.taken) == ("refused_address", [])


def test_in_a_sandbox_nothing_else_is_called(here: Room) -> None:
    with pytest.raises(SendFailed) as failed:
        sent(here, "webhook", "https://93.184.216.34/")
    assert failed.value.code == "refused_address"


def test_a_document_with_a_fault_does_not_leave(here: Room) -> None:
    with receiver(Said(204)) as told, pytest.raises(SendFailed) as failed:
        sent(here, "webhook", told.address, XML.replace(b"Private", b"Public"))
    assert (failed.value.code, failed.value.retryable, told.taken) == ("cap_faulty", False, [])


def test_who_was_disabled_meanwhile_gets_nothing(here: Room) -> None:
    with here.house.database.write() as conn:
        one = partners.add(
            conn, here.house.vault, name="x", kind="webhook", target="https://x.example.org/", secret=SECRET,
            areas=["ML"], now=NOON,
        )  # fmt: skip
        partners.disable(conn, "x")
    with pytest.raises(SendFailed) as failed:
        senders(here.house)[CHANNEL](OutboundMessage("m1", CHANNEL, one.id, XML.decode(), "cap"))
    assert (failed.value.code, failed.value.retryable) == ("no_partner", False)


def test_a_mail_has_the_document_in_a_file(here: Room) -> None:
    with mailbox() as box:
        url = f"smtp://127.0.0.1:{box.port}"
        assert sent(here, "email", "ngo@example.org", **mail(url)) == SendResult("accepted")
    mime = message_from_string(box.mails[0], policy=policy.default)
    (file,) = mime.iter_attachments()
    body = mime.get_body()
    assert (mime["To"], mime["Subject"]) == ("ngo@example.org", "lasomi-ml-2417-1")
    assert body is not None
    assert "Alerte 2417: code 32, Ansongo" in body.get_content()
    assert (file.get_filename(), file.get_content_type()) == ("lasomi-ml-2417-1.xml", "application/cap+xml")
    assert file.get_content() == XML


def test_a_mail_that_no_server_takes_is_tried_again(here: Room) -> None:
    with pytest.raises(SendFailed) as failed:
        sent(here, "email", "ngo@example.org", **mail(f"smtp://127.0.0.1:{free_port()}"))
    assert (failed.value.code, failed.value.retryable) == ("unreachable", True)
    with pytest.raises(SendFailed) as failed:
        sent(here, "email", "ngo@example.org")
    assert (failed.value.code, failed.value.retryable) == ("no_mail", True)


def mail(url: str) -> dict[str, Any]:
    return {"smtp_url": SecretStr(url), "mail_from": "lasomi@example.org"}


def test_no_address_and_no_secret_is_in_clear_on_disk(here: Room) -> None:
    with receiver(Said(204)) as told:
        sent(here, "webhook", f"{told.address}/a-hidden-path")
    here.house.database.checkpoint()
    for path in here.house.settings.data_dir.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"a-hidden-path" not in content
        assert SECRET.encode() not in content
