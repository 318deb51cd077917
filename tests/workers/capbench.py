"""Hands for CAP: what was issued of the newest alert, as bytes, and as a partner would have it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from core.cap import NAMESPACE, write
from core.capchecks import checked
from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.partners import CHANNEL as PARTNER
from store import cap, partners
from store.cap import Message
from tests.workers.bureau import CHANNEL, MONITOR, REGIONAL, RELAY, Bureau
from tests.workers.onehand import deliver_once
from workers.drain import drain_once


@dataclass(repr=False)
class Bench:
    """`taken`: what each partner's server took, by its name; `refusals`: what it says instead, in turn."""

    bureau: Bureau = field(repr=False)
    taken: dict[str, list[bytes]] = field(default_factory=dict)
    refusals: list[SendFailed] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def partner(self, name: str, *areas: str) -> None:
        with self.bureau.house.database.write() as conn:
            added = partners.add(
                conn,
                self.bureau.house.vault,
                name=name,
                kind="webhook",
                target="https://partner.example.org/cap",
                secret="s" * 43,
                areas=areas or ("ML07",),
                now=self.bureau.watch.at,
            )
        self.names[added.id], self.taken[name] = name, []

    def alone(self) -> None:
        """No partner that was there before hears any more of it."""
        with self.bureau.house.database.write() as conn:
            for each in partners.listing(conn):
                partners.disable(conn, each.name)

    def disable(self, name: str) -> None:
        with self.bureau.house.database.write() as conn:
            assert partners.disable(conn, name)

    def take(self, message: OutboundMessage) -> SendResult:
        if self.refusals:
            raise self.refusals.pop(0)
        self.taken[self.names[message.urn]].append(message.text.encode())
        return SendResult("accepted")

    def work(self) -> None:
        """As a bureau works, partners included."""
        self.bureau.passes()
        while drain_once(self.bureau.house, "worker"):
            continue
        senders = {CHANNEL: self.bureau.send, PARTNER: self.take}
        while deliver_once(self.bureau.house, senders, "worker"):
            continue

    def sms(self, number: str, text: str, at: str) -> None:
        self.bureau.sms(number, text.format(number=self.bureau.number() if "{" in text else ""), at)
        self.work()

    def press(self, verb: str, at: str, *, role: str = "regional", areas: tuple[str, ...] = ("ML07",)) -> str:
        """A button of the console, with a reason."""
        reason = "protect" if verb == "RELEASE" else "mistake"
        body = {"verb": verb, "number": self.bureau.number(), "account": "a1", "role": role}
        row = self.bureau.accept("command", body | {"areas": list(areas), "reason": reason}, at=at)
        self.work()
        return self.bureau.outcome(row)

    def chain(self) -> list[Message]:
        """Of the newest alert."""
        (alert,) = self.bureau.rows("SELECT id FROM alerts WHERE number = :n", n=self.bureau.number())
        return self.chain_of(alert["id"])

    def chain_of(self, alert_id: str) -> list[Message]:
        with self.bureau.house.database.read() as conn:
            return cap.chain(conn, alert_id)

    def brief(self) -> list[tuple[int, str, str, list[int]]]:
        """Version, audience, type and the versions referred to, of every message."""
        chain = self.chain()
        versions = {str(each.cites): each.version for each in chain}
        return [
            (one.version, one.audience, one.type, [versions[str(each)] for each in one.document.references])
            for one in chain
        ]


def staffed(bureau: Bureau) -> Bench:
    """A relay, a monitor and a coordinator of Ansongo."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    return Bench(bureau)


def read(message: Message) -> Element:
    return fromstring(checked(write(message.document)))


def said(xml: bytes | Element, path: str) -> str:
    root = xml if isinstance(xml, Element) else fromstring(xml)
    return root.findtext("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/"))) or ""


def as_told(message: Message, **ids: Any) -> str:
    """The document with what is drawn at random in the place of its name."""
    text = write(message.document).decode()
    for name, value in ids.items():
        text = text.replace(str(value), f"{{{name}}}")
    return text


def golden(path: Path) -> str:
    """A document as it leaves: without the line breaks that make the file readable."""
    return re.sub(r">\n *<", "><", path.read_text("utf-8").strip()).replace("?><", "?>\n<")
