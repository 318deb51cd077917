"""Every transcript in cases/conversations is played, line by line, against the engine and the places of Mali.

`@` says who calls, in words of which each may stand in double quotes:

    new                       has never called        language=bm  home=ML07  role=monitor
    general=g3,g8n            any fact of the call's first look (core/answers.py: FACTS)
    alerts="2417: Combats, Gossi; 2418: Vol"            a list: number or code, and its label; a label in
    commitments="C1: Un forage | bm: Kolon"             another language after a bar
    draft="2*1*2*2*Ansongo"   what was typed in a call that dropped
    letters=official          the caller asked for the official letters of the language
    service=area:verified:name:number                   a hotline on file
    screen=140                what a screen of the caller's operator holds, in septets

A call that goes on after a drop has the words of the one that dropped, and `draft=`. `>` is what the person
types (the service code dials), `<` what the screen says and `<<` the last one, lines parted by ` / `. `=` is
what is kept so far: a kind, `confirmed`, `protected`, `erased`, `resumed`, and the answers.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from core.answers import LISTS
from core.country import Country, load_country
from core.hotlines import Hotline
from flows.definition import load_flows
from flows.engine import Session, Turn, replay
from flows.nodes import Flows, Option

CONVERSATIONS = Path(__file__).parent.parent / "cases" / "conversations"
TODAY = date(2026, 7, 14)
DIALLED = "*384#"


@pytest.fixture(scope="module")
def country() -> Country:
    return load_country("ml")


@pytest.fixture(scope="module")
def flows(country: Country) -> Flows:
    return load_flows(country)


@dataclass(slots=True)
class Handset:
    """A phone that dials, types, and reads what is on its screen."""

    flows: Flows
    country: Country
    session: Session
    inputs: list[str] = field(default_factory=list)

    def type(self, text: str) -> None:
        self.inputs = [] if text == DIALLED else [*self.inputs, text]

    def turn(self) -> Turn:
        find = self.country.gazetteer.find
        return replay(self.flows, self.session, self.inputs, find=find, today=TODAY)


OF_SESSION = ("language", "home", "role", "draft", "letters", "service", "screen")


def words_of(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.commenters = True, '"', ""
    return list(lexer)


def caller(words: list[str], country: Country, flows: Flows) -> Handset:
    known = dict(word.split("=", 1) for word in words if "=" in word and not word.startswith("service="))
    services = tuple(hotline(word) for word in words if word.startswith("service="))
    with_services = replace(country, hotlines=services)
    found = {name: value for name, value in known.items() if name not in OF_SESSION}
    session = Session(
        known.get("language"),
        "new" in words,
        known.get("home"),
        known.get("role", "public"),
        facts={name: value for name, value in found.items() if ":" not in value},
        lists={name: options(value) for name, value in found.items() if name in LISTS and ":" in value},
        draft=tuple(known["draft"].split("*")) if "draft" in known else (),
        letters="official" if known.get("letters") == "official" else "gsm7",
    )
    limit = int(known.get("screen", flows.limit))
    return Handset(replace(flows, country=with_services, limit=limit), with_services, session)


def options(text: str) -> tuple[Option, ...]:
    return tuple(option(each) for each in text.split(";"))


def option(text: str) -> Option:
    value, _, labels = text.partition(":")
    french, *others = (label.strip() for label in labels.split("|"))
    spoken = (other.partition(":") for other in others)
    return Option(value.strip(), {"fr": french, **{key.strip(): label.strip() for key, _, label in spoken}})


def hotline(word: str) -> Hotline:
    area, verified, name, number = word.removeprefix("service=").split(":")
    verified_at = date.fromisoformat(verified)
    label = {"fr": name.replace("_", " ")}
    return Hotline(name, number, label, area, "ngo", True, verified_at, "a person", "called")


def kept(turn: Turn) -> str:
    marks = ("confirmed", "protected", "erased", "resumed")
    said = [mark for mark in marks if getattr(turn, mark)]
    kind = "nothing" if turn.kind == "none" else turn.kind
    return " ".join([kind, *said, *(f"{key}={value}" for key, value in turn.answers.items())])


def steps(path: Path) -> Iterator[tuple[int, str, str]]:
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text and not text.startswith("#"):
            mark, _, rest = text.partition(" ")
            yield number, mark, rest


@pytest.mark.parametrize("path", sorted(CONVERSATIONS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_conversation_is_as_it_was(path: Path, country: Country, flows: Flows) -> None:
    handset = None
    for number, mark, rest in steps(path):
        place = f"{path.name}, line {number}"
        if mark == "@":
            handset = caller(words_of(rest), country, flows)
        assert handset is not None, place
        if mark == ">":
            handset.type(rest)
        elif mark in ("<", "<<"):
            turn = handset.turn()
            assert turn.text.replace("\n", " / ") == rest, place
            assert turn.ends == (mark == "<<"), place
        elif mark == "=":
            assert kept(handset.turn()) == rest, place
        else:
            assert mark == "@", place


def test_there_are_conversations_to_play() -> None:
    names = {path.stem for path in CONVERSATIONS.glob("*.txt")}
    assert {"s1_report_in_bambara", "s3_a_woman_seeks_help"} <= names
