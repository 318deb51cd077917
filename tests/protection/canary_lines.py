"""What the two hundred write by the later lines: Orange, a phone with a SIM, Kannel, Jasmin, Infobip.

A whole SMS, one of the protected lane, receipts with the words of a provider, and what nobody can read.
"""

import hashlib
import hmac
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import httpx

from tests.protection.canaries import Canary
from tests.protection.canary_day import Day

TOKENS: Final = {
    name: letter * 43
    for name, letter in (("orange", "o"), ("android", "p"), ("kannel", "k"), ("infobip", "i"))
}
SIGNS: Final = "canary-android-signing-key"
SETTINGS: Final = {"LASOMI_ANDROID_SIGNING_KEY": SIGNS}
TOLD: Final = (
    "22 ANSONGO {t}",
    "on a vole les vaches de {p}, appelez le {n} {t}",
    "mon mari me frappe {p} {t} {n}",
)
Shape = Callable[[Canary, str, str], Mapping[str, Any]]
"""How a provider says it: who writes, what, and under which name of its own."""
_ids = itertools.count(1)


def orange_sms(one: Canary, said: str, mark: str) -> Mapping[str, Any]:
    told = {"senderAddress": f"tel:{one.number}", "destinationAddress": "tel:36000"}
    return {
        "inboundSMSMessageNotification": {"inboundSMSMessage": told | {"message": said, "messageId": mark}}
    }


def android_sms(one: Canary, said: str, mark: str) -> Mapping[str, Any]:
    told = {"messageId": mark, "message": said, "sender": one.number, "phoneNumber": one.number}
    return {"deviceId": one.words[2], "event": "sms:received", "id": mark, "payload": told}


def infobip_sms(one: Canary, said: str, mark: str) -> Mapping[str, Any]:
    told = {"messageId": mark, "from": one.number[1:], "to": "36000", "text": said}
    return {"results": [told | {"cleanText": said, "keyword": one.words[2]}]}


def orange_receipt(one: Canary, said: str, mark: str) -> Mapping[str, Any]:
    told = {"address": f"tel:{one.number}", "deliveryStatus": said}
    return {"deliveryInfoNotification": {"deliveryInfo": told, "callbackData": mark}}


def android_receipt(one: Canary, said: str, mark: str) -> Mapping[str, Any]:
    told = {"messageId": mark, "phoneNumber": one.number, "reason": said}
    return {"deviceId": one.words[2], "event": "sms:failed", "id": mark, "payload": told}


def infobip_receipt(one: Canary, said: str, mark: str) -> Mapping[str, Any]:
    status = {"groupName": "REJECTED", "name": said, "description": said}
    error = {"name": said, "description": one.text, "permanent": True}
    return {"results": [{"messageId": mark, "to": one.number[1:], "status": status, "error": error}]}


JSON: Final[Mapping[str, Mapping[str, Shape]]] = {
    "orange": {"sms": orange_sms, "receipt": orange_receipt},
    "android": {"sms": android_sms, "receipt": android_receipt},
    "infobip": {"sms": infobip_sms, "receipt": infobip_receipt},
}


def lines(day: Day) -> None:
    """Each line tells all of it."""
    for channel, shapes in JSON.items():
        for text in TOLD:
            assert _posted(day, channel, "sms", shapes["sms"](*_said(day, text))).status_code == 200
        for text in ("DeliveryImpossible", "{t}", "{p} {n}"):
            _posted(day, channel, "receipt", shapes["receipt"](*_said(day, text)))
        for broken in _broken(day):
            _posted(day, channel, "sms", broken)
    for text in TOLD:
        assert _asked(day, "sms", kannel_sms(*_said(day, text))).status_code == 200
        assert _asked(day, "sms", jasmin_sms(*_said(day, text))).status_code == 200
    _asked(
        day, "receipt", {"id": day.next().words[0], "status": day.next().words[1], "text": day.next().text}
    )
    one = day.next()
    quoted = {"id": one.words[0], "message_status": one.words[1], "err": one.words[2], "text": one.text}
    _asked(day, "receipt", quoted | {"level": "1", "connector": one.words[3]})
    _asked(day, "sms", {"from": day.next().name, "text": day.next().text, "charset": day.next().words[0]})
    one = day.next()
    day.ask(_hook("android", "sms"), "unsigned", method="POST", json=android_sms(one, one.text, one.words[0]))


def kannel_sms(one: Canary, said: str, mark: str) -> Mapping[str, str]:
    told = {"id": mark, "from": one.number, "to": "36000", "coding": "0", "charset": "UTF-8"}
    return told | {"smsc": one.words[2], "text": said}


def jasmin_sms(one: Canary, said: str, mark: str) -> Mapping[str, str]:
    told = {"id": mark, "from": one.number[1:], "to": "36000", "origin-connector": one.words[2]}
    return told | {"coding": "0", "content": said, "binary": said.encode().hex()}


def _said(day: Day, text: str) -> tuple[Canary, str, str]:
    one = day.next()
    return one, text.format(t=one.text, n=one.number, p=one.name), f"{one.words[0]}{next(_ids)}"


def _broken(day: Day) -> Iterator[Any]:
    """No object, no sender, another shape, two in one."""
    one = day.next()
    yield [one.number, one.text]
    yield {one.text: {one.number: one.name}, "event": one.words[0]}
    yield {"results": [infobip_sms(one, one.text, one.words[0])] * 2, "payload": one.name}


def _posted(day: Day, channel: str, kind: str, told: Any) -> httpx.Response:
    """As the provider posts it; a phone signs."""
    body = json.dumps(told).encode()
    signed = hmac.new(SIGNS.encode(), body + b"1", hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-timestamp": "1", "x-signature": signed}
    return day.ask(_hook(channel, kind), f"{channel} {kind}", method="POST", content=body, headers=headers)


def _asked(day: Day, kind: str, told: Mapping[str, str]) -> httpx.Response:
    return day.ask(_hook("kannel", kind), f"kannel {kind}", params=told)


def _hook(channel: str, kind: str) -> str:
    return f"/hooks/{channel}/{TOKENS[channel]}/{kind}"
