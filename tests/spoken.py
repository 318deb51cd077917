"""Everything that leaves a house in any test is heard here; a word of the never-list fails the test (P9).

Three doors are listened at: a text as it is written to leave or told to a provider, a screen of a call, the
headline of a CAP message. What a test only hands in, and the house refuses, never leaves.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Final

import pytest

from core.never import read_never
from core.text import strict_key
from gateway import ussd
from gateway.partners import CHANNEL as PARTNER
from store import outbox
from tests.mali import mali
from workers import attempt, capinfo
from workers.lanes import MAIL

NEVER: Final = read_never(Path(__file__).parent.parent / "countries" / "ml" / "words" / "never.yaml")
OF_NO_HANDSET: Final = frozenset({MAIL, PARTNER})
"""Letters to staff, and CAP documents, of which the headline is heard apart."""


class Ear:
    """`heard` is what has left since the last look, each by the door it took."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def hear(self, door: str, text: str) -> None:
        self.heard.append((door, text))

    def forbidden(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """What should not have left, with its words; the ear is empty afterwards."""
        said, self.heard = self.heard, []
        return [(door, text, words) for door, text in dict.fromkeys(said) if (words := spoken(text))]


@lru_cache(maxsize=4096)
def spoken(text: str) -> tuple[str, ...]:
    """The words of the list that a body holds. Official names of places are no words (P9)."""
    return NEVER.found_in(text, except_for=official()) if NEVER.found_in(text) else ()


@lru_cache(maxsize=1)
def official() -> tuple[str, ...]:
    """The names of places in which a word of the list stands among others, the longest first."""
    names = {place.name for place in mali().gazetteer.places.values()}
    some = (name for name in names if " " in strict_key(name) and NEVER.found_in(name))
    return tuple(sorted(some, key=len, reverse=True))


def doors(ear: Ear, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "add", _written(ear, outbox.add))
    patch.setattr(attempt, "_said", _sent(ear, attempt._said))
    patch.setattr(ussd.Switchboard, "answer", _shown(ear, ussd.Switchboard.answer))
    patch.setattr(capinfo, "_headline", _headed(ear, capinfo._headline))


def _written(ear: Ear, real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def written(*args: Any, **more: Any) -> Any:
        if more.get("channel") not in OF_NO_HANDSET:
            ear.hear("outbox", str(more.get("text", "")))
        return real(*args, **more)

    return written


def _sent(ear: Ear, real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def sent(send: Any, message: Any) -> Any:
        if message.channel not in OF_NO_HANDSET:
            ear.hear("sender", message.text)
        return real(send, message)

    return sent


def _shown(ear: Ear, real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    async def shown(*args: Any) -> Any:
        screen = await real(*args)
        ear.hear("screen", screen)
        return screen

    return shown


def _headed(ear: Ear, real: Callable[..., str]) -> Callable[..., str]:
    @wraps(real)
    def headed(*args: Any) -> str:
        line = real(*args)
        ear.hear("headline", line)
        return line

    return headed


@pytest.fixture(scope="session")
def _ear() -> Iterator[Ear]:
    with pytest.MonkeyPatch.context() as patch:
        ear = Ear()
        doors(ear, patch)
        yield ear


@pytest.fixture(autouse=True)
def nothing_forbidden_left(_ear: Ear) -> Iterator[Ear]:
    """Of every test: fails the one that let a word out. A test of this ear itself empties it."""
    _ear.heard.clear()
    yield _ear
    assert _ear.forbidden() == []
