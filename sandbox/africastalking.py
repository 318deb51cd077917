"""Africa's Talking as it posts and answers (`channels.md` §5): forms, and the body of its messaging API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.text import measure
from sandbox.exchange import Call, Written
from sandbox.line import Line, network_code

BALANCE = "XOF 25000.0000"


def sms(written: Written, line: Line) -> dict[str, str]:
    return {
        "linkId": "",
        "text": written.text,
        "to": line.short_code,
        "id": written.id,
        "date": stamp(written.at),
        "from": written.sender,
        "networkCode": network_code(written.sender),
    }


def ussd(call: Call) -> dict[str, str]:
    """`text` is everything typed since the call began, joined by `*`."""
    return {
        "sessionId": call.id,
        "phoneNumber": call.number,
        "networkCode": network_code(call.number),
        "serviceCode": call.service_code,
        "text": call.text,
    }


def ussd_end(call: Call, status: str, at: datetime) -> dict[str, str]:
    """`status`: Success, Incomplete (the caller hung up) or Failed (nothing that begins CON or END came)."""
    return {
        **{key: value for key, value in ussd(call).items() if key != "text"},
        "date": stamp(at),
        "status": status,
        "cost": "XOF 0.0000",
        "durationInMillis": str(int((at - call.begun_at).total_seconds() * 1000)),
        "hopsCount": str(len(call.inputs) + 1),
        "input": call.text,
        "lastAppResponse": call.screen,
    }


def receipt(message_id: str, number: str, status: str) -> dict[str, str]:
    form = {"id": message_id, "status": status, "phoneNumber": number, "retryCount": "0"}
    return {**form, "networkCode": network_code(number)}


def sent(recipients: Sequence[tuple[str, str, int]], text: str) -> dict[str, Any]:
    """The body of a send: number, message id and status code of each recipient."""
    names = {101: "Success", 102: "Queued", 403: "InvalidPhoneNumber"}
    good = sum(code < 400 for _, _, code in recipients)
    entries = [
        {
            "statusCode": code,
            "number": number,
            "status": names[code],
            "cost": "XOF 10.0000" if code < 400 else "0",
            "messageId": message_id or "None",
            "messageParts": measure(text)[2],
        }
        for number, message_id, code in recipients
    ]
    summary = f"Sent to {good}/{len(entries)} Total Cost: XOF {good * 10}.0000"
    return {"SMSMessageData": {"Message": summary, "Recipients": entries}}


def fetched(written: Sequence[Written], line: Line) -> dict[str, Any]:
    """What was sent to the short code, oldest first, at most 100 a call; here the ids are numbers."""
    page = [
        {
            "linkId": "",
            "text": each.text,
            "to": line.short_code,
            "id": each.serial,
            "date": stamp(each.at),
            "from": each.sender,
        }
        for each in written[:100]
    ]
    return {"SMSMessageData": {"Messages": page}}


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
