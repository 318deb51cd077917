"""A message, and the place that it names or why none, as the tables say (places.md §2, §3, §5)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.country import Country
from workers.pipeline import understand

CASES = Path(__file__).parents[1] / "cases" / "places"


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{language}: {case['label']}")
        for language in ("fr", "bm", "taq")
        for case in yaml.safe_load((CASES / f"{language}.yaml").read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", cases())
def test_a_message_names_its_place(country: Country, case: dict[str, Any]) -> None:
    said = understand(case["text"], country, home=case.get("home"))
    if "adm2" in case:
        assert said.place is not None
        assert said.place.adm2 == case["adm2"]
        return
    assert (said.place.code if said.place else None) == case["code"], (said.place, said.candidates)
    assert said.place_reason == case.get("reason", "")
    assert set(case.get("asks", ())) <= {place.code for place in said.candidates}
    assert len(said.candidates) <= 5


def test_every_alias_has_its_row(country: Country) -> None:
    labels = {param.values[0]["label"] for param in cases()}
    assert {f"alias {alias.name}" for alias in country.gazetteer.aliases.values()} <= labels
