"""Every state of a call that some keys lead to, once each: what it shows, and where its keys lead.

Two states are one when they show the same and all that follows is the same: what was told counts only where
a condition, a form or a language looks at it, and every place goes by its longest name.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from string import Formatter

from core.text import fits, is_gsm7, room
from flows.lines import names_in, open_choices
from flows.moves import MOST_MISSES, Play, State
from flows.nodes import MORE, Flows, Node, Session, forms_of
from flows.screens import is_list, pages
from flows.steps import begun, step
from tests.flows.places import find

TODAY = date(2026, 7, 14)
NAMES = ("un", "une", "cinq", "trop", "xyz", "1")
PLACES = frozenset({"place", "unit", "home"})
Key = tuple[object, ...]


@dataclass
class Walk:
    """All that is seen in one language. `overflows`: screens that no phone draws, or with a page too many.

    `tightest` is the room left, in septets, on the fullest screen of a node where no name gives way, and for
    whom. `screens` counts those drawn, `official` those in official letters.
    """

    flows: Flows
    language: str
    seen: set[Key] = field(default_factory=set)
    screens: int = 0
    official: int = 0
    overflows: list[str] = field(default_factory=list)
    tightest: dict[str, tuple[int, Session]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ahead = cache(self._ahead)
        self.alike = cache(lambda node: not any(_of_caller(each) for each in self.ahead(node)))
        self.watched = cache(lambda node: {name for each in self.ahead(node) for name in _watched(each)})

    def of(self, session: Session) -> "Walk":
        """All that a caller can come to in these letters, added to what was seen."""
        play, who = Play(self.flows, session, find, TODAY), repr(session)
        ahead = deque([begun(play)])
        while ahead:
            state = ahead.popleft()
            self._draw(play, state)
            if state.over:
                continue
            self._slip(play, state)
            for typed in self._typed(play, state):
                after = step(play, state, [typed])
                key = self._key(play, after, who)
                if key not in self.seen and not after.misses and key[0] == (self.language, session.letters):
                    self.seen.add(key)
                    ahead.append(after)
        return self

    def _draw(self, play: Play, state: State) -> None:
        moment, node = state.moment, state.moment.node
        reader = play.reader(state)
        shown = pages(self.flows, reader, moment, play.language(state), TODAY)
        self.screens += len(shown)
        at = f"{node.id} {play.session} {dict(moment.answers)}"
        for page in shown:
            self.official += not is_gsm7(page)
            drawn = is_gsm7(page) or reader.letters == "official"
            if not (page and drawn and fits(page, self.flows.limit)):
                self.overflows.append(f"{at}: {page}")
        one = not (node.pages or is_list(moment) or moment.candidates or moment.notice)
        one = one and (node.ends is not None or all(map(is_gsm7, shown)))
        if one and self.flows.limit >= 160:
            left = (room(shown[0], self.flows.limit), play.session)
            known = self.tightest.get(node.id, left)
            if not names_in(moment):
                self.tightest[node.id] = min(left, known, key=lambda each: each[0])
            self.overflows += [f"{at}: {len(shown)} pages"] * (len(shown) > 1)

    def _slip(self, play: Play, state: State) -> None:
        """Wrong keys until the call ends: each is drawn, none leads on."""
        if state.moment.node.writes:
            return
        for _ in range(MOST_MISSES - state.misses):
            state = step(play, state, ["xyz"])
            self._draw(play, state)
        assert state.over

    def _typed(self, play: Play, state: State) -> Iterator[str]:
        moment, node = state.moment, state.moment.node
        yield from ("0", "00", MORE)
        if moment.candidates or is_list(moment):
            yield from "19"
        elif node.finds:
            yield from NAMES
        elif node.writes:
            yield "des mots"
        yield from (choice.key for choice in open_choices(node, play.session, moment.answers))

    def _key(self, play: Play, state: State, who: str) -> Key:
        moment = state.moment
        told = tuple(
            (name, name in PLACES or value)
            for name, value in sorted(moment.answers.items())
            if name in self.watched(moment.node.id) and name != "language"
        )
        caller = "" if self.alike(moment.node.id) else who
        inside = (len(moment.candidates), moment.area, moment.notice, moment.page)
        read = (play.language(state), play.reader(state).letters)
        return (read, moment.node.id, *inside, told, caller)

    def _ahead(self, identity: str) -> list[Node]:
        """A node and all that may follow it."""
        ahead, reached = [identity], dict[str, Node]()
        while ahead:
            if (goto := ahead.pop()) in self.flows.nodes and goto not in reached:
                reached[goto] = self.flows.node(goto)
                ahead += reached[goto].leads_to()
        return list(reached.values())


def _of_caller(node: Node) -> bool:
    own = (node.asked_if, node.first_use, node.means, node.lists, node.known_from, node.ends == "protected")
    return any(own) or any(choice.only or choice.given for choice in node.choices.values())


def _watched(node: Node) -> Iterator[str]:
    """The answers that a node looks at."""
    conditions = (*node.asked_if, *(each for choice in node.choices.values() for each in choice.given))
    yield from (name for each in conditions for name in each)
    yield from node.means
    yield from (name for form in forms_of(node) for _, name, _, _ in Formatter().parse(form) if name)
