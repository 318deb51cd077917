"""`lasomi channels`: what each channel is set to, and a message to one's own phone, step by step."""

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from core.numbers import Number, read_number
from core.periods import day
from core.text import measure
from gateway.channels import CHANNELS
from gateway.channels.base import Send
from gateway.senders import senders
from ops.desk import Desk
from ops.wording import wording
from store import audit, people, receipts, spending
from store.rows import new_id
from workers.lanes import rate_of

ACCOUNT: Final = "system"
LOOK_SECONDS: Final = 0.5
FINAL: Final = frozenset({"delivered", "failed"})


def listed(desk: Desk) -> list[Mapping[str, Any]]:
    """Every channel that is set: whether its door is open, whether it sends, its rate and its day."""
    sends, doors = senders(desk.settings), desk.settings.hook_tokens
    with desk.database.read() as conn:
        spent = spending.spent(conn, day(desk.clock()))
    return [
        {
            "channel": name,
            "door": name in doors,
            "sends": name in sends,
            "a_second": rate_of(desk.settings, name),
            "budget": desk.settings.budgets.get(name, ""),
            "today": spent.get(name, 0),
        }
        for name in (*CHANNELS, *(each for each in sends if each not in CHANNELS))
        if name in sends or name in doors
    ]


def tried(desk: Desk, to: str, channel: str, seconds: float) -> Iterator[Mapping[str, Any]]:
    """One step a row: the phone, the channel, the text, the provider's word, each receipt. Raises LasomiError
    where nothing may be sent. The number is neither kept nor shown.
    """
    number, send = _phone(desk, to), _sender(desk, channel)
    yield {"step": "phone", "operator": number.operator, "foreign": number.foreign}
    text = wording().ui("Essai de Lasomi. Vous n'avez rien à faire.")
    encoding, units, parts = measure(text)
    yield {"step": "text", "encoding": encoding, "units": units, "parts": parts}
    said = _said(send, OutboundMessage(new_id(), channel, number.e164, text, "task", new_id()))
    with desk.database.write() as conn:
        audit.write(
            conn,
            desk.vault,
            at=desk.clock(),
            account=ACCOUNT,
            role="operator",
            action="channel_tested",
            object=channel,
        )
    yield {"step": "provider", "channel": channel, **said[1]}
    if said[0] and said[0].provider_id:
        yield from _receipts(desk, channel, said[0].provider_id, seconds)


def _phone(desk: Desk, to: str) -> Number:
    number = read_number(to)
    if not isinstance(number, Number):
        raise LasomiError(number, wording().ui("ce n'est pas le numéro d'un téléphone"))
    with desk.database.read() as conn:
        if people.opted_out(conn, desk.vault, number.e164, desk.clock()):
            raise LasomiError("opted_out", wording().ui("cette personne a demandé le silence"))
    return number


def _sender(desk: Desk, channel: str) -> Send:
    found = senders(desk.settings)
    if channel not in found:
        sentence = wording().ui("{channel}: aucun envoi n'est réglé", channel=channel)
        raise LasomiError("no_sender", sentence)
    return found[channel]


def _said(send: Send, message: OutboundMessage) -> tuple[SendResult | None, Mapping[str, Any]]:
    began = time.monotonic()
    try:
        result = send(message)
    except SendFailed as failure:
        took = round(1000 * (time.monotonic() - began))
        return None, {
            "status": "unknown" if failure.ambiguous else "failed",
            "code": failure.code,
            "ms": took,
        }
    took = round(1000 * (time.monotonic() - began))
    return result, {"status": result.status, "code": result.code, "ms": took}


def _receipts(desk: Desk, channel: str, provider_id: str, seconds: float) -> Iterator[Mapping[str, Any]]:
    """What the provider tells the running gateway meanwhile; the last one ends the wait."""
    began, heard = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        with desk.database.read() as conn:
            told = receipts.parked(conn, desk.vault, channel, provider_id, desk.clock())
        for status in told[heard:]:
            yield {"step": "receipt", "status": status, "ms": round(1000 * (time.monotonic() - began))}
            if status in FINAL:
                return
        heard = len(told)
        time.sleep(LOOK_SECONDS)
    yield {"step": "receipt", "status": "none" if not heard else "no_more"}
