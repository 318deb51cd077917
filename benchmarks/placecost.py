"""What places cost: a message's search, the index, and a name on a USSD screen (`places.md` §6)."""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from typing import Final

import psutil

from core.country import Country, load_country
from core.indicators import percentile
from core.text import septets
from flows.definition import load_flows
from flows.nodes import MOST_CANDIDATES, Moment, Session
from flows.screens import pages
from workers.message import meanings
from workers.pipeline import hear, prepare

_ROUNDS: Final = 3
_DAY: Final = date(2026, 7, 14)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a message at three percentiles; seconds and megabytes of the index."""

    p50: float
    p95: float
    p99: float
    built: float
    held: float


@dataclass(frozen=True, slots=True)
class Screens:
    """Names that were typed: the slowest search in ms, screens that are wrong, and how many were tried."""

    slowest: float
    wrong: int
    tried: int


def cost(country: str, texts: Sequence[str]) -> Cost:
    """Measured in a new process; each text is new to the search, as its words are to its memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_cost, country, texts).result()


def _cost(name: str, texts: Sequence[str]) -> Cost:
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    country = load_country(name)
    country.gazetteer.guesser.near("bamako", 1)
    built = time.perf_counter() - began
    held = (psutil.Process().memory_info().rss - before) / 1e6
    took = [_one(text, country) for text in texts]
    p50, p95, p99 = (percentile(took, at) or 0.0 for at in (50, 95, 99))
    return Cost(p50, p95, p99, built, held)


def _one(text: str, country: Country) -> float:
    mind = prepare(country)
    message, _ = hear(mind.redactor.redact(text), mind)
    meant = meanings(message)
    began = time.perf_counter()
    mind.geotagger.whereabouts(message.words, meant, message.language.read_as, None)
    return 1000 * (time.perf_counter() - began)


def screens(country: Country, names: Sequence[str]) -> Screens:
    """Each name typed where a call asks for a place, and the screen of those that it may mean."""
    flows = load_flows(country)
    node = next(node for node in flows.nodes.values() if node.finds)
    slowest, wrong = 0.0, 0
    for name in names:
        began = time.perf_counter()
        found = tuple(country.gazetteer.find(name))
        slowest = max(slowest, 1000 * (time.perf_counter() - began))
        if 1 < len(found) <= MOST_CANDIDATES:
            shown = pages(
                flows, Session(language="fr", first_use=False), Moment(node, candidates=found), "fr", _DAY
            )
            wrong += any(septets(page) > flows.limit for page in shown)
    return Screens(slowest, wrong, len(names))
