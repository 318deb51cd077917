"""`lasomi channels`: what each channel is set to, what a text to relays costs, and a message to one's own
phone, step by step.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.country import Country
from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from core.numbers import Number, read_number
from core.periods import day
from core.ports import Clock
from core.routes import network_of
from core.text import measure
from gateway.channels import CHANNELS
from gateway.channels.base import Send
from gateway.costs import cost_of, relays, way
from gateway.routing import lines_to
from gateway.senders import senders
from gateway.settings import Settings
from ops.desk import Desk, home
from ops.wording import wording
from store import audit, lines, people, receipts, spending
from store.lines import Standing
from store.rows import new_id
from store.vault import Vault
from workers.lanes import rate_of

ACCOUNT: Final = "system"
LOOK_SECONDS: Final = 0.5
FINAL: Final = frozenset({"delivered", "failed"})


@dataclass(frozen=True, slots=True)
class _Read:
    """A desk whose country was read once: it takes a second, and is asked for by everybody's number."""

    settings: Settings
    clock: Clock
    vault: Vault
    country: Country


def listed(desk: Desk) -> list[Mapping[str, Any]]:
    """Every channel that is set: whether its door is open, whether it sends, its rate and its day."""
    sends, doors = senders(desk.settings), desk.settings.hook_tokens
    with desk.database.read() as conn:
        spent, known = spending.spent(conn, day(desk.clock())), lines.every(conn)
    return [
        {
            "channel": name,
            "door": name in doors,
            "sends": name in sends,
            "a_second": rate_of(desk.settings, name),
            "budget": desk.settings.budgets.get(name, ""),
            "today": spent.get(name, 0),
            "line": _line(known.get(name), desk),
        }
        for name in (*CHANNELS, *(each for each in sends if each not in CHANNELS))
        if name in sends or name in doors
    ]


def _line(known: Standing | None, desk: Desk) -> str:
    """Whether it stands; "" for a line that was never used."""
    return "" if known is None else "fallen" if known.has_fallen(desk.clock()) else "stands"


def costs(desk: Desk, area: str, text: str) -> list[Mapping[str, Any]]:
    """What a text to the relays of a place costs now: one row for each network and line, then the sum."""
    encoding, units, parts = measure(text)
    here = _Read(desk.settings, desk.clock, desk.vault, desk.country)
    with desk.database.read() as conn:
        reached = relays(here, conn, (area, here.country.gazetteer.country))
        ways = Counter(way(here, conn, one) for one in reached)
        whole = cost_of(here, conn, reached, [text])
    routes = desk.settings.routes
    rows: list[Mapping[str, Any]] = [
        {"network": network, "line": line, "relays": n, "price": routes.price(line, network)}
        for (line, network), n in sorted(ways.items())
    ]
    about = {"encoding": encoding, "units": units, "parts": parts, "relays": whole.people}
    money = {"cost": whole.money, "currency": whole.currency}
    return [*rows, {"step": "sum", **about, "segments": whole.segments, **money}]


def tried(desk: Desk, to: str, channel: str, seconds: float) -> Iterator[Mapping[str, Any]]:
    """One step a row: the phone, the route, the text and its cost, the provider's word, each receipt. Raises
    LasomiError where nothing may be sent. The number is neither kept nor shown. Without a `channel` the one
    that an alert would leave by.
    """
    number = _phone(desk, to)
    yield {"step": "phone", "operator": number.operator, "foreign": number.foreign}
    network, route = _route(desk, number, channel)
    channel, send = route["line"], _sender(desk, route["line"])
    yield {"step": "route", "network": network, **route}
    text = wording().ui("Essai de Lasomi. Vous n'avez rien à faire.")
    encoding, units, parts = measure(text)
    yield {
        "step": "text",
        "encoding": encoding,
        "units": units,
        "parts": parts,
        **_price(desk, channel, network, parts),
    }
    said = _said(send, OutboundMessage(new_id(), channel, number.e164, text, "task", new_id()))
    _note(desk, channel)
    yield {"step": "provider", "channel": channel, **said[1]}
    if said[0] and said[0].provider_id:
        yield from _receipts(desk, channel, said[0].provider_id, seconds)


def _note(desk: Desk, channel: str) -> None:
    """That it was tried stands in the audit; to whom does not."""
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


def _route(desk: Desk, number: Number, asked: str) -> tuple[str, Mapping[str, str]]:
    """The network of a number, and the line that is taken, with the reason."""
    network, routes = network_of(number), desk.settings.routes
    if asked:
        return network, {"line": asked, "why": "asked"}
    if not routes.order(network):
        return network, {"line": desk.settings.channel, "why": "LASOMI_CHANNEL"}
    with desk.database.read() as conn:
        choice = lines_to(desk, conn, routes.order(network), number.e164)
    others = {"next": " ".join(choice.lines[1:]), "held": ", ".join(choice.held)}
    return network, {"line": choice.lines[0], "why": "LASOMI_ROUTES", **others}


def _price(desk: Desk, line: str, network: str, parts: int) -> Mapping[str, Any]:
    price = desk.settings.routes.price(line, network)
    return {} if price is None else {"cost": parts * price, "currency": desk.settings.routes.currency}


def _phone(desk: Desk, to: str) -> Number:
    number = read_number(to, home(desk))
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
