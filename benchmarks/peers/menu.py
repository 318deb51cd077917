"""One call for all sides: a language, the menu, a category, and then what is told, screen by screen.

The screens are those of the real flows, computed here; the peers show them word for word. Ours goes through
its engine, its vault and its store.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.client import number
from benchmarks.peers.line import Exchange
from benchmarks.peers.wire import posted
from core.country import load_country
from core.languages import load_catalogues
from core.ports import utc_now
from flows.definition import load_flows
from flows.engine import Session, replay

TYPED: Final = ("1", "1", "1", "1", "Ansongo", "2", "1")
"""French; report; attacks; on civilians; where; today; nobody hurt."""
SERVICE_CODE: Final = "*384#"
PARTS: Final[Mapping[str, tuple[int, int]]] = {"begins": (0, 1), "asks": (1, 4), "keeps": (4, 8)}
"""Screens of a call by what ours writes: its row at the first; nothing; an answer, once and for all."""


class Screen(NamedTuple):
    """What was typed so far, and the answer, `CON ` or `END ` before it."""

    typed: str
    shown: str


def screens(country: str = "ml") -> tuple[Screen, ...]:
    """What a person's first call shows, one screen for each key."""
    pack = load_country(country)
    flows, find = load_flows(pack, say=load_catalogues()), pack.gazetteer.find
    first = Session(language=None, first_use=True, role="public", facts={})
    turns = [
        replay(flows, first, TYPED[:keys], find=find, today=utc_now().date())
        for keys in range(len(TYPED) + 1)
    ]
    return tuple(
        Screen("*".join(TYPED[:keys]), f"{'END' if turn.ends else 'CON'} {turn.text}")
        for keys, turn in enumerate(turns)
    )


def write_screens(shown: Sequence[Screen], file: Path) -> None:
    """For a server that reads JSON."""
    file.write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")


def calls(run: int, how_many: int, path: str, shown: Sequence[Screen]) -> Iterator[list[Exchange]]:
    """The exchanges of each call of a run, one for each screen. Nobody calls twice: who dropped a call is
    asked first whether to go on with it.
    """
    for person in range(run * how_many, (run + 1) * how_many):
        yield [
            Exchange(posted(path, form(f"{run}-{person}", person, screen.typed)), screen.shown.encode())
            for screen in shown
        ]


def form(session: str, person: int, typed: str) -> dict[str, str]:
    """The fields that Africa's Talking posts."""
    return {
        "sessionId": session,
        "phoneNumber": number(person),
        "networkCode": "61001",
        "serviceCode": SERVICE_CODE,
        "text": typed,
    }
