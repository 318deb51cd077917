"""Orange's SMS API as it posts and answers (`channels.md` §7): JSON, addresses with `tel:`."""

from typing import Any

from sandbox.exchange import Written
from sandbox.line import Line

STATUSES = {"sent": "DeliveredToNetwork", "delivered": "DeliveredToTerminal"}


def sms(written: Written, line: Line) -> dict[str, Any]:
    message = {
        "senderAddress": f"tel:{written.sender}",
        "destinationAddress": line.short_code,
        "message": written.text,
        "messageId": written.id,
        "dateTime": written.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return {"inboundSMSMessageNotification": {"inboundSMSMessage": message}}


def receipt(request_id: str, number: str, status: str) -> dict[str, Any]:
    """`status`: sent or delivered. `callbackData` is the last part of the address of the request."""
    info = {"address": f"tel:{number}", "deliveryStatus": STATUSES[status]}
    return {"deliveryInfoNotification": {"deliveryInfo": info, "callbackData": request_id}}


def sent(request_id: str, asked: dict[str, Any], base: str) -> dict[str, Any]:
    return {"outboundSMSMessageRequest": {**asked, "resourceURL": f"{base}/requests/{request_id}"}}
