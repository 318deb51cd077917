"""`lasomi evaluate` gives figures for the labels of a file, shows no text, and says what is wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.country import Country
from core.errors import LasomiError
from core.reports import Candidate, Understanding
from ops.scoring.judging import Judged, judge
from ops.scoring.labelled import read
from ops.scoring.measures import Share
from ops.scoring.report import report
from tests.mali import mali
from tests.ops.processes import command

HEAD = (
    "id\ttext\tlang\tintent\tcode\talt_codes\tseverity_min\tplace_adm1\tplace_adm2\toccurred\tkilled\thearsay"
)
ROWS = (
    "A1\t22 ANSONGO 45 boeufs hier, 1 mort\tfr\tincident\t22\t\t3\tGao\tAnsongo\tyesterday\t1\tunknown",
    "A2\tmerci beaucoup\tfr\tthanks\t\t\t\t\t\tunknown\t\tunknown",
    "A3\t71 MENAKA\tfr\tincident\t72\t71\t1\tGao\tAnsongo\tunknown\t2\tunknown",
    "A4\tSTOP\tfr\toptout\t\t\t\t\t\tunknown\t\tunknown",
    "A5\tmerci de votre aide\tfr\tquestion\t\t\t\t\t\tunknown\t\tunknown",
)


@pytest.fixture(scope="module")
def country() -> Country:
    return mali()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("labelled") / "messages.tsv"
    path.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told(file: Path) -> dict[str, Any]:
    said = command(file.parent, "evaluate", str(file), "--json", "--ids")
    assert said.returncode == 0, said.stderr
    facts: dict[str, Any] = json.loads(said.stdout)
    return facts


def share(told: dict[str, Any], name: str, part: str = "all") -> tuple[int, int]:
    facts = told["parts"][part]["shares"][name]
    return facts["right"], facts["of"]


@pytest.mark.parametrize(
    ("name", "right", "of"),
    [
        ("intent", 4, 5),
        ("code", 2, 2),
        ("accepted", 2, 2),
        ("optout_missed", 0, 1),
        ("protected_false", 0, 5),
        ("place_right", 1, 2),
        ("place_wrong", 1, 2),
        ("place_false", 0, 3),
        ("occurred_told", 1, 1),
        ("killed", 1, 2),
        ("hearsay", 2, 2),
    ],
)
def test_figures_of_a_small_file(told: dict[str, Any], name: str, right: int, of: int) -> None:
    assert share(told, name) == share(told, name, "fr") == (right, of)


def test_errors_are_ids_and_confusions_are_counted(told: dict[str, Any]) -> None:
    assert told["errors"]["intent"] == ["A5"]
    assert told["errors"]["place_wrong"] == ["A3"]
    assert told["confusions"]["intent"] == [{"truth": "question", "said": "thanks", "count": 1}]
    assert told["confusions"]["code"] == []


def test_a_terminal_shows_tables_and_neither_text_nor_ids(file: Path) -> None:
    said = command(file.parent, "evaluate", str(file))
    assert said.returncode == 0
    assert "intention" in said.stdout
    assert "4/5" in said.stdout
    assert not {"ANSONGO", "merci", "A5"} & set(said.stdout.split())


def test_only_the_tables_that_can_be_made(country: Country, tmp_path: Path) -> None:
    path = tmp_path / "some.tsv"
    path.write_text("text\tlang\nbonjour\tfr\n", encoding="utf-8")
    labelled = read(path, country.taxonomy)
    shares = report([], labelled.columns).parts["all"].shares
    assert {"language", "taken_for_mixed"} < set(shares)
    assert not {"intent", "code", "place_right", "killed"} & set(shares)
    assert labelled.rows[0]["id"] == "2"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id\tlang\n1\tfr\n", "text"),
        (b"text\tlang\nbonjour\tfr\nsecret\tsecret\n", "3: lang"),
        (b"text\tkilled\nbonjour\tfive\n", "2: killed"),
        (b"text\tlang\n\xff\tfr\n", "UTF-8"),
        (b"id\ttext\n1\tbonjour\n", "étiquettes"),
        (b"", "text"),
    ],
)
def test_a_faulty_file_stops_in_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "faulty.tsv"
    path.write_bytes(content)
    said = command(tmp_path, "evaluate", str(path))
    assert said.returncode == 1
    assert says in said.stderr
    assert "secret" not in said.stderr
    assert said.stderr.count("\n") == 1


def test_a_folder_is_no_file(country: Country, tmp_path: Path) -> None:
    with pytest.raises(LasomiError, match=str(tmp_path)):
        read(tmp_path, country.taxonomy)


def one(country: Country, said: Understanding, **labels: str) -> Judged:
    return judge({"id": "1", **labels}, said, country)


def test_a_neighbouring_code_and_a_third_guess_count(country: Country) -> None:
    guesses = (Candidate("41", 0.2), Candidate("12", 0.1), Candidate("11", 0.05))
    said = Understanding("fr", 1.0, "incident", "", code="22", code_confidence=0.5, alternatives=guesses)
    assert one(country, said, code="21", alt_codes="22 41").code_right
    near, far = one(country, said, code="12"), one(country, said, code="11")
    assert (near.code_right, near.three_right, near.gravest) == (False, True, False)
    assert (far.three_right, far.gravest) == (False, True)


def test_an_advertisement_that_raises_an_incident_is_counted(country: Country) -> None:
    raised = Understanding("fr", 1.0, "incident", "", code="90", code_confidence=0.3)
    known = Understanding("fr", 1.0, "operator_spam", "")
    found = [one(country, said, intent="operator_spam", code="") for said in (raised, known)]
    assert report(found, ("intent",)).parts["all"].shares["advert_raised"] == Share(1, 2)
