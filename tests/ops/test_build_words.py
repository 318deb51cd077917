"""The lexicon becomes the word files; what somebody added by hand stays, and a second run changes nothing."""

from pathlib import Path

import pytest
import yaml

from ops.build_words import build
from ops.word_counts import COUNTED

HEAD = "concept\tfr\tkind\tcodes\tlang\tform\tgsm7\tkey\tuse\tattested\treviewed\tnote\n"
ROWS = (
    "theft\tvol\tevent\t21 22\tbm\tsonyali\tsonyali\tsonyali\tmatch\tOLDI 1\tno\t\n"
    "theft\tvol\tevent\t21 22\tbm\tbɔsili\tbòsili\tbosili\tcue\tGATITOS 1\tno\t\n"
    "theft\tvol\tevent\t21 22\ttaq\ttikǝr\ttiker\ttiker\treview\tword\tno\t\n"
    "theft\tvol\tevent\t21 22\ttaq\tokaran\tokaran\tokaran\tmatch\tOLDI 1\tno\t\n"
    "today\taujourd'hui\ttime\t\tbm\tbi\tbi\tbi\tcue\tOLDI 9\tno\t\n"
)
TEXT = "la route de Koro et le koro du village\n" * 4


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small compiled folder."""
    language = tmp_path / "data" / "language"
    for file in {name for names in COUNTED.values() for name in names}:
        (language / file).parent.mkdir(parents=True, exist_ok=True)
        (language / file).write_text(TEXT, encoding="utf-8")
    (language / "lexicon.tsv").write_text(HEAD + ROWS, encoding="utf-8")
    places = tmp_path / "data" / "places"
    places.mkdir()
    (places / "places.csv").write_text("name,other_names\nKoro,\nGao,Gawo\n", encoding="utf-8")
    return tmp_path / "data"


def test_words_are_built_from_the_lexicon(data: Path, tmp_path: Path) -> None:
    build(data, tmp_path)
    theft = yaml.safe_load((tmp_path / "bm.yaml").read_text(encoding="utf-8"))["concepts"]["theft"]
    assert theft["codes"] == ["21", "22"]
    assert (theft["match"], theft["cue"]) == (["sonyali"], ["bɔsili"])
    assert theft["source"]["sonyali"] == "lexicon: OLDI 1"


def test_rows_for_a_reviewer_are_not_loaded(data: Path, tmp_path: Path) -> None:
    build(data, tmp_path)
    theft = yaml.safe_load((tmp_path / "taq.yaml").read_text(encoding="utf-8"))["concepts"]["theft"]
    assert theft["match"] == ["okaran"]


def test_words_of_one_hand_stay_and_nothing_changes_twice(data: Path, tmp_path: Path) -> None:
    own = {"theft": {"match": ["sonya"], "source": {"sonya": "page 12"}}}
    (tmp_path / "bm.yaml").write_text(yaml.safe_dump({"concepts": own}), encoding="utf-8")
    written = build(data, tmp_path)
    first = [path.read_text(encoding="utf-8") for path in written]
    theft = yaml.safe_load(first[0])["concepts"]["theft"]
    assert theft["match"] == ["sonya", "sonyali"]
    assert [path.read_text(encoding="utf-8") for path in build(data, tmp_path)] == first


def test_a_name_that_is_also_a_word_is_common(data: Path, tmp_path: Path) -> None:
    build(data, tmp_path)
    common = yaml.safe_load((tmp_path / "common.yaml").read_text(encoding="utf-8"))
    assert "koro" in common["fr"]["guarded"].split()
