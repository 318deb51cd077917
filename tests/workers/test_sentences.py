"""Every sentence of cases/sentences says what its line says, language by language."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.country import Country
from core.reports import Understanding
from workers.classify import UNREVIEWED
from workers.pipeline import understand

CASES = Path(__file__).parents[1] / "cases" / "sentences"
COUNTED = "protected"
"""Cases of the protected lane are counted, not passed one by one (test_protect.py); so are `own_*`."""


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['text'][:60]}")
        for path in sorted(CASES.glob("*.yaml"))
        if path.stem != COUNTED and not path.stem.startswith("own_")
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _said(said: Understanding, key: str) -> Any:
    """What an understanding says under the key of a case."""
    named = {
        "place": said.place.code if said.place else None,
        "reason": said.place_reason,
        "confidence": said.code_confidence,
        "ratings": [list(pair) for pair in said.ratings],
        "unreviewed": UNREVIEWED in said.why,
    }
    return named[key] if key in named else getattr(said, key)


@pytest.mark.parametrize("case", _cases())
def test_a_sentence_says_what_its_line_says(case: dict[str, Any], country: Country) -> None:
    said = understand(case.pop("text"), country)
    for key, wanted in case.items():
        found = _said(said, key)
        assert found in wanted if key == "intent" and isinstance(wanted, list) else found == wanted, (
            key,
            said,
        )


def test_there_are_sentences_enough() -> None:
    assert len(_cases()) >= 180
