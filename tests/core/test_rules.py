"""Every number of `alerts.yaml` is one that somebody reads: a setting that changes nothing is a lie."""

from dataclasses import fields
from pathlib import Path

import pytest

from core.rules import AlertRules, AnomalyRules, CountRule, FloodCaps, Rung

ROOT = Path(__file__).parent.parent.parent
SPOKEN = {"why", "reviewed"}
"""What a rule says of itself, for people who open the file."""
SOURCES = [
    path.read_text(encoding="utf-8")
    for room in ("core", "store", "gateway", "workers")
    for path in (ROOT / room).rglob("*.py")
]


@pytest.mark.parametrize("rules", [AlertRules, AnomalyRules, CountRule, FloodCaps, Rung])
def test_every_setting_is_read(rules: type) -> None:
    names = {field.name for field in fields(rules)} - SPOKEN
    assert {name for name in names if not any(f".{name}" in source for source in SOURCES)} == set()
