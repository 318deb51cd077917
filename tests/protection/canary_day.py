"""What two hundred people, and those who forge them, can do to a running house in one day, by every door."""

import base64
import hmac
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.protection.canaries import Canary
from tests.protection.stumbling import WORDS

TOKENS: Final = {
    name: letter * 43 for name, letter in (("africastalking", "a"), ("twilio", "w"), ("simulator", "s"))
}
ACCOUNT: Final = "AC" + "1" * 32
SIGNS: Final = "canary-twilio-auth-token"
PUBLIC: Final = "http://127.0.0.1:8000"
REPORT: Final = ("1", "1", "2", "2", "Ansongo", "2", "1", "1", "1")
PROTECTED: Final = ("1", "1", "6", "1")
WISHES: Final = ("STOP", "START", "EFFACER", "AIDE", "LANGUE BAMBARA", "RAS")
Form = Mapping[str, str]


@dataclass
class Day:
    """Posts to a gateway as providers, citizens and strangers do. `statuses` are the answers, by path."""

    gateway: str
    people: Iterator[Canary]
    spent: list[Canary] = field(default_factory=list)
    statuses: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self._client = httpx.Client(base_url=self.gateway, timeout=20, trust_env=False)

    def next(self) -> Canary:
        self.spent.append(next(self.people))
        return self.spent[-1]

    def close(self) -> None:
        self._client.close()

    def ask(self, path: str, who: str, **request: Any) -> httpx.Response:
        method = request.pop("method", "GET")
        answer = self._client.request(method, path, **request)
        self.statuses.setdefault(who, []).append(answer.status_code)
        return answer

    def post(self, channel: str, kind: str, form: Form, **request: Any) -> httpx.Response:
        """As the provider posts it, signed where it signs."""
        path = f"/hooks/{channel}/{TOKENS[channel]}/{kind}"
        headers = {"x-twilio-signature": signature(f"{PUBLIC}{path}", form)} if channel == "twilio" else {}
        return self.ask(path, f"{channel} {kind}", method="POST", data=form, headers=headers, **request)

    def sms(self, one: Canary, text: str, channel: str = "africastalking", **more: str) -> httpx.Response:
        """`{t}`, `{n}` and `{p}` of a text are the canary's words, number and name."""
        said = text.format(t=one.text, n=one.number, p=one.name)
        mark = f"{one.words[0]}{next(self._ids)}"
        if channel == "twilio":
            return self.post(channel, "sms", twilio_sms(one.number, said, mark) | more)
        return self.post(channel, "sms", {"id": mark, "from": one.number, "to": "36000", "text": said} | more)

    def dials(self, one: Canary, keys: tuple[str, ...], channel: str = "africastalking", **more: str) -> str:
        """A whole call, screen by screen; the last one."""
        call = f"{one.words[1]}{next(self._ids)}"
        screens = [self.types(one, call, "*".join(keys[:n]), channel, **more) for n in range(len(keys) + 1)]
        return screens[-1]

    def types(self, one: Canary, call: str, text: str, channel: str = "africastalking", **more: str) -> str:
        form = {"sessionId": call, "phoneNumber": one.number, "serviceCode": "*384#", "text": text}
        return self.post(channel, "ussd", form | more).text

    def hangs_up(self, one: Canary, call: str, text: str) -> None:
        form = {"sessionId": call, "phoneNumber": one.number, "serviceCode": "*384#", "status": "Incomplete"}
        self.post("africastalking", "ussd-end", {**form, "input": text})


def signature(url: str, form: Form) -> str:
    """Twilio's: HMAC-SHA1 over the address and the sorted fields."""
    said = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(SIGNS.encode(), said.encode(), "sha1").digest()).decode()


def twilio_sms(number: str, text: str, mark: str) -> dict[str, str]:
    return {
        "MessageSid": f"SM{mark}",
        "AccountSid": ACCOUNT,
        "From": number,
        "To": "+15005550006",
        "Body": text,
    }


def letters(day: Day) -> None:
    """SMS of each channel: coded, in words, about others, long, protected, with every wish."""
    for channel in TOKENS:
        for text in (
            "22 ANSONGO {t}",
            "on a vole les vaches de {p} a Ansongo, {t}, appelez le {n}",
            "NOTE maire ansongo 3 {t}",
            "mon mari me frappe j'ai peur, {p} {t} {n}",
            "{t} {n} {p}",
        ):
            day.sms(day.next(), text, channel)
    for wish in WISHES:
        one = day.next()
        day.sms(one, "22 ANSONGO {t}")
        day.sms(one, f"{wish} {{t}}")
        day.sms(one, wish)


def orders(day: Day, staff: list[Canary]) -> None:
    """An event that staff saw, commands of the roster, true and false, and of those who are not on it."""
    day.sms(staff[0], "11 ANSONGO 3 morts {t}")
    for one in (*staff, day.next()):
        for text in ("OUI 1234", "VRAI 1234", "FAUX 1234 4321", "NOTE 1234 {t} {p} {n}", "RAS", "AIDE"):
            day.sms(one, text)
    day.sms(day.next(), "CODE 4829 1376")
    day.sms(day.next(), "CODE 4829 1376 {t}")


