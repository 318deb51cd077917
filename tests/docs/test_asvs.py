"""`docs/asvs.csv`: what of OWASP ASVS 5.0 is met, by which test, and what is not (`protection.md` P51)."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROWS = tuple(csv.DictReader((ROOT / "docs" / "asvs.csv").read_text("utf-8").splitlines()))
COUNTS = dict(zip(range(1, 18), (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7), strict=True))
"""Requirements of levels 1 and 2 by chapter, 253 in all (ASVS 5.0.0)."""
STATES = {"met", "not met", "not applicable"}


def chapter(row: dict[str, str]) -> int:
    return int(row["id"].removeprefix("V").split(".")[0])


def share(chapters: set[int]) -> tuple[int, int]:
    """How many of those that apply are met, of levels 1 and 2."""
    applies = [
        row["status"]
        for row in ROWS
        if row["level"] != "3" and row["status"] != "not applicable" and chapter(row) in chapters
    ]
    return applies.count("met"), len(applies)


@cache
def functions(file: str) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)", (ROOT / file).read_text("utf-8"), re.M))


def exists(test: str) -> bool:
    """A file of tests, or one test in it."""
    file, _, name = test.partition("::")
    return (ROOT / file).exists() and (not name or name in functions(file))


def test_each_requirement_stands_once() -> None:
    assert [name for name, times in Counter(row["id"] for row in ROWS).items() if times > 1] == []
    assert all(re.fullmatch(r"V\d+\.\d+\.\d+", row["id"]) for row in ROWS)


@pytest.mark.parametrize("number", range(1, 18))
def test_no_chapter_is_left_out(number: int) -> None:
    """So many requirements of levels 1 and 2 has the chapter."""
    listed = [row for row in ROWS if chapter(row) == number and row["level"] in {"1", "2"}]
    assert len(listed) == COUNTS[number]


def test_a_state_is_one_of_three_and_each_has_what_it_needs() -> None:
    assert {row["status"] for row in ROWS} == STATES
    for row in ROWS:
        assert row["requirement"], row["id"]
        assert row["level"] in {"1", "2", "3"}, row["id"]
        assert row["remark"] or row["status"] == "met", row["id"]
        assert row["where"] or row["status"] == "not applicable", row["id"]
        assert row["test"] or row["remark"], row["id"]


def test_each_test_and_each_place_is_there() -> None:
    assert [row["id"] for row in ROWS if row["test"] and not exists(row["test"])] == []
    places = {place.strip() for row in ROWS for place in row["where"].split(";") if place.strip()}
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_oauth_and_webrtc_do_not_apply() -> None:
    assert share({10, 17}) == (0, 0)


def test_the_shares_are_those_that_are_printed() -> None:
    page = (ROOT / "docs" / "protection.md").read_text("utf-8")
    met, applies = share(set(range(1, 18)))
    assert f"{met} of {applies}" in page
    for number in (6, 7, 8, 11, 14, 16):
        assert "V{}: {} of {}".format(number, *share({number})) in page


def test_what_is_not_met_is_named_on_the_page_and_nothing_else_is() -> None:
    """Of levels 1 and 2; a requirement of level 3 is adopted or not."""
    page = (ROOT / "docs" / "protection.md").read_text("utf-8")
    (line,) = re.findall(r"^Not met, .*$", page, re.M)
    missing = [row["id"] for row in ROWS if row["status"] == "not met" and row["level"] != "3"]
    assert re.findall(r"(V\d+\.\d+\.\d+) \(", line) == missing


def test_no_page_prints_another_share() -> None:
    met, applies = share(set(range(1, 18)))
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    printed = [re.findall(r"(\d+) of (\d+)\W+that apply", page.read_text("utf-8")) for page in pages]
    assert {pair for found in printed for pair in found} == {(str(met), str(applies))}


def test_ninety_five_of_a_hundred_that_apply_are_met() -> None:
    met, applies = share(set(range(1, 18)))
    assert met / applies >= 0.95
