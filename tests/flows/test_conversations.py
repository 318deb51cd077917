"""Every transcript in cases/conversations is played, line by line, against the engine and the places of Mali.

They are read as `lasomi play` reads them: `ops.callers` explains the words after `@`, `sandbox.transcript`
the marks. A call that goes on after a drop has the words of the one that dropped, and `draft=`. `=` is what
is kept so far: a kind, `confirmed`, `protected`, `erased`, `resumed`, and the answers.
"""

from pathlib import Path

import pytest

from core.country import Country
from flows.definition import load_flows
from flows.nodes import Flows
from ops.callers import read_caller
from ops.playing import told
from sandbox.transcript import steps
from tests.mali import mali

CONVERSATIONS = Path(__file__).parent.parent / "cases" / "conversations"


@pytest.fixture(scope="module")
def country() -> Country:
    return mali()


@pytest.fixture(scope="module")
def flows(country: Country) -> Flows:
    return load_flows(country)


@pytest.mark.parametrize("path", sorted(CONVERSATIONS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_conversation_is_as_it_was(path: Path, country: Country, flows: Flows) -> None:
    handset, said = None, 0
    for step in steps(path.read_text(encoding="utf-8")):
        place = f"{path.name}, line {step.number}"
        if step.mark == "@":
            handset = read_caller(step.text, country, flows)
        assert handset is not None, place
        if step.mark == ">":
            handset.type(step.text)
        elif step.mark in ("<", "<<"):
            turn, said = handset.turn(), said + 1
            assert turn.text.replace("\n", " / ") == step.text, place
            assert turn.ends == (step.mark == "<<"), place
        elif step.mark == "=":
            said += 1
            assert told(handset.turn()) == step.text, place
        else:
            assert step.mark == "@", place
    assert said, path.name


def test_there_are_conversations_to_play() -> None:
    names = {path.stem for path in CONVERSATIONS.glob("*.txt")}
    assert {"s1_report_in_bambara", "s3_a_woman_seeks_help"} <= names
