"""Every path of every flow, in every language, gives a screen a phone can draw: GSM-7, not empty, within 160.

The country is small and its names are the longest there are. From every screen a wrong key, `0` and `00` are
tried too. The same is walked with operators that pass 140 septets only, where long screens turn pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from core.text import is_gsm7, septets
from flows.definition import load_flows
from flows.engine import Session, Turn, replay
from flows.nodes import ANOTHER, Flows
from tests.flows.places import Line, SmallCountry, find

TODAY = date(2026, 7, 14)
LONG_NAMED = Line("+223 80 00 11 32", {"fr": "Maison des femmes, un nom que personne ne saurait raccourcir"})
COUNTRY = SmallCountry(hotlines=(LONG_NAMED, LONG_NAMED))
HOME = "ML060303-0001"
CALLERS = {
    "new": (Session(None, first_use=True), 160, 11_000),
    "new, where 140 septets pass": (Session(None, first_use=True), 140, 11_000),
    "fr, home on file": (Session("fr", first_use=False, home=HOME), 160, 3_000),
    "bm, home on file": (Session("bm", first_use=False, home=HOME), 160, 3_000),
    "taq, a relay": (Session("taq", first_use=False, home=HOME, role="relay"), 160, 3_000),
}
SLIPS = (["8"], ["8", "x"], ["8", "x", "98"], ["98"], ["0"], ["00"])
PLACES = (["un"], ["cinq", "1"], ["deux", ANOTHER, "un"])


def answers(flows: Flows, session: Session, turn: Turn) -> Iterator[list[str]]:
    """The answers a node takes. A menu that leads back to a screen already walked is entered once."""
    node = flows.node(turn.node)
    if node.finds:
        yield from PLACES
    yield from ([key] for key, choice in node.choices.items() if choice.open_to(session.role))


@dataclass
class Walk:
    """One caller walking all of it. Slips are tried once on every screen that looks the same."""

    flows: Flows
    session: Session
    slipped_on: set[tuple[str, str]] = field(default_factory=set)

    def paths(self, inputs: list[str], entered: frozenset[str] = frozenset()) -> int:
        """The number of paths from here to an END, each of them drawn."""
        turn = self.drawn(inputs)
        if turn.ends:
            return 1
        if (turn.node, turn.text) not in self.slipped_on:
            self.slipped_on.add((turn.node, turn.text))
            for slip in SLIPS:
                self.drawn([*inputs, *slip])
        if turn.node in entered:
            return 0
        ahead = answers(self.flows, self.session, turn)
        return sum(self.ahead(inputs, answer, entered | {turn.node}) for answer in ahead)

    def ahead(self, inputs: list[str], answer: list[str], entered: frozenset[str]) -> int:
        for count in range(1, len(answer)):
            self.drawn([*inputs, *answer[:count]])
        return self.paths([*inputs, *answer], entered)

    def drawn(self, inputs: list[str]) -> Turn:
        turn = replay(self.flows, self.session, inputs, find=find, today=TODAY)
        assert is_gsm7(turn.text), (inputs, turn.text)
        assert 0 < septets(turn.text) <= self.flows.limit, (inputs, turn.text)
        return turn


@pytest.mark.parametrize("caller", CALLERS)
def test_every_path_can_be_drawn(caller: str) -> None:
    session, limit, at_least = CALLERS[caller]
    assert Walk(load_flows(COUNTRY, limit=limit), session).paths([]) > at_least
