"""Whoever asked for silence anywhere stands in the one ledger: by a word, by a receipt, by a refusal."""

import pytest

from core.messages import OutboundMessage, Receipt, SendResult
from gateway.channels import CHANNELS, africastalking, twilio
from gateway.channels.base import WebRequest
from gateway.entries import entry_of
from store import inbox, outbox, people, receipts
from tests.gateway.tables import posted, request_of
from tests.workers.bureau import CHANNEL, MONITOR, RELAY, STRANGER, Bureau
from workers.drain import drain_once


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.sms(RELAY, "11 ANSONGO")
    return bureau


def silent(bureau: Bureau, number: str) -> bool:
    with bureau.house.database.read() as conn:
        return people.opted_out(conn, bureau.house.vault, number, bureau.watch.at)


def take(bureau: Bureau, channel: str, kind: str, request: WebRequest) -> None:
    """What a provider posts, through its adapter and the inbox."""
    parsed = CHANNELS[channel].parsers[kind](request)  # type: ignore[index]
    with bureau.house.database.write() as conn:
        inbox.accept(conn, entry_of(bureau.house.vault, parsed, bureau.watch.at))  # type: ignore[arg-type]
    drain_once(bureau.house, "worker")


WORDS = {
    "africastalking": {"id": "1", "from": STRANGER, "to": "36000", "text": "Stop"},
    "twilio": {"MessageSid": "SM1", "From": STRANGER, "To": "36000", "Body": "ARRÊT", "OptOutType": "STOP"},
    "orange": {"senderAddress": f"tel:{STRANGER}", "destinationAddress": "36000", "message": "STOP"},
    "android": {"event": "sms:received", "sender": STRANGER, "message": "stop"},
    "kannel": {"id": "1", "from": STRANGER, "to": "36000", "text": "STOP", "coding": "1"},
    "infobip": {"messageId": "1", "from": STRANGER, "to": "36000", "text": "STOP"},
    "simulator": {"id": "1", "from": STRANGER, "to": "36000", "text": "DESABO"},
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_word_counts_by_every_door(bureau: Bureau, channel: str) -> None:
    form = WORDS[channel]
    listed = request_of({"json": {"results": [form]}})
    take(bureau, channel, "sms", listed if channel == "infobip" else posted(form))
    assert silent(bureau, STRANGER)


@pytest.mark.parametrize(
    ("channel", "form"),
    [
        ("africastalking", {"id": "ID1", "status": "Rejected", "failureReason": "UserInBlackList"}),
        ("twilio", {"MessageSid": "ID1", "MessageStatus": "undelivered", "ErrorCode": "21610"}),
    ],
)
@pytest.mark.parametrize("early", [False, True])
def test_a_receipt_that_says_so_counts(
    alarmed: Bureau, channel: str, form: dict[str, str], early: bool
) -> None:
    """Also one that is quicker than the answer to the message itself."""

    def send(message: OutboundMessage) -> SendResult:
        alarmed.sent.append(message)
        if early:
            tell()
        return SendResult("accepted", "ID1")

    def tell() -> None:
        told = CHANNELS[channel].parsers["receipt"](posted(form))
        assert isinstance(told, Receipt)
        with alarmed.house.database.write() as conn:
            receipts.apply_receipt(conn, alarmed.house.vault, told, alarmed.watch.at)

    with alarmed.house.database.write() as conn:
        conn.exec_driver_sql(f"UPDATE staff SET channel = '{channel}'")
    from tests.workers.onehand import deliver_once

    drain_once(alarmed.house, "worker")
    while deliver_once(alarmed.house, {channel: send}, "worker"):
        continue
    assert len(alarmed.sent) == 1
    if not early:
        assert not silent(alarmed, MONITOR)
        take(alarmed, channel, "receipt", posted(form))
    assert silent(alarmed, MONITOR)


@pytest.mark.parametrize("result", [africastalking.CODES[406], twilio.read_refusal(400, "21610")])
def test_a_refusal_that_says_so_counts(alarmed: Bureau, result: SendResult) -> None:
    from tests.workers.onehand import deliver_once

    drain_once(alarmed.house, "worker")
    while deliver_once(alarmed.house, {CHANNEL: lambda _message: result}, "worker"):
        continue
    assert silent(alarmed, MONITOR)
    with alarmed.house.database.read() as conn:
        assert outbox.waiting(conn) == 0
