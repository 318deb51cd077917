"""The two APIs that the fake provider speaks, as far as our senders and pullers read them (`channels.md`)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

PAGE: Final = 100
Message = Mapping[str, Any]


def new_id(api: str, count: int) -> str:
    return f"SM{count:032x}" if api == "twilio" else f"ATXid_{count:032x}"


def read(api: str, form: Mapping[str, str]) -> tuple[str, str]:
    """Number and text of a send."""
    if api == "twilio":
        return form.get("To", ""), form.get("Body", "")
    return form.get("to", ""), form.get("message", "")


def sent(api: str, message: Message, account: str, *, refused: bool) -> tuple[int, dict[str, Any]]:
    """Status and body of the answer to a send. `refused`: a body that says no under a good status."""
    if api == "twilio":
        return 201, _resource(message, account, "outbound-api", "failed" if refused else "queued")
    recipients = [] if refused else [_recipient(message)]
    said = "InvalidSenderId" if refused else "Sent to 1/1 Total Cost: XOF 10.0000"
    return 200, {"SMSMessageData": {"Message": said, "Recipients": recipients}}


def deaf(api: str, message: Message) -> tuple[int, dict[str, Any]]:
    """Status and body of the answer to a send to a number that is none: refused for good."""
    if api == "twilio":
        return 400, {"code": 21211, "message": "Invalid 'To' Phone Number", "more_info": "", "status": 400}
    refused = {**_recipient(message), "statusCode": 403, "status": "InvalidPhoneNumber", "cost": "0"}
    return 200, {"SMSMessageData": {"Message": "Sent to 0/1 Total Cost: 0", "Recipients": [refused]}}


def africastalking_inbox(wrote: Sequence[Message], asked: Mapping[str, str]) -> dict[str, Any]:
    """What people wrote after `lastReceivedId`, oldest first, at most 100; ids are whole numbers."""
    after = int(asked.get("lastReceivedId") or 0)
    page = [
        {
            "linkId": "",
            "text": one["text"],
            "to": one["to"],
            "id": serial,
            "date": _stamp(one["at"]),
            "from": one["from"],
        }
        for serial, one in enumerate(wrote, 1)
        if serial > after and one.get("api", "africastalking") == "africastalking"
    ]
    return {"SMSMessageData": {"Messages": page[:PAGE]}}


def twilio_list(
    wrote: Sequence[Message], sends: Sequence[Message], asked: Mapping[str, str]
) -> dict[str, Any]:
    """Both directions, by `To` where it is asked for, newest first, one page."""
    inbound = [_resource(one, "", "inbound", "received") for one in wrote if one.get("api") == "twilio"]
    outbound = [_resource(one, "", "outbound-api", "sent") for one in sends if one["api"] == "twilio"]
    to = asked.get("To")
    found = [one for one in (*inbound, *outbound) if to in {None, one["to"]}]
    return {"messages": found[::-1], "next_page_uri": None, "page": 0, "page_size": 1000}


def _recipient(message: Message) -> dict[str, Any]:
    return {
        "statusCode": 101,
        "number": message["to"],
        "status": "Success",
        "cost": "XOF 10.0000",
        "messageId": message["id"],
    }


def _resource(message: Message, account: str, direction: str, status: str) -> dict[str, Any]:
    date = format_datetime(datetime.fromtimestamp(message["at"], UTC))
    return {
        "sid": message["id"],
        "account_sid": account,
        "to": message["to"],
        "from": message.get("from", "+15005550006"),
        "body": message["text"],
        "direction": direction,
        "status": status,
        "date_created": date,
        "date_sent": date,
        "date_updated": date,
        "error_code": 30008 if status == "failed" else None,
        "error_message": None,
        "num_segments": "1",
    }


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
