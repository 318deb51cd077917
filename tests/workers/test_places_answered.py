"""What is written to the question for a place, as the table says: never a place that nobody named."""

from pathlib import Path

import pytest
import yaml

from core.country import Country
from workers.matching import Told, answered
from workers.pipeline import prepare, understand

CASES = Path(__file__).parents[1] / "cases" / "places" / "answers.yaml"


@pytest.mark.parametrize(
    "case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda case: str(case["text"])
)
def test_an_answer_is_the_place_that_it_names(case: dict[str, str], country: Country) -> None:
    first, said = understand("Vol de boeufs hier", country), understand(case["text"], country)
    answer = answered("place", Told(case["text"], said, first, None, prepare(country)))
    assert (answer.value if answer else "none") == case["says"]
