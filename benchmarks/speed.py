"""What understanding costs: the time of a message and of the start, and the memory of a worker."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import mean

import psutil

from core.country import Country, load_country
from core.indicators import percentile
from workers.languagemodel import open_language
from workers.pipeline import prepare, understand
from workers.topics import open_topics


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds a message; seconds until the models are read, and the whole pack; megabytes at the end."""

    mean: float
    p99: float
    models: float
    pack: float
    memory: float


def speed(country: str, texts: Sequence[str]) -> Speed:
    """Measured in a new process, which has nothing else in its memory; each text is new to it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_speed, country, texts).result()


def _speed(country: str, texts: Sequence[str]) -> Speed:
    began = time.perf_counter()
    pack = load_country(country)
    prepare(pack)
    ready = time.perf_counter()
    took = list(_each(texts, pack))
    memory = psutil.Process().memory_info().rss / 1e6
    return Speed(mean(took), percentile(took, 99) or 0.0, _models(pack), ready - began, memory)


def _each(texts: Sequence[str], country: Country) -> Iterator[float]:
    for text in texts:
        began = time.perf_counter()
        understand(text, country)
        yield 1000 * (time.perf_counter() - began)


def _models(country: Country) -> float:
    """The models alone, read again; last, so that the memory is that of one reading."""
    began = time.perf_counter()
    open_language(country.folder / "model")
    open_topics(country.folder / "model")
    return time.perf_counter() - began
