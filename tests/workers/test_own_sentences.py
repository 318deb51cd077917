"""Messages of our own, by somebody who saw neither rules nor training messages: the floors of §9 and §10.

Figures beside their aims: `python -m benchmarks.understanding` (docs/understanding.md).
"""

from pathlib import Path

import pytest

from benchmarks.aims import AIMS, Aim
from benchmarks.sentences import read_sentences
from core.country import Country
from ops.scoring.judging import judged
from ops.scoring.report import Report, report
from workers.pipeline import understand

SENTENCES = Path(__file__).parents[1] / "cases" / "sentences"
LEAST = 400
FLOORED = ("intent", "code", "code_three", "accepted_right")


@pytest.fixture(scope="module")
def told(country: Country) -> Report:
    files = [read_sentences(path, country) for path in sorted(SENTENCES.glob("own_*.yaml"))]
    rows = [row for file in files for row in file.rows]
    assert len(rows) >= LEAST
    pairs = ((row, understand(row["text"], country)) for row in rows)
    columns = frozenset().union(*(file.columns for file in files))
    return report(list(judged(pairs, country)), columns)


@pytest.mark.parametrize("aim", [aim for aim in AIMS if aim.floor and aim.measure in FLOORED], ids=str)
def test_our_own_sentences_reach_the_floors(told: Report, aim: Aim) -> None:
    share = told.parts[aim.part].shares[aim.measure]
    assert share.value is not None
    assert share.value >= (aim.floor or 1.0), (aim, share, told.errors[aim.measure])


def test_no_advertisement_raises_more_than_one_incident_in_ten(told: Report) -> None:
    raised = told.parts["all"].shares["advert_raised"]
    assert raised.of >= 10
    assert raised.right <= raised.of / 10
