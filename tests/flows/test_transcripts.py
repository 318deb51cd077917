"""The transcripts leave nothing out: every screen, every flow in every language; each END asks to erase."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.catalogues import CITIZEN_LANGUAGES
from core.country import Country
from flows.definition import flow_files
from flows.engine import Turn
from flows.nodes import Flows, Node
from ops.callers import read_caller
from sandbox.transcript import steps
from tests import mali
from tests.flows.test_conversations import CONVERSATIONS

ERASE_IT = "Effacez cet appel de votre téléphone."
FLOWS = [name.removesuffix(".yaml") for name in flow_files()]
PAGE = (CONVERSATIONS.parents[2] / "docs" / "conversations.md").read_text(encoding="utf-8")
TRANSCRIPTS = sorted(CONVERSATIONS.glob("*.txt"))


@pytest.fixture(scope="module")
def flows() -> Flows:
    return mali.flows()


@pytest.fixture(scope="module")
def shown(flows: Flows) -> list[Turn]:
    """The turns of which a transcript asserts something."""
    country = mali.mali()
    return [turn for path in TRANSCRIPTS for turn in turns(path, country, flows)]


def turns(path: Path, country: Country, flows: Flows) -> Iterator[Turn]:
    handset = None
    for step in steps(path.read_text(encoding="utf-8")):
        if step.mark == "@":
            handset = read_caller(step.text, country, flows)
        elif handset and step.mark == ">":
            handset.type(step.text)
        elif handset:
            yield handset.turn()


def test_there_are_sixty_and_more() -> None:
    assert len(TRANSCRIPTS) >= 60


def test_every_screen_is_shown(flows: Flows, shown: list[Turn]) -> None:
    assert flows.nodes.keys() - {turn.node for turn in shown} == set()


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
@pytest.mark.parametrize("flow", FLOWS)
def test_every_flow_is_told_in_every_language(flow: str, language: str, shown: list[Turn]) -> None:
    assert any((turn.node.split(".")[0], turn.language) == (flow, language) for turn in shown)


def test_every_end_asks_to_erase_the_call(shown: list[Turn]) -> None:
    assert {turn.text.rsplit("\n", 1)[-1] for turn in shown if turn.ends} == {ERASE_IT}


@pytest.mark.parametrize("flow", FLOWS)
def test_the_page_for_the_operator_has_every_screen(flow: str, flows: Flows) -> None:
    nodes = [node for name, node in flows.nodes.items() if name.split(".")[0] == flow]
    written = [text for node in nodes for text in (node.id, *on_screen(node))]
    assert [text for text in written if text not in PAGE] == []


def on_screen(node: Node) -> set[str]:
    """The sentences of the screen itself, without a summary's words for its keys."""
    told = {choice.told for choice in node.choices.values() if choice.told != choice.label}
    return set(node.sentences()) - told