def broken(day: Day) -> None:
    """What nobody can read: without a sender, in another alphabet or shape, too long, too much."""
    for channel in ("africastalking", "simulator"):
        one = day.next()
        day.post(channel, "sms", {"id": one.words[0], "text": one.text})
        day.sms(day.next(), "{t}", channel, **{"from": f"pas un numero {one.name}"})
        day.post(channel, "sms", {one.text: one.number, f"{one.number} {one.name}": ""})
    hook = f"/hooks/africastalking/{TOKENS['africastalking']}"
    for kind in ("application/json", "text/plain; charset=x-" + day.next().words[2], "multipart/form-data"):
        one = day.next()
        said = f'{{"from": "{one.number}", "text": "{one.text}", "{one.name}": 1}}'
        day.ask(f"{hook}/sms", "shape", method="POST", content=said, headers={"content-type": kind})
    one = day.next()
    raw = f"id=1&from=%2B{one.number[1:]}&to=36000&text={one.words[2]}".encode() + b"\xff\xfe %ff"
    form = {"content-type": "application/x-www-form-urlencoded"}
    day.ask(f"{hook}/sms", "damaged", method="POST", content=raw, headers=form)
    day.post("africastalking", "sms", {f"{one.text}{n}": one.number for n in range(120)})
    day.sms(day.next(), "{t} " * 1500)
    day.sms(day.next(), "{t} {p}", **{"from": "+33612345678"})
    day.sms(day.next(), "{t} {p} {n}", **{"from": day.next().words[0]})
    signed = twilio_sms(day.next().number, day.next().text, "x")
    del signed["Body"]
    day.post("twilio", "sms", signed)


def forged(day: Day) -> None:
    """Addresses that are none, tokens and signatures that are not ours, methods that nobody uses."""
    for one in (day.next(), day.next()):
        form = {"id": one.words[0], "from": one.number, "to": "36000", "text": f"{one.text} {one.name}"}
        for path in (
            f"/hooks/africastalking/{one.words[0]}{one.number[1:]}/sms",
            f"/hooks/{one.words[1]}/{one.number}/sms",
            f"/hooks/africastalking/{TOKENS['africastalking']}/{one.words[2]}",
            f"/{one.words[0]}/{one.number}?q={one.words[3]}",
        ):
            day.ask(path, "forged", method="POST", data=form)
            day.ask(
                path, "forged", params=form, headers={"user-agent": one.text, "x-forwarded-for": one.number}
            )
    one = day.next()
    path = f"/hooks/twilio/{TOKENS['twilio']}/sms"
    form = twilio_sms(one.number, one.text, one.words[0])
    for headers in ({}, {"x-twilio-signature": one.words[2]}):
        answer = day.ask(path, "unsigned", method="POST", data=form, headers=headers)
        assert answer.status_code == 401
    day.ask(path, "method", method="PUT", data=form)


def calls(day: Day) -> None:
    """A report, one taken back, one dropped and continued, the protected path, a stranger, rubbish."""
    for channel in ("africastalking", "simulator"):
        assert day.dials(day.next(), REPORT, channel).startswith("END ")
    one = day.next()
    day.dials(one, REPORT[:5])
    day.dials(one, ("1",))
    assert day.dials(day.next(), PROTECTED).startswith("END ")
    day.dials(day.next(), (*REPORT[:6], "00"))
    one = day.next()
    day.dials(one, (*REPORT[:4], one.words[0], one.text, one.number))
    one = day.next()
    day.types(one, one.words[3], "")
    day.types(day.next(), one.words[3], "1")
    day.types(one, day.next().words[2], "1*1*2")
    day.hangs_up(one, one.words[3], f"1*{one.words[0]}")
    day.hangs_up(day.next(), one.words[1], one.number)
    one = day.next()
    day.post("africastalking", "ussd", {"phoneNumber": one.number, "text": one.text})
    day.post(
        "africastalking", "ussd", {"sessionId": one.words[0], "text": one.words[1], "serviceCode": "*384#"}
    )


def notes(day: Day) -> None:
    """Receipts with the words of a provider, and people who left by the provider."""
    for channel in ("africastalking", "simulator"):
        one = day.next()
        for status in ("Success", "Failed", one.words[1]):
            form = {
                "id": one.words[0],
                "status": status,
                "phoneNumber": one.number,
                "failureReason": one.text,
            }
            day.post(channel, "receipt", form)
        day.post(channel, "optout", {"senderId": one.words[2], "phoneNumber": day.next().number})
    one = day.next()
    form = {
        "MessageSid": one.words[0],
        "MessageStatus": "failed",
        "ErrorCode": one.words[1],
        "To": one.number,
    }
    day.post("twilio", "receipt", form | {"AccountSid": ACCOUNT})


def visitors(day: Day) -> None:
    """Who types a number, a name or a text where a login, a password, a key or a place belongs."""
    for one in (day.next(), day.next()):
        page = day.ask("/console/login", "login")
        form = page.text.partition('name="csrf" value="')[2].partition('"')[0]
        for login in (one.number, one.name, "awa"):
            sent = {"csrf": form, "login": login, "password": one.text, "code": one.number[-6:]}
            day.ask("/console/login", "login", method="POST", data=sent)
        for path in ("/v1/indicators", "/v1/incidents", "/v1/alerts", f"/v1/{one.words[0]}", "/v1/places"):
            key = {"authorization": f"Bearer {one.words[0]}{one.number[1:]}"}
            day.ask(
                path, "feed", headers=key, params={"place": one.name, "from": one.number, one.words[1]: "1"}
            )
        for path in (
            "/console/incidents",
            "/console/roster",
            f"/console/cases/{one.words[1]}",
            "/readyz",
            "/metrics",
        ):
            asked = {"told": one.text, "lang": one.words[0]}
            day.ask(path, "pages", params=asked, headers={"cookie": f"lasomi={one.number}"})


def poisoned(day: Day) -> None:
    """What makes each stage raise, with the text in the words of the error."""
    for word in WORDS:
        day.sms(day.next(), f"on a vole des vaches a Ansongo {word} {{t}} {{p}} {{n}}")


PATHS: Final = (letters, broken, forged, calls, notes, visitors, poisoned)
"""By number of people about 120; the rest writes while the database is away, and is pulled."""
