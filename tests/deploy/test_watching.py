"""Rules and dashboard ask only for metrics that the code has, with labels that it gives; promtool agrees."""

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import REGISTRY

from gateway import logs, metrics
from tests.deploy.places import DEPLOY, said, tool

RULES = DEPLOY / "prometheus" / "lasomi.rules.yml"
DASHBOARD = DEPLOY / "grafana" / "lasomi.json"
ASKED = re.compile(r"\b(lasomi_\w+)(?:\{([^}]*)\})?")


@cache
def offered() -> dict[str, set[str]]:
    """Every series that /metrics may show, with its labels."""
    assert {metrics.__name__, logs.__name__} <= set(sys.modules)
    found: dict[str, set[str]] = {}
    for one in REGISTRY._collector_to_names.items():
        labels = set(getattr(one[0], "_labelnames", ()))
        found |= {name: labels for name in one[1] if name.startswith("lasomi_")}
    return found


def rules() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"]
    return listed


def questions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def test_every_metric_that_is_asked_for_exists() -> None:
    for asked in [*(rule["expr"] for rule in rules()), *questions()]:
        for name, where in ASKED.findall(asked):
            assert name in offered(), asked
            assert set(re.findall(r"(\w+)\s*[=!]~?", where)) <= offered()[name], asked
        grouped = {
            label.strip() for part in re.findall(r"by \(([^)]*)\)", asked) for label in part.split(",")
        }
        known = {label for name, _ in ASKED.findall(asked) for label in offered()[name]}
        assert grouped - {"le"} <= known, asked


def test_every_metric_is_drawn() -> None:
    drawn = " ".join(questions())
    told = {name.removesuffix("_total") for name in offered() if not name.endswith("_created")}
    parts = ("_bucket", "_count", "_sum")
    assert [name for name in sorted(told) if not name.endswith(parts) and name not in drawn] == []


def test_every_alarm_says_what_is_wrong_and_what_mends_it() -> None:
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["remedy"]
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_promtool_accepts_rules_and_configuration() -> None:
    promtool = tool("promtool")
    assert f"{len(rules())} rules found" in said(promtool, "check", "rules", RULES)
    said(promtool, "check", "config", "--syntax-only", DEPLOY / "prometheus" / "prometheus.yml")


def test_the_alarms_ring_when_they_should(tmp_path: Path) -> None:
    """Series as they would come in, and what is ringing then: promtool plays both."""
    case = Path(__file__).parents[1] / "cases" / "alarms.yaml"
    played = tmp_path / "alarms.yaml"
    played.write_text(case.read_text("utf-8").replace("RULES", str(RULES)), "utf-8")
    assert "SUCCESS" in said(tool("promtool"), "test", "rules", played)
