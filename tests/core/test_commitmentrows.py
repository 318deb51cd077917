"""Every fault of a file of commitments is named by row and column, all at once (`indicators.md` §8.2)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.commitmentrows import Checked, Known, check
from core.country import COUNTRIES
from core.frameworks import newest, read_frameworks
from core.sheetrows import Found

TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "tracker" / "faults.yaml").read_text("utf-8")
)
FOLDER = COUNTRIES / "ml" / "commitments"
FRAMEWORKS = read_frameworks(FOLDER / "frameworks.yaml")
KNOWN = Known(FRAMEWORKS, {"ML", "ML07", "ML0701"}.__contains__, {"OLD-1"}, {}, date(2026, 7, 14))
OF_THE_FILE = {"count_of_rows", "count_of_drivers", "count_of_objectives", "not_in_force"}


def read(*changes: dict[str, Any], known: Known = KNOWN) -> Checked:
    rows = [{name: str(value) for name, value in (TABLE["right"] | change).items()} for change in changes]
    return check(enumerate(rows, 2), known)


def of_rows(found: Any) -> list[tuple[str, str]]:
    return [(each.column, each.word) for each in found if each.row]


@pytest.mark.parametrize(("change", "column", "word"), TABLE["faults"], ids=str)
def test_a_fault(change: dict[str, Any], column: str, word: str) -> None:
    faults = read(change).faults
    assert (column, word) in of_rows(faults)
    assert {each.row for each in faults} == {2}


@pytest.mark.parametrize(("change", "column", "word"), TABLE["warnings"], ids=str)
def test_a_warning(change: dict[str, Any], column: str, word: str) -> None:
    checked = read(change)
    assert not checked.faults
    assert of_rows(checked.warnings) == [(column, word)]


@pytest.mark.parametrize("change", TABLE["silent"], ids=str)
def test_nothing_to_say(change: dict[str, Any]) -> None:
    checked = read(change)
    assert not checked.faults
    assert of_rows(checked.warnings) == []


def test_all_faults_at_once_in_the_order_of_the_table() -> None:
    found = read({"due": "x", "code": ""}, {}, {"weight": "x"}, {}).faults
    assert [(each.row, each.column) for each in found] == [
        (2, "code"),
        (2, "due"),
        (4, "code"),
        (4, "weight"),
        (5, "code"),
    ]
    assert Found(4, "code", "twice", "SCG-01") in found


def test_a_framework_is_held_against_its_counts() -> None:
    few = [each for each in read({}).warnings if not each.row]
    assert {(each.word, each.value) for each in few} == {
        ("count_of_rows", "1/33"),
        ("count_of_drivers", "1/11"),
    }
    whole = [{"code": f"S{n}", "driver": f"D{n % 11}"} for n in range(33)]
    assert not [each for each in read(*whole).warnings if not each.row]
    halves = Known(
        FRAMEWORKS, KNOWN.is_place, (), {("scg33", "1"): [f"D{n % 11}" for n in range(30)]}, KNOWN.today
    )
    three = [{"code": f"S{n}"} for n in range(3)]
    assert not [each for each in read(*three, known=halves).warnings if each.word == "count_of_rows"]


def test_a_version_that_is_over_is_told() -> None:
    checked = read({"framework": "nap_wps", "driver": "", "objective": "1"})
    assert checked.lines[0].commitment["version"] == "2019-2023"
    assert checked.lines[0].commitment["since"] == date(2019, 1, 1)
    assert {each.word for each in checked.warnings if not each.row} == {"count_of_objectives", "not_in_force"}
    assert read({"framework": "nap_wps", "version": "2012-2014"}).lines[0].commitment["since"] == date(
        2012, 1, 1
    )


def test_without_a_day_it_counts_from_what_is_said_of_it() -> None:
    assert read({}).lines[0].commitment["since"] == date(2026, 3, 1)
    assert read({"since": "2026-01-01"}).lines[0].commitment["since"] == date(2026, 1, 1)
    assert read({"state": "", "progress": "", "date": ""}).lines[0].commitment["since"] is None


def test_what_ships_are_headers_and_no_text() -> None:
    """Only counts and dimensions are public: no commitment was invented."""
    keys = {each.key for each in FRAMEWORKS}
    assert keys == {"hs_strategy", "scg33", "nap_wps", "ccs_avis", "tabletop_aar", "local_scorecard"}
    scg33, nap = newest(FRAMEWORKS, "scg33"), newest(FRAMEWORKS, "nap_wps")
    assert scg33 is not None
    assert nap is not None
    assert (scg33.expected_rows, scg33.expected_drivers, nap.expected_objectives) == (33, 11, 5)
    templates = {path.stem: path.read_bytes() for path in FOLDER.glob("*.csv")}
    assert set(templates) == keys - {"tabletop_aar"}
    assert all(content.count(b"\r\n") == 1 and content.endswith(b"\r\n") for content in templates.values())
    columns = {name: content.decode().strip().split(",") for name, content in templates.items()}
    assert all(check([(2, dict.fromkeys(head, ""))], KNOWN).faults for head in columns.values())
    assert "driver" in columns["scg33"]
    assert "objective" in columns["nap_wps"]
