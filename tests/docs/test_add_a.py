"""`docs/add-a-indicator.md` and `docs/add-a-flow.md`, followed: what they show works as it stands there."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from core.country import COUNTRIES, load_country
from core.languages import load_catalogues
from core.measures import measures
from flows.definition import load_flows
from flows.engine import Session, replay
from ops.catalogues import build
from tests.core.test_definitions import PLAYED
from tests.flows.places import SmallCountry, find

ROOT = Path(__file__).parents[2]


def examples(page: str, kind: str = "yaml") -> list[str]:
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("name", ["channel", "flow", "language", "country", "indicator"])
def test_there_is_a_page_that_was_followed_once(name: str) -> None:
    page = (ROOT / "docs" / f"add-a-{name}.md").read_text("utf-8")
    assert re.search(r"\bminutes\b", page)
    assert re.search(r"\blines\b", page)


def test_an_indicator_is_added_without_python(tmp_path: Path) -> None:
    definition, cases = examples("add-a-indicator.md")
    shutil.copytree(COUNTRIES / "ne", tmp_path / "ne")
    shutil.copytree(COUNTRIES / "ml", tmp_path / "ml", ignore=shutil.ignore_patterns("places.csv", "model"))
    with (tmp_path / "ne/indicators.yaml").open("a", encoding="utf-8") as file:
        file.write(definition)
    country = load_country("ne", tmp_path)
    added = country.indicators[-1]
    assert added.id == "G6"
    assert "g6" in measures(country.indicators)
    for case in yaml.safe_load(cases)["G6"]:
        found = PLAYED[added.formula](country, "G6", case)
        assert {name: found[name] for name in case["expect"]} == pytest.approx(case["expect"], abs=5e-5)


def test_its_definition_is_the_one_that_mali_has() -> None:
    (ours,) = yaml.safe_load(examples("add-a-indicator.md")[0])
    mali = load_country("ml").indicator("G6")
    assert mali is not None
    assert (tuple(ours["answers"]), tuple(ours["counts_as_one"])) == (mali.answers, mali.counts_as_one)
    assert ours["minimum"] == mali.minimum


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Our flows and sentences, with the file and the key that the page adds."""
    flow, key = examples("add-a-flow.md")
    for folder in ("gateway", "core", "store", "workers", "ops", "countries/ml/words"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copytree(ROOT / "flows", tmp_path / "flows", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    shutil.copy(ROOT / "countries/ml/words/never.yaml", tmp_path / "countries/ml/words")
    (tmp_path / "flows/what_becomes.yaml").write_text(flow, encoding="utf-8")
    menu = tmp_path / "flows/help_and_safety.yaml"
    before = '      9: {label: "Autre langue", goto: register}\n'
    text = menu.read_text("utf-8")
    assert text.count(before) == 1
    menu.write_text(text.replace(before, key + before), encoding="utf-8")
    assert build(tmp_path, check=False) == []
    return tmp_path


def test_a_flow_is_added_without_python(root: Path) -> None:
    flows = load_flows(SmallCountry(), root / "flows", load_catalogues(root / "locales"))

    def shown(*keys: str) -> str:
        return replay(flows, Session("fr", first_use=False), keys, find=find, today=date(2026, 7, 14)).text

    assert "6 Après un signalement" in shown("5")
    (first,) = yaml.safe_load(examples("add-a-flow.md")[0])["nodes"]["read"]["say"]
    assert first in shown("5", "6")
    assert f"< {first}" in (ROOT / "docs/add-a-flow.md").read_text("utf-8")
    assert "l'équipe locale" in shown("5", "6", "1")
    assert "6 Après un signalement" in shown("5", "6", "0")
