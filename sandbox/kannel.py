"""Kannel and Jasmin, as they ask and answer (`channels.md` §9): one address, two dialects."""

from core.text import is_gsm7
from sandbox.exchange import Written
from sandbox.line import Line

SMSC = "orange"
KANNEL = {"sent": "8", "delivered": "1"}
JASMIN = {"sent": "ESME_ROK", "delivered": "DELIVRD"}


def sms(written: Written, line: Line) -> dict[str, str | bytes]:
    """The query of a GET. What is not GSM-7 travels in two bytes, as from an operator."""
    narrow = is_gsm7(written.text)
    return {
        "id": written.id,
        "from": written.sender,
        "to": line.short_code,
        "ts": str(int(written.at.timestamp())),
        "coding": "0" if narrow else "2",
        "charset": "UTF-8" if narrow else "UTF-16BE",
        "smsc": SMSC,
        "text": written.text.encode("utf-8" if narrow else "utf-16-be"),
    }


def jasmin_sms(written: Written, line: Line) -> dict[str, str]:
    narrow = is_gsm7(written.text)
    text = {"content": written.text} if narrow else {"binary": written.text.encode("utf-16-be").hex()}
    who = {"id": written.id, "from": written.sender, "to": line.short_code, "origin-connector": SMSC}
    return who | text | {"coding": "0" if narrow else "8"}


def receipt(told: str, status: str, at: float) -> str:
    """The address that we gave, with what Kannel puts in the place of its signs."""
    signs = {"%d": KANNEL[status], "%i": SMSC, "%T": str(int(at))}
    for sign, value in signs.items():
        told = told.replace(sign, value)
    return told


def jasmin_receipt(message_id: str, status: str) -> dict[str, str]:
    level = "1" if status == "sent" else "3"
    return {"id": message_id, "message_status": JASMIN[status], "level": level, "connector": SMSC}
