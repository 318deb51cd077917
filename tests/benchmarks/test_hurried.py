"""A shortened country differs in its waits and in nothing else; only programs of the house are given it."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.chaos.climbs import RUNGS
from benchmarks.chaos.events import GRAVE, GRAVEST, events, mild
from benchmarks.chaos.hurried import hurry
from core.country import Country, load_country
from ops.supervisor import Program
from tests.mali import mali
from workers.pipeline import understand


@pytest.fixture(scope="module")
def country() -> Country:
    return mali()


def test_ladder_and_deadlines_are_shorter_and_the_rest_is_the_same(tmp_path: Path, country: Country) -> None:
    hurry(tmp_path, 60.0, sms_window_seconds=5)
    short = load_country("ml", tmp_path / "countries").alerts
    known = country.alerts
    assert [rung.after_seconds for rung in short.ladder[4]] == [30, 60]
    assert [rung.after_seconds for rung in short.ladder[3]] == [120]
    assert short.sms_window_seconds == 5
    restored = replace(
        short,
        ladder=known.ladder,
        told_seconds=known.told_seconds,
        acknowledge_seconds=known.acknowledge_seconds,
        sms_window_seconds=known.sms_window_seconds,
    )
    assert restored == known


def test_the_rungs_of_the_cases_are_those_of_the_country(country: Country) -> None:
    ladder = country.alerts.ladder
    assert {s: tuple(rung.after_seconds for rung in rungs) for s, rungs in ladder.items()} == RUNGS


def test_only_programs_of_the_house_run_on_it(tmp_path: Path) -> None:
    changed = hurry(tmp_path, 2.0)
    worker = changed(Program("worker-1", ("python", "-m", "ops.worker", "drain", "--tied")))
    packs = str(tmp_path / "countries")
    tail = ("ops.worker", "drain", "--tied")
    assert worker.argv == ("python", "-m", "benchmarks.chaos.hurried", packs, *tail)
    redis = Program("redis", ("valkey-server", "--port", "0"))
    assert changed(redis) == redis


def test_events_are_understood_as_they_are_meant(country: Country) -> None:
    every = events()
    assert len({(event.code, event.place) for event in every}) == len(every) >= 1000
    for event in every[:: len(every) // 60]:
        told = understand(event.told("run", 7, "+22350000001").text, country)
        assert (told.code, told.place and told.place.code) == (event.code, event.place)
        assert told.severity == (4 if event.code in GRAVEST else 3)


def test_what_is_mild_is_of_no_grave_kind() -> None:
    kinds = {code[0] for code in GRAVE}
    assert not any(mild("run", index).code[0] in kinds for index in range(100))


def test_neighbours_are_of_different_cercles() -> None:
    cercles = [event.cercle for event in events()[:40]]
    assert len(set(cercles)) == 40
