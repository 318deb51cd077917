"""Twilio as it posts, signs and answers (`channels.md` §6)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from core.text import measure
from sandbox.exchange import Arrived, Written
from sandbox.line import Line

VERSION = "2010-04-01"
BALANCE = {"balance": "12.5", "currency": "USD"}
MOST = 1000
PAGE_MARK = "PASM"


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


def page(newest_first: Sequence[Arrived | Written], line: Line, asked: Mapping[str, str]) -> dict[str, Any]:
    """A page of both directions as Twilio lists them: `To`, `From`, `DateSent>`, `PageSize`, `PageToken`.

    The token names the last message of the page before: what arrives meanwhile moves nothing.
    """
    size = min(int(asked.get("PageSize", "50")), MOST)
    before = asked.get("PageToken", "").removeprefix(PAGE_MARK)
    found = [
        resource
        for each in newest_first
        if not before or each.serial < int(before)
        if _is_asked_for(resource := _listed(each, line), each.at, asked)
    ]
    serials = {each.id: each.serial for each in newest_first}
    last = serials[found[size - 1]["sid"]] if len(found) > size else None
    return {
        "messages": found[:size],
        "next_page_uri": None if last is None else _onward(line, asked, last),
        "page": int(asked.get("Page", "0")),
        "page_size": size,
    }


def _listed(message: Arrived | Written, line: Line) -> dict[str, Any]:
    if isinstance(message, Arrived):
        return sent(message, line, "delivered")
    what = {"sid": message.id, "from": message.sender, "to": line.twilio_number, "body": message.text}
    return _resource(line, what, direction="inbound", state="received", at=message.at)


def _is_asked_for(resource: Mapping[str, Any], at: datetime, asked: Mapping[str, str]) -> bool:
    """Dates are compared by the day, as Twilio does."""
    ends = all(asked.get(name) in {None, resource[name.lower()]} for name in ("To", "From"))
    return ends and at.date().isoformat() >= asked.get("DateSent>", "")[:10]


def _onward(line: Line, asked: Mapping[str, str], last: int) -> str:
    onward = {**asked, "Page": str(int(asked.get("Page", "0")) + 1), "PageToken": f"{PAGE_MARK}{last}"}
    return f"/{VERSION}/Accounts/{line.twilio_sid}/Messages.json?{urlencode(onward)}"


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
