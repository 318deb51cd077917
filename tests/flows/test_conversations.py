"""Every transcript in cases/conversations is played, line by line, against the engine and the places of Mali.

`@` says who calls: `new`, or `language=`, `home=`, `role=`; `service=area:verified:name:number` puts a
hotline on file. `>` is what the person types (the service code dials), `<` what the screen says and `<<` the
last one, lines parted by ` / `. `=` is what is kept so far: a kind, `confirmed`, `protected`, `erased`, and
the answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from core.country import Country, load_country
from core.hotlines import Hotline
from core.languages import Say, load_catalogues
from flows.definition import load_flows
from flows.engine import Session, Turn, replay
from flows.nodes import Flows

CONVERSATIONS = Path(__file__).parent.parent / "cases" / "conversations"
TODAY = date(2026, 7, 14)
DIALLED = "*384#"


@pytest.fixture(scope="module")
def country() -> Country:
    return load_country("ml")


@pytest.fixture(scope="module")
def say() -> Say:
    return load_catalogues()


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


def caller(words: list[str], country: Country, say: Say) -> Handset:
    facts = dict(word.split("=", 1) for word in words if "=" in word and not word.startswith("service="))
    services = tuple(hotline(word) for word in words if word.startswith("service="))
    with_services = replace(country, hotlines=services)
    session = Session(facts.get("language"), "new" in words, facts.get("home"), facts.get("role", "public"))
    return Handset(load_flows(with_services, say=say), with_services, session)


def hotline(word: str) -> Hotline:
    area, verified, name, number = word.removeprefix("service=").split(":")
    verified_at = date.fromisoformat(verified)
    label = {"fr": name.replace("_", " ")}
    return Hotline(name, number, label, area, "ngo", True, verified_at, "a person", "called")


def kept(turn: Turn) -> str:
    marks = ("confirmed", "protected", "erased")
    said = [mark for mark in marks if getattr(turn, mark)]
    kind = "nothing" if turn.kind == "none" else turn.kind
    return " ".join([kind, *said, *(f"{key}={value}" for key, value in turn.answers.items())])


def steps(path: Path) -> Iterator[tuple[int, str, str]]:
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text and not text.startswith("#"):
            mark, _, rest = text.partition(" ")
            yield number, mark, rest


@pytest.mark.parametrize("path", sorted(CONVERSATIONS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_conversation_is_as_it_was(path: Path, country: Country, say: Say) -> None:
    handset = None
    for number, mark, rest in steps(path):
        place = f"{path.name}, line {number}"
        if mark == "@":
            handset = caller(rest.split(), country, say)
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
