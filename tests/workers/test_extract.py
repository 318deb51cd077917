"""When, how many, who says so: the tables of languages.md §13 and the counts of taxonomy.md §5.

The sentences stand in cases/facts; they are read as the words of one language, whatever their subject is.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.country import Country
from core.reports import Understanding
from workers.extract import Facts, facts
from workers.headcount import herds
from workers.money import amounts
from workers.numerals import numbers
from workers.pipeline import prepare, understand
from workers.signs import signs
from workers.spelling import words

CASES = Path(__file__).parents[1] / "cases" / "facts"
READ_AS = {
    "fr": frozenset({"fr"}),
    "bm": frozenset({"bm"}),
    "taq": frozenset({"taq"}),
    "mixed": frozenset({"fr", "bm"}),
}
HEARSAY = {True: True, False: False, "unknown": None}
MASS = 300


def _cases(name: str) -> list[Any]:
    read = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["text"][:60]) for case in read]


def _facts(case: dict[str, Any], country: Country) -> Facts:
    """What is told by a text of one language, its subject known (11 unless the case says otherwise)."""
    lexicon, languages = prepare(country).lexicon, READ_AS[case.get("lang", "fr")]
    text = words(case["text"])
    hits = lexicon.find(text, languages)
    counted = numbers(text, languages | READ_AS["fr"])
    shown = signs(text, case["text"], counted, hits, frozenset(lexicon.authorities))
    return facts(text, [*hits, *shown], counted, code=case.get("code", "11"), mass=MASS)


@pytest.mark.parametrize("case", _cases("numbers"))
def test_a_number_is_read_as_people_say_it(case: dict[str, Any]) -> None:
    said = numbers(words(case["text"]), READ_AS[case.get("lang", "fr")])
    assert [number.value for number in said] == case["values"]


@pytest.mark.parametrize("case", _cases("money"))
def test_bambara_counts_money_by_fives(case: dict[str, Any]) -> None:
    text = words(case["text"])
    said = amounts(text, numbers(text, READ_AS[case.get("lang", "fr")] | READ_AS["fr"]), frozenset())
    assert [[amount.said, amount.unit, amount.francs] for amount in said] == case["amounts"]


@pytest.mark.parametrize("case", _cases("when"))
def test_a_day_is_told_by_its_words(case: dict[str, Any], country: Country) -> None:
    assert _facts(case, country).occurred == case["occurred"]


@pytest.mark.parametrize("case", _cases("casualties"))
def test_the_dead_and_the_hurt_are_counted(case: dict[str, Any], country: Country) -> None:
    said = _facts(case, country)
    assert (said.killed, said.injured) == (case["killed"], case["injured"])
    assert said.child == case.get("child", said.child)
    assert said.displaced == case.get("displaced", said.displaced)


@pytest.mark.parametrize("case", _cases("basis"))
def test_who_says_so(case: dict[str, Any], country: Country) -> None:
    said = _facts(case, country)
    assert said.hearsay is HEARSAY[case["hearsay"]]
    assert said.basis == case.get("basis", said.basis)


@pytest.mark.parametrize(
    ("text", "languages", "heads"),
    [
        ("45 boeufs et 2 bergers", READ_AS["fr"], [45]),
        ("3 vieux moutons", READ_AS["fr"], [3]),
        ("misi saba ni mɔgɔ fila", READ_AS["bm"], [3]),
    ],
)
def test_cattle_are_counted_apart(
    text: str, languages: frozenset[str], heads: list[int], country: Country
) -> None:
    read = words(text)
    hits = prepare(country).lexicon.find(read, languages)
    assert [number.value for number in herds(hits, numbers(read, languages))] == heads


def test_there_are_sentences_enough() -> None:
    assert (len(_cases("when")), len(_cases("casualties")), len(_cases("basis"))) >= (60, 60, 40)


def test_a_whole_text_tells_all_of_it(country: Country) -> None:
    said = understand("attaque du village hier soir, 4 morts et 7 blessés, j'ai vu de mes yeux", country)
    assert _told(said) == ("yesterday", 4, 7, False, "eyewitness")


def _told(said: Understanding) -> tuple[object, ...]:
    return said.occurred, said.killed, said.injured, said.hearsay, said.basis


def test_a_relays_code_is_seen_unless_it_says_otherwise(country: Country) -> None:
    assert understand("11 ANSONGO", country, trained=True).basis == "eyewitness"
    assert understand("11 ANSONGO on dit que", country, trained=True).basis == "hearsay"
    assert understand("11 ANSONGO", country).basis == "unknown"


def test_a_child_and_a_whole_village_weigh_most(country: Country) -> None:
    child = understand("un enfant tué dans l'attaque du village", country)
    assert (child.child, child.severity) == (True, 4)
    assert understand("tout le village fuit vers Gao", country).displaced
    assert understand("400 personnes ont fui", country).displaced
    assert not understand("40 personnes ont fui", country).displaced
