"""The bench of understanding: nothing is tried that was learnt from, and what misses is marked."""

from pathlib import Path

import pytest

from benchmarks.aims import AIMS, Aim, cell
from benchmarks.folds import FOLDS, folds, is_unread, labelled
from benchmarks.sentences import read_sentences
from core.country import Country
from core.errors import LasomiError, Misconfigured
from ops.scoring.measures import Bin, Share
from ops.scoring.questions import QUESTIONS
from ops.scoring.report import Part, Report
from tests.mali import mali

ROWS = [
    {"id": f"D{at:04}", "text": "x", "lang": "fr", "intent": "incident", "code": code, "alt_codes": "21 11"}
    for at, code in enumerate(["11"] * 10 + ["22"] * 15)
]


@pytest.fixture(scope="module")
def country() -> Country:
    return mali()


def test_every_row_is_tried_once_and_never_learnt_from_where_it_is_tried() -> None:
    parts = list(folds(ROWS))
    assert len(parts) == FOLDS
    assert sorted(row["id"] for _, tried in parts for row in tried) == [row["id"] for row in ROWS]
    for learnt_from, tried in parts:
        assert not {row["id"] for row in learnt_from} & {row["id"] for row in tried}
        assert len(learnt_from) + len(tried) == len(ROWS)
        assert [row["code"] for row in tried].count("11") == 2


def test_folds_do_not_depend_on_the_order_of_the_file() -> None:
    tried = [{row["id"] for row in part} for _, part in folds(ROWS)]
    assert tried == [{row["id"] for row in part} for _, part in folds(ROWS[::-1])]


def test_the_unread_fifth_is_that_of_the_specification() -> None:
    assert [at for at in range(1, 12) if is_unread({"id": f"D{at:04}"})] == [2, 11]


def test_a_row_is_learnt_with_its_neighbouring_codes() -> None:
    assert labelled(ROWS[0]).alternatives == ("21", "11")


def told(share: Share, bins: tuple[Bin, ...] = ()) -> Report:
    return Report({"all": Part(share.of, {"code": share, "place_wrong": share}, {})}, bins, bins, (), {}, {})


@pytest.mark.parametrize(
    ("aim", "right", "shown"),
    [
        (Aim("code", "all", 0.8, 0.5), 8, "80.0 % 8/10"),
        (Aim("code", "all", 0.8, 0.5), 5, "50.0 % 5/10 !"),
        (Aim("code", "all", 0.8, 0.5), 4, "40.0 % 4/10 !!"),
        (Aim("place_wrong", "all", 0.1, most=True), 1, "10.0 % 1/10"),
        (Aim("place_wrong", "all", 0.1, most=True), 2, "20.0 % 2/10 !"),
        (Aim("code", "all"), 1, "10.0 % 1/10"),
        (Aim("code", "taq", 0.8), 1, "-"),
    ],
)
def test_what_misses_is_marked(aim: Aim, right: int, shown: str) -> None:
    assert cell(aim, told(Share(right, 10))) == shown


def test_the_calibration_error_has_its_aim() -> None:
    aim = Aim("ece", "all", 0.05, most=True)
    assert cell(aim, told(Share(0, 0), (Bin(0.8, 0.9, 4, 0.85, 0.75),))) == "10.0 % !"
    assert cell(aim, told(Share(0, 0))) == "-"


def test_every_aim_is_a_measure_that_exists() -> None:
    names = {question.name for question in QUESTIONS}
    assert {aim.measure for aim in AIMS} <= names | {"ece", "ece_without_unreviewed_words"}


def test_own_sentences_become_rows(country: Country, tmp_path: Path) -> None:
    path = tmp_path / "own_fr.yaml"
    path.write_text(
        "- {text: vol de boeufs a Gossi, lang: fr, intent: incident, code: '22', place: ML060303, "
        "occurred: today, killed: null, injured: 3, hearsay: true}\n"
        "- {text: merci, lang: fr, intent: thanks, code: null, place: null, hearsay: null}\n",
        encoding="utf-8",
    )
    theft, thanks = read_sentences(path, country).rows
    assert (theft["id"], theft["code"], theft["injured"], theft["killed"]) == ("own_fr 1", "22", "3", "")
    assert (theft["place_adm1"], theft["place_adm2"]) == ("Tombouctou", "Gourma-Rharous")
    assert (theft["hearsay"], thanks["hearsay"], thanks["place_adm2"]) == ("yes", "unknown", "")


@pytest.mark.parametrize(
    "content",
    [
        "text: x\n",
        "- x\n",
        "- {lang: fr}\n",
        "- {text: x, place: ML999999}\n",
    ],
)
def test_faulty_sentences_are_refused(country: Country, tmp_path: Path, content: str) -> None:
    path = tmp_path / "own_fr.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Misconfigured):
        read_sentences(path, country)


def test_an_unknown_label_is_refused(country: Country, tmp_path: Path) -> None:
    path = tmp_path / "own_fr.yaml"
    path.write_text("- {text: x, intent: shouting}\n", encoding="utf-8")
    with pytest.raises(LasomiError, match="intent"):
        read_sentences(path, country)
