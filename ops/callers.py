"""Who calls in a transcript: the words after `@`, read, and guessed from the first screen of a call.

Each word may stand in double quotes:

    new                       has never called        language=bm  home=ML07  role=monitor
    general=g3,g8n            any fact of the call's first look (`core.answers.FACTS`)
    alerts="2417: Combats, Gossi; 2418: Vol"            a list: what choosing it answers, and its label; a
    commitments="C1: Un forage | bm: Kolon"             label in another language after a bar; what is in
    digests="2431: 2431 JOUR: 2 / 2417 2418"            it after a stroke
    draft="2*1*2*2*Ansongo"   what was typed in a call that dropped
    letters=official          the caller asked for the official letters of the language
    service=area:verified:name:number                   a hotline on file
    screen=140                what a screen of the caller's operator holds, in septets
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations, product
from typing import Final

from core.answers import ANSWERS, FACTS, LISTS
from core.country import Country
from core.hotlines import Hotline
from flows.engine import Session, Turn, replay
from flows.nodes import ROLES, Flows, Option

DAY: Final = date(2026, 7, 14)
"""The day on which every transcript is played; hotlines are verified before it, or too long before it."""
OF_SESSION: Final = frozenset({"language", "home", "role", "draft", "letters", "screen"})
DRAFTED: Final = re.compile(r'\s*draft="[^"]*"')
USUAL: Final = {"last_report": "received"}
"""What a fact most often says, where `1` says nothing."""


class UnreadableError(ValueError):
    """A word after `@` that says nothing of a caller; its sentence names it."""


@dataclass(slots=True)
class Caller:
    """A phone whose calls the flows themselves answer: no gateway, no database, no clock."""

    country: Country
    flows: Flows
    session: Session
    inputs: tuple[str, ...] = ()

    def type(self, text: str) -> None:
        """The service code begins a call; everything else is an answer."""
        dials = text == self.country.settings.service_code
        self.inputs = () if dials else (*self.inputs, text)

    def turn(self) -> Turn:
        find = self.country.gazetteer.find
        return replay(self.flows, self.session, self.inputs, find=find, today=DAY)


def read_caller(text: str, country: Country, flows: Flows) -> Caller:
    """The caller that the words after `@` describe. Raises UnreadableError."""
    words = _words(text)
    known = dict(word.split("=", 1) for word in words if "=" in word and not word.startswith("service="))
    services = tuple(_hotline(word) for word in words if word.startswith("service="))
    _check(words, known)
    session = Session(
        known.get("language"),
        "new" in words,
        known.get("home"),
        known.get("role", "public"),
        facts={name: value for name, value in known.items() if name in FACTS and not _is_list(name, value)},
        lists={name: _options(value) for name, value in known.items() if _is_list(name, value)},
        draft=tuple(known["draft"].split("*")) if "draft" in known else (),
        letters="official" if known.get("letters") == "official" else "gsm7",
    )
    here = replace(country, hotlines=services)
    limit = int(known.get("screen", flows.limit))
    return Caller(here, replace(flows, country=here, limit=limit), session)


def guess_caller(screen: str, *, country: Country, flows: Flows, before: str = "", draft: str = "") -> str:
    """The words after `@` that make a call begin with this screen; "" when none that come to mind do.

    `before` and `draft`: the words and the keys of the call just before, when it dropped.
    """
    dropped = _dropped(read_caller(before, country, flows), before, draft) if draft else ""
    for words in chain([dropped] if dropped else [], _likely(country, flows)):
        if read_caller(words, country, flows).turn().text == screen:
            return words
    return ""


def _dropped(caller: Caller, before: str, typed: str) -> str:
    """The words of a call that may continue this one; one that was continued itself has the whole path."""
    caller.inputs = tuple(typed.split("*"))
    path = "*".join(caller.turn().path)
    return "" if '"' in path else f'{DRAFTED.sub("", before)} draft="{path}"'


def _likely(country: Country, flows: Flows) -> Iterator[str]:
    """Simple callers first: those of whom least is known."""
    yield "new"
    home = flows.node(flows.call.home)
    asked = {name for choice in home.choices.values() for part in choice.given for name in part}
    names = sorted((asked & FACTS) - OF_SESSION - ANSWERS.keys())
    several = chain.from_iterable(combinations(names, count) for count in range(len(names) + 1))
    for facts, role, language in product(list(several), ROLES, country.facts.languages):
        told = [f"{name}={USUAL.get(name, '1')}" for name in facts]
        whose = [] if role == ROLES[0] else [f"role={role}"]
        yield " ".join([f"language={language}", *whose, *told])


def _words(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.commenters = True, '"', ""
    try:
        return list(lexer)
    except ValueError as fault:
        raise UnreadableError(f"@ ? {text}: {fault}") from None


def _check(words: list[str], known: Mapping[str, str]) -> None:
    plain = [word for word in words if "=" not in word and word != "new"]
    odd = [name for name in known if name not in OF_SESSION | FACTS | LISTS]
    wrong = [known["role"]] if known.get("role", ROLES[0]) not in ROLES else []
    wrong += [known["screen"]] if not known.get("screen", "0").isdecimal() else []
    if plain or odd or wrong:
        raise UnreadableError(f"@ ? {' '.join(plain or odd or wrong)}")


def _is_list(name: str, value: str) -> bool:
    return name in LISTS and ":" in value


def _options(text: str) -> tuple[Option, ...]:
    return tuple(_option(each) for each in text.split(";"))


def _option(text: str) -> Option:
    value, _, labels = text.partition(":")
    french, *others = (label.strip() for label in labels.split("|"))
    french, *holds = french.split(" / ")
    spoken = (other.partition(":") for other in others)
    labelled = {"fr": french, **{key.strip(): label.strip() for key, _, label in spoken}}
    return Option(value.strip(), labelled, tuple(holds))


def _hotline(word: str) -> Hotline:
    try:
        area, verified, name, number = word.removeprefix("service=").split(":")
        verified_at = date.fromisoformat(verified)
    except ValueError as fault:
        raise UnreadableError(f"@ ? {word}: {fault}") from None
    label = {"fr": name.replace("_", " ")}
    return Hotline(name, number, label, area, "ngo", True, verified_at, "a person", "called")
