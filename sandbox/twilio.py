"""Twilio as it posts, signs and answers (`channels.md` §6)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from core.text import measure
from sandbox.exchange import Arrived, Written
from sandbox.line import Line

VERSION = "2010-04-01"


def sms(written: Written, line: Line) -> dict[str, str]:
    return {
        "MessageSid": written.id,
        "SmsMessageSid": written.id,
        "SmsSid": written.id,
        "AccountSid": line.twilio_sid,
        "From": written.sender,
        "To": line.twilio_number,
        "Body": written.text,
        "NumMedia": "0",
        "NumSegments": str(measure(written.text)[2]),
        "SmsStatus": "received",
        "ApiVersion": VERSION,
        "FromCountry": "ML",
    }


def status(message: Arrived, name: str, line: Line) -> dict[str, str]:
    return {
        "MessageSid": message.id,
        "SmsSid": message.id,
        "AccountSid": line.twilio_sid,
        "From": message.sender,
        "To": message.number,
        "MessageStatus": name,
        "SmsStatus": name,
        "ApiVersion": VERSION,
    }


def signature(url: str, form: Mapping[str, str], token: str) -> str:
    """The address, then every parameter by name, name and value run together: HMAC-SHA1, base64."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def sent(message: Arrived, line: Line, state: str = "queued") -> dict[str, Any]:
    return _resource(
        line,
        {"sid": message.id, "from": message.sender, "to": message.number, "body": message.text},
        direction="outbound-api",
        state=state,
        at=message.at,
    )


def received(written: Sequence[Written], line: Line) -> dict[str, Any]:
    """The page of messages that came in, newest first as Twilio lists them."""
    page = [
        _resource(
            line,
            {"sid": each.id, "from": each.sender, "to": line.twilio_number, "body": each.text},
            direction="inbound",
            state="received",
            at=each.at,
        )
        for each in reversed(written)
    ]
    return {"messages": page, "next_page_uri": None, "page": 0, "page_size": 1000}


def refusal(code: int, message: str, http: int) -> dict[str, Any]:
    return {"code": code, "message": message, "more_info": "", "status": http}


def _resource(
    line: Line, what: Mapping[str, str], *, direction: str, state: str, at: datetime
) -> dict[str, Any]:
    date = format_datetime(at)
    return {
        **what,
        "account_sid": line.twilio_sid,
        "api_version": VERSION,
        "date_created": date,
        "date_sent": date,
        "date_updated": date,
        "direction": direction,
        "error_code": None,
        "error_message": None,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(measure(what["body"])[2]),
        "price": None,
        "price_unit": "USD",
        "status": state,
        "subresource_uris": {},
        "uri": f"/{VERSION}/Accounts/{line.twilio_sid}/Messages/{what['sid']}.json",
    }
