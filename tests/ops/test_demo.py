"""The demo, shortened: real processes and webhooks, an alert acknowledged, figures from the feed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ops.demo_script import SCRIPTS
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
        lines = (SCRIPTS / "ml" / name).read_text(encoding="utf-8").splitlines()
        (folder / name).write_text("\n".join([lines[0], *lines[part]]) + "\n", encoding="utf-8")
    (folder / "roster.yaml").write_bytes((SCRIPTS / "ml" / "roster.yaml").read_bytes())
    return folder


def told(tmp_path: Path, country: str, folder: Path) -> dict[str, Any]:
    """The summary of a demo in a home of its own, which it leaves as it should."""
    home, port = tmp_path / "home", free_port() % 20_000 + 20_000
    home.mkdir()
    script = f"country={country!r}, folder=Path({str(folder)!r})"
    ran = subprocess.run(
        [sys.executable, "-c", f"{SHOWN}demo({script}, speed=0, port={port}, stay=False, as_json=True)"],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=200,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert left_behind(home) == []
    facts: dict[str, Any] = json.loads(ran.stdout)
    return facts


def test_a_short_day(tmp_path: Path, shortened: Path) -> None:
    facts = told(tmp_path, "ml", shortened)
    assert facts["ratings"] == 12
    assert facts["languages"].keys() >= {"fr", "bm"}
    attack = next(alert for alert in facts["alerts"] if alert["code"] == "11")
    assert attack["severity"] == 4
    assert attack["sent_after"] < 120
    assert attack["acknowledged_after"] == pytest.approx(360, abs=60)
    assert "G1" in {row["indicator"] for row in facts["indicators"]}
    assert facts["entrance"]["curl"].startswith("curl ")


def test_the_day_of_niger(tmp_path: Path) -> None:
    """A country is data: its phones, places, monitors and figures, through the same doors."""
    facts = told(tmp_path, "ne", SCRIPTS / "ne")
    assert facts["ratings"] == 30
    assert facts["quarantined"] == {}
    assert facts["located"] > facts["reports"] * 0.8
    attack = next(alert for alert in facts["alerts"] if (alert["code"], alert["area"]) == ("11", "NE0611"))
    assert (attack["state"], attack["sources"] >= 2) == ("verified", True)
    assert attack["acknowledged_after"] == pytest.approx(360, abs=60)
    figures = {(row["indicator"], row["adm2_name"]): row["suppressed"] for row in facts["indicators"]}
    assert set(figures) == {("G1", "Dakoro"), ("G1", "Gaya"), ("G1", "Téra")}
    assert all(figures.values())
    assert facts["entrance"]["curl"].endswith("level=adm2'")
