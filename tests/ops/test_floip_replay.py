"""The reference runner of the specification shows what we show.

Place search is ours: the screens that ask for a place, or repeat its name, are not compared.

It needs node and `npm install @floip/flow-runner@1.0.11` in a folder that LASOMI_FLOW_RUNNER names.
"""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.definition import load_flows
from flows.engine import Session, replay
from flows.nodes import Flows
from ops.floip.container import container
from ops.floip.words import iso_639_3
from tests.flows.places import SmallCountry, find

ROOT = Path(__file__).parent.parent.parent
REPLAY = ROOT / "tests/cases/floip/replay.cjs"
RUNNER = os.environ.get("LASOMI_FLOW_RUNNER", "")
TODAY = date(2026, 7, 14)
CALLS = 12
ROADS = {"rate_authority": "2", "report_incident": "1"}
"""The key of the main menu that leads to each."""
CALLERS: Mapping[str, Mapping[str, str]] = {
    "for the first time": {"general": "g3,g8n", "forces": "g7,g2"},
    "with another draw": {"general": "g2,g5", "forces": "g7b,g9", "profile": "asked"},
    "a case is settled": {"general": "g4,g6", "forces": "g8d,g8n", "profile": "asked", "settled_case": "c1"},
}

pytestmark = pytest.mark.skipif(
    not (RUNNER and shutil.which("node")), reason="needs node, and LASOMI_FLOW_RUNNER: see this file's head"
)


@pytest.fixture(scope="module")
def flows() -> Flows:
    return load_flows(SmallCountry())


@pytest.fixture(scope="module")
def made(flows: Flows) -> dict[str, Any]:
    return container(flows, ROOT / "flows", "ml")


def properties(facts: Mapping[str, str]) -> dict[str, str]:
    """What our first look found, as the container asks for it."""
    there = {f"has_{name}": "1" for name in facts}
    return there | {f"{name}_{value}": "1" for name, values in facts.items() for value in values.split(",")}


def a_call(flows: Flows, session: Session, road: str, chance: random.Random) -> tuple[list[str], list[str]]:
    """Keys pressed at random until the end, and the screens; of a place only that it was asked."""
    keys, shown = [road], list[str]()
    while True:
        turn = replay(flows, session, keys, find=find, today=TODAY)
        node = flows.node(turn.node)
        shown.append("" if node.finds or node.summary else turn.text)
        if turn.ends or len(keys) > 20:
            return keys[1:], shown
        keys.append("un" if node.finds else chance.choice(sorted(node.choices)))


def replayed(made: Mapping[str, Any], calls: Sequence[Sequence[str]], **how: object) -> list[list[str]]:
    asked = json.dumps({"container": made, "calls": calls, **how})
    told = subprocess.run(
        ["node", str(REPLAY), RUNNER], input=asked, capture_output=True, text=True, timeout=100, check=False
    )
    assert told.returncode == 0, told.stderr
    shown: list[list[str]] = json.loads(told.stdout)
    return shown


@pytest.mark.parametrize("language", ["fr", "bm", "taq"])
@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("flow", ROADS)
def test_the_reference_runner_shows_the_same(
    flows: Flows, made: dict[str, Any], flow: str, caller: str, language: str
) -> None:
    facts, chance = CALLERS[caller], random.Random(f"{caller} {language}")
    session = Session(language, first_use=False, facts=facts)
    ours = [a_call(flows, session, ROADS[flow], chance) for _ in range(CALLS)]
    theirs = replayed(
        made,
        [keys for keys, _ in ours],
        flow=flow,
        language=iso_639_3(language),
        contact=properties(facts),
    )
    for (keys, shown), told in zip(ours, theirs, strict=True):
        assert [text if at else "" for at, text in zip(shown, told, strict=True)] == shown, keys
