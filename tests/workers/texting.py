"""SMS transcripts, played through the gateway's own door and the workers; time moves when a line says so.

`@` sets the scene: `mode=neutral` of the channel, `at=2026-07-14T14:05`, `budget=2`, `home=ML0701`,
`language=bm`, `role=monitor` (who writes is on the roster, for Ansongo), `cercles=ML0701` (on the list of
`neutral_cercles`). `sms>` is an SMS of that phone, `part> 7 1/3 text` a part of a long one (reference, place
among its parts), `sms<` what the phone hears since, in order; where no `sms<` follows it hears nothing.
`+ 5m` lets so much time pass (s, m, h). `=` is what is kept: `outcome` of the newest SMS, `code`, `place`,
`when` of the newest report; `reports`, `ratings`, `unpaired`… count; `out` and `language` are what the phone
chose.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text as sql

from core.country import Agreed, Country
from core.messages import InboundMessage, OutboundMessage, Parsed, Part, SendResult
from flows.definition import Flows
from gateway.channels import CHANNELS
from gateway.channels.base import WebRequest
from gateway.house import House
from gateway.queue import Doorbell
from sandbox.transcript import Step, steps
from store import elapsed, people
from store.database import Database
from store.keys import Keys
from store.vault import Vault
from tests.gateway import line
from tests.gateway.line import Line, open_line
from tests.gateway.rooms import FixedClock, say
from tests.workers.onehand import deliver_once
from workers import parts
from workers.drain import drain_once

PHONE = "+22365012345"
CHANNEL = "africastalking"
SPANS = {"s": "seconds", "m": "minutes", "h": "hours"}


def parse_sms(request: WebRequest) -> Parsed:
    """An adapter whose provider hands over parts as they come: Africa's Talking's shape, and `part`."""
    parsed = CHANNELS[CHANNEL].parsers["sms"](request)
    if not isinstance(parsed, InboundMessage) or not request.get("part"):
        return parsed
    reference, number, total = map(int, re.split("[ /]", request.get("part")))
    return replace(parsed, part=Part(reference, number, total))


def fake_adapters() -> dict[str, Any]:
    known = CHANNELS[CHANNEL]
    return {**CHANNELS, CHANNEL: replace(known, parsers={**known.parsers, "sms": parse_sms})}


def in_mode(country: Country, mode: str, *cercles: str) -> Country:
    """The country, its deployer having decided how people are answered."""
    agreed = {"all": Agreed("La coordination", "essai")}
    chosen: Any = {"reply_mode": mode, "neutral_cercles": cercles, "reply_agreed": agreed}
    return replace(country, settings=replace(country.settings, **chosen))


@dataclass
class Texting:
    """A phone, a gateway that is running, workers driven by hand, and a provider that takes everything."""

    line: Line
    number: str = PHONE
    sent: list[OutboundMessage] = field(default_factory=list)
    posted: int = 0

    @property
    def house(self) -> House:
        return self.line.house

    def send(self, message: OutboundMessage) -> SendResult:
        self.sent.append(message)
        return SendResult("accepted", provider_id=f"ATXid_{len(self.sent)}", code="101")

    def write(self, text: str, number: str | None = None, **form: str) -> list[str]:
        """What the phone hears on a text, once everybody has worked."""
        self.posted += 1
        at = self.house.clock().strftime("%Y-%m-%d %H:%M:%S")
        fields = {"id": f"m{self.posted}", "date": at, **form}
        assert self.line.sms(number or self.number, text, **fields).status_code == 200
        return self.work(number)

    def drain(self) -> None:
        parts.close_due(self.house, self.house.clock())
        while drain_once(self.house, "worker"):
            continue

    def work(self, number: str | None = None) -> list[str]:
        before = len(self.sent)
        self.drain()
        while deliver_once(self.house, {CHANNEL: self.send}, "worker"):
            continue
        return [one.text for one in self.sent[before:] if one.urn == (number or self.number)]

    def waits(self, span: str) -> list[str]:
        """So much time passes, on every clock of the house."""
        passed = timedelta(**{SPANS[span[-1]]: int(span[:-1])})
        self.line.move(self.house.clock() + passed)
        self.house.keys.issue(self.house.clock())
        with self.house.database.write() as conn:
            elapsed.skip(self.house.database, conn, passed // timedelta(milliseconds=1))
        return self.work()

    def rows(self, asked: str, **values: Any) -> list[dict[str, Any]]:
        with self.house.database.read() as conn:
            return [dict(row) for row in conn.execute(sql(asked), values).mappings()]

    def kept(self, name: str) -> str:
        """What the house holds, by the name a transcript gives it."""
        if name in COUNTED:
            return str(self.rows(COUNTED[name])[0]["n"])
        if name in NEWEST:
            found = self.rows(NEWEST[name])
            return str(found[0]["value"]) if found else "none"
        with self.house.database.read() as conn:
            now, vault = self.house.clock(), self.house.vault
            if name == "out":
                return "yes" if people.opted_out(conn, vault, self.number, now) else "no"
            known = people.peek(conn, vault, self.number, now)
            return known.language or "none" if known else "none"


COUNTED: Mapping[str, str] = {
    "reports": "SELECT count(*) AS n FROM reports WHERE repeat_of IS NULL",
    "ratings": "SELECT count(*) AS n FROM ratings WHERE current OR due_at IS NOT NULL",
    "unpaired": "SELECT count(*) AS n FROM quarantine WHERE reason = 'unpaired_part'",
    "open": "SELECT count(*) AS n FROM conversations",
    "replies": "SELECT count(*) AS n FROM outbox WHERE recipient = 'reporter'",
    "protected": "SELECT count(*) AS n FROM counters WHERE name = 'protected'",
}
_REPORT = (
    "SELECT reports.{} AS value FROM reports JOIN inbox ON inbox.id = reports.inbox_id "
    "ORDER BY inbox.seq DESC LIMIT 1"
)
NEWEST: Mapping[str, str] = {
    "outcome": "SELECT outcome AS value FROM inbox WHERE kind = 'sms' ORDER BY seq DESC LIMIT 1",
    "reason": "SELECT reason AS value FROM inbox WHERE kind = 'sms' ORDER BY seq DESC LIMIT 1",
    "code": _REPORT.format("code"),
    "place": _REPORT.format("place"),
    "when": _REPORT.format("occurred"),
    "severity": _REPORT.format("severity"),
    "mark": "SELECT core AS value FROM ratings WHERE current OR due_at IS NOT NULL",
}


@contextmanager
def texting(
    database: Database, keys: Keys, country: Country, flows: Flows, scene: Mapping[str, str]
) -> Iterator[Texting]:
    """A phone on a running gateway, as a scene says."""
    at = datetime.fromisoformat(scene.get("at", "2026-07-14T14:05")).replace(tzinfo=UTC)
    chosen = in_mode(country, scene.get("mode", "silent"), *filter(None, [scene.get("cercles")]))
    more = {"LASOMI_BUDGETS": f"{CHANNEL}={scene['budget']}"} if "budget" in scene else {}
    keys.issue(at)
    house = House(
        settings=line.settings(database.data_dir, **more),
        clock=FixedClock(at),
        country=chosen,
        flows=flows,
        say=say(),
        database=database,
        keys=keys,
        vault=Vault(keys),
        queue=Doorbell(""),
    )
    with open_line(house, channels=fake_adapters()) as opened:
        phone = Texting(opened, scene.get("phone", PHONE))
        _set(phone, scene)
        yield phone


def _set(phone: Texting, scene: Mapping[str, str]) -> None:
    house = phone.house
    chosen = {name: scene[name] for name in ("home", "language") if name in scene}
    with house.database.write() as conn:
        if chosen:
            people.remember(conn, house.vault, phone.number, house.clock(), **chosen)
        if "role" in scene:
            role: Any = scene["role"]
            whom: Any = {"number": phone.number, "name": "Quelqu'un", "roles": (role,), "areas": ("ML0701",)}
            people.add_member(conn, house.vault, now=house.clock(), **whom)


def scene_of(transcript: str) -> dict[str, str]:
    """What its `@` line says."""
    words = [word for step in steps(transcript) if step.mark == "@" for word in shlex.split(step.text)]
    return dict(word.split("=", 1) for word in words)


def play(phone: Texting, transcript: str) -> None:
    """Every line of it; the phone must hear exactly what is written, and nothing else."""
    hears: list[str] = []
    for step in steps(transcript):
        if step.mark == "sms<":
            assert hears, f"line {step.number}: nothing came, and not «{step.text}»"
            assert hears.pop(0) == step.text, f"line {step.number}"
            continue
        if step.mark != "=":
            assert not hears, f"before line {step.number}: {hears}"
        hears = _done(phone, step) or hears
    assert not hears, f"at the end: {hears}"


def _done(phone: Texting, step: Step) -> list[str]:
    if step.mark == "sms>":
        return phone.write(step.text)
    if step.mark == "part>":
        reference, place, text = step.text.split(" ", 2)
        return phone.write(text, part=f"{reference} {place}")
    if step.mark == "+":
        return phone.waits(step.text)
    if step.mark == "=":
        for name, value in (word.split("=", 1) for word in step.text.split()):
            assert phone.kept(name) == value, f"line {step.number}: {name} is {phone.kept(name)}"
    return []
