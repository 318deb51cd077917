"""Generated calls: `python -m benchmarks.sessions --n 100000 --seed 1`.

Callers of every kind type what a node takes, slip, type garbage, are asked again for what they typed (the
network repeats), and drop; some dial again and go on. Every screen must be one a phone can draw, and the same
for the same keys, whenever they come (`channels.md` §16); what is typed after the end changes nothing.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from core.country import load_country
from core.ports import FindPlace
from core.text import fits, is_gsm7
from flows.definition import load_flows
from flows.engine import Point, Session, Turn, replay_from
from flows.nodes import ROLES, Flows, Node, Option

NEVER: Final = ("exceptions", "not_drawn", "differing", "told_after_erasing", "fallen")
LONGEST: Final = 16
TODAY: Final = date(2026, 7, 14)
NAMES: Final = ("Ansongo", "Gossi", "Madina", "ansngo", "Bara, Ansongo", "Tombouctou", "kayes", "xyzxyz")
GARBAGE: Final[tuple[str, ...]] = (
    *("", " ", "#", "0#", "00 ", "98", "99", "-1", "1 1", "١", "２", "߂", "ɛ ɔ ɲ ŋ", "😀" * 40, "\0"),
    *("ⵜⴰⵎⴰⵛⴰⵇ", "{last_report}", "{0}", "%s", "a" * 182, "Bara*Sara", "1*", "'; --", "\u202e1", "\n\n"),
)
SLIPS: Final[tuple[str, ...]] = ("0", "98", *"123456789")
MARKS: Final = ("ends", "confirmed", "protected", "erased", "resumed")
STATES: Final = ("received", "checking", "verified", "false", "closed", "withheld", "?")
WRITTEN: Final = frozenset({"note"})
"""Free text: a `*` in it cannot be told from what is typed after it (`channels.md` §16)."""
ITEMS: Final = ("g2", "g4", "g5", "g6", "g8d", "g8n", "g9")


@dataclass(slots=True)
class Played:
    """What the calls met: counts by name; all of `NEVER` are to be 0."""

    counts: Counter[str] = field(default_factory=Counter)
    first: str = ""

    def note(self, fault: str, session: Session, inputs: Sequence[str]) -> None:
        self.counts[fault] += 1
        self.first = self.first or f"{fault}: {session} {list(inputs)}"


@dataclass(frozen=True, slots=True)
class Line:
    """Everything a call is played with."""

    flows: Flows
    find: FindPlace
    played: Played

    def turn(
        self, session: Session, inputs: Sequence[str], ended: Sequence[str] | None = None
    ) -> Turn | None:
        """The turn, looked at; None when it raised. `ended`: from the point at which the call ended."""
        self.played.counts["requests"] += 1
        try:
            point = None if ended is None else self._replayed(session, ended, None)[1]
            turn = self._replayed(session, inputs, point)[0]
        except Exception as error:
            self.played.note("exceptions", session, inputs)
            print(type(error).__name__, error, file=sys.stderr)
            return None
        spelt = is_gsm7(turn.text) or turn.language != "fr"  # in the letters chosen beside the language
        if not (turn.text and spelt and fits(turn.text, self.flows.limit)):
            self.played.note("not_drawn", session, inputs)
        if (turn.protected or turn.erased) and (turn.answers or turn.kind != "none"):
            self.played.note("told_after_erasing", session, inputs)
        return turn

    def _replayed(
        self, session: Session, inputs: Sequence[str], point: Point | None
    ) -> tuple[Turn, Point | None]:
        return replay_from(point, self.flows, session, inputs, find=self.find, today=TODAY)


def play(flows: Flows, find: FindPlace, sessions: int, dice: random.Random) -> Played:
    """So many calls, some of which drop and are continued."""
    line = Line(flows, find, Played())
    while line.played.counts["sessions"] < sessions:
        session = _caller(dice)
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            line.played.counts["sessions"] += 1
            session = replace(session, draft=_call(line, session, dice))
            if not session.draft:
                break
    return line.played


def _call(line: Line, session: Session, dice: random.Random) -> tuple[str, ...]:
    """One call to its end or to where it drops; what was typed, to be continued."""
    inputs: list[str] = []
    turns = {0: line.turn(session, inputs)}
    while (turn := turns[len(inputs)]) and not turn.ends and len(inputs) < dice.randint(2, LONGEST):
        inputs.append(_typed(line.flows, turn, dice))
        turns[len(inputs)] = line.turn(session, inputs)
    _again(line, session, inputs, turns, dice)
    _rising(line, session, inputs, turns)
    last = turns[len(inputs)]
    line.played.counts.update(_counted(last) if last else ())
    return last.path if last else ()


def _again(
    line: Line, session: Session, inputs: Sequence[str], turns: dict[int, Turn | None], dice: random.Random
) -> None:
    """Requests that the network repeats, in any order, late ones too; and keys after the end."""
    for _ in range(dice.randint(0, 3)):
        count = dice.randrange(len(turns))
        if line.turn(session, inputs[:count]) != turns[count]:
            line.played.note("differing", session, inputs[:count])
    last = turns[len(inputs)]
    if last and last.ends:
        _after(line, session, inputs, last, dice.choice(GARBAGE))


def _after(line: Line, session: Session, inputs: Sequence[str], last: Turn, key: str) -> None:
    """A key after the end: nothing differs for who holds the point of the end; for others free text may."""
    typed = [*inputs, key]
    alone, known = line.turn(session, typed), line.turn(session, typed, ended=inputs)
    same = alone and known and alone.text == known.text == last.text and known.answers == last.answers
    if not (same and alone and _chosen(alone) == _chosen(last)):
        line.played.note("differing", session, inputs)


def _chosen(turn: Turn) -> dict[str, str]:
    return {name: value for name, value in turn.answers.items() if name not in WRITTEN}


def _rising(line: Line, session: Session, inputs: Sequence[str], turns: dict[int, Turn | None]) -> None:
    """The position only rises, so that the longest path of a session wins."""
    positions = [turn.position for turn in turns.values() if turn]
    if positions != sorted(set(positions)):
        line.played.note("fallen", session, inputs)


def _counted(turn: Turn) -> Iterator[str]:
    yield f"kind: {turn.kind}"
    yield from (
        mark for mark in ("ends", "confirmed", "protected", "erased", "resumed") if getattr(turn, mark)
    )


def _typed(flows: Flows, turn: Turn, dice: random.Random) -> str:
    luck = dice.random()
    if luck < 0.08:
        return dice.choice(GARBAGE)
    if luck < 0.18:
        return dice.choice(SLIPS)
    keys = _taken(flows.node(turn.node))
    return dice.choice(keys)


def _taken(node: Node) -> tuple[str, ...]:
    """What somebody types who reads the screen."""
    if node.finds:
        return (*NAMES, "1", "2", "3")
    listed = ("1", "2", "8", "98") if node.lists else ()
    return (*node.choices, *listed) or ("0",)


def _caller(dice: random.Random) -> Session:
    facts = {
        "general": ",".join(sorted(dice.sample((*ITEMS, "g3"), 2))),
        "forces": ",".join(sorted(dice.sample((*ITEMS, "g7", "g7b"), 2))),
        "last_report": dice.choice(STATES),
        "profile": "asked",
        "settled_case": "01JC0000000000000000000000",
    }
    return Session(
        dice.choice((None, "fr", "bm", "taq")),
        first_use=dice.random() < 0.3,
        home=dice.choice((None, "ML07", "ML060303")),
        role=dice.choice(ROLES),
        facts={name: value for name, value in facts.items() if dice.random() < 0.7},
        lists={name: _options(dice) for name in ("alerts", "commitments") if dice.random() < 0.5},
    )


def _options(dice: random.Random) -> tuple[Option, ...]:
    return tuple(
        Option(f"{number:04d}", {"fr": f"{number} {'Un engagement pris à Gao ' * dice.randint(0, 9)}"})
        for number in range(dice.randint(0, 30))
    )


def main(arguments: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.sessions", description=__doc__)
    asked.add_argument("--n", type=int, default=100_000, help="calls")
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args(arguments)
    country = load_country("ml")
    played = play(load_flows(country), country.gazetteer.find, options.n, random.Random(options.seed))
    for name, count in sorted(({**dict.fromkeys(NEVER, 0), **played.counts}).items()):
        print(f"{name:>18} {count}")
    if played.first:
        print(played.first)
    return int(any(played.counts[name] for name in NEVER))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
