"""The demo, shortened: real processes and webhooks, an alert acknowledged, figures from the feed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ops.demo_script import FOLDER
from ops.ground import free_port
from tests.ops.processes import ROOT, environment, left_behind

pytestmark = pytest.mark.timeout(240)
SHOWN = "from pathlib import Path; from ops.demo import demo; "


@pytest.fixture
def shortened(tmp_path: Path) -> Path:
    """A dozen ratings, the morning's attack and two calls."""
    folder = tmp_path / "script"
    folder.mkdir()
    kept = {"messages.tsv": slice(38, 50), "calls.tsv": slice(7, 11), "ratings.tsv": slice(1, 13)}
    for name, part in kept.items():
        lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
        (folder / name).write_text("\n".join([lines[0], *lines[part]]) + "\n", encoding="utf-8")
    (folder / "roster.yaml").write_bytes((FOLDER / "roster.yaml").read_bytes())
    return folder


def test_a_short_day(tmp_path: Path, shortened: Path) -> None:
    home, port = tmp_path / "home", free_port() % 20_000 + 20_000
    home.mkdir()
    play = f"{SHOWN}demo(speed=0, port={port}, stay=False, as_json=True, folder=Path({str(shortened)!r}))"
    told = subprocess.run(
        [sys.executable, "-c", play],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=200,
        check=True,
    )
    facts = json.loads(told.stdout)
    assert facts["ratings"] == 12
    assert facts["languages"].keys() >= {"fr", "bm"}
    attack = next(alert for alert in facts["alerts"] if alert["code"] == "11")
    assert attack["severity"] == 4
    assert attack["sent_after"] < 120
    assert attack["acknowledged_after"] == pytest.approx(360, abs=60)
    assert "G1" in {row["indicator"] for row in facts["indicators"]}
    assert facts["entrance"]["curl"].startswith("curl ")
    assert left_behind(home) == []
