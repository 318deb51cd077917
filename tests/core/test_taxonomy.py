"""A report is as severe as the table of `taxonomy.md` says, and every issue word reaches a code."""

from datetime import date
from typing import Any

import pytest

from core.country import Country
from core.taxonomy import phase, severity
from tests.core.conftest import cases


@pytest.mark.parametrize("case", cases("taxonomy/severity.yaml"), ids=str)
def test_severity(country: Country, case: dict[str, Any]) -> None:
    facts = {"killed": None, "injured": None} | case
    expected, code = facts.pop("severity"), facts.pop("code")
    category = country.taxonomy.get(code)
    assert category is not None
    assert severity(category, **facts) == expected


@pytest.mark.parametrize("case", cases("taxonomy/coverage.yaml"), ids=lambda case: str(case["issue"]))
def test_every_issue_of_the_founding_documents_reaches_a_code(country: Country, case: dict[str, Any]) -> None:
    assert all(country.taxonomy.get(code) for code in case["codes"])


def test_the_default_phases(country: Country) -> None:
    expected = {code: name for name, codes in cases("taxonomy/phases.yaml").items() for code in codes}
    assert {code: each.phase or "none" for code, each in country.taxonomy.categories.items()} == expected


def test_anybody_hurt_is_violence_but_in_the_protected_lane(country: Country) -> None:
    field, water, help_ = (country.taxonomy.categories[code] for code in ("31", "32", "61"))
    assert phase(field, killed=None, injured=2) == "violence"
    assert phase(water, killed=0, injured=None) == "tension"
    assert phase(help_, killed=1, injured=None) is None


def test_there_are_25_codes_and_nothing_to_report(country: Country) -> None:
    codes = country.taxonomy.codes()
    assert len(codes) == 26
    assert [code for code in codes if country.taxonomy.categories[code].trained_only] == ["00"]
    assert [each.code for each in country.taxonomy.group("6")] == ["61", "62"]
    assert {each.code for each in country.taxonomy.categories.values()} - {
        each.code for each in country.taxonomy.general()
    } == {"61", "62"}


def test_a_code_is_the_path_of_two_keys(country: Country) -> None:
    for code, category in country.taxonomy.categories.items():
        assert category.parent == (None if code in {"90", "00"} else code[0])


def test_every_general_code_has_a_sector_and_a_dimension(country: Country) -> None:
    for category in country.taxonomy.general():
        known = bool(category.maps["ecowarn"]) and bool(category.maps["dimension"])
        assert known == (category.code not in {"90", "00"}), category.code


def test_every_outcome_and_objective_has_a_code(country: Country) -> None:
    categories = country.taxonomy.categories.values()
    assert {outcome for each in categories for outcome in each.maps["hsc"]} == {1, 2, 3}
    assert {objective for each in categories for objective in each.maps["nap"]} == {1, 2, 3, 5}


def test_nothing_of_the_protected_lane_is_mapped(country: Country) -> None:
    never = [
        code for code, each in country.taxonomy.categories.items() if each.maps["acled"]["quality"] == "never"
    ]
    assert never == ["61", "62", "00"]


def test_a_conditional_mapping_says_its_condition(country: Country) -> None:
    for category in country.taxonomy.categories.values():
        for candidate in (category.maps["acled"], *category.maps["acled_others"]):
            assert (candidate["quality"] == "conditional") == (candidate["when"] is not None), category.code


def test_every_label_is_there_in_every_language(country: Country) -> None:
    for label in (
        *country.taxonomy.groups.values(),
        *(each.label for each in country.taxonomy.categories.values()),
        *(each.label for each in country.authorities.values()),
    ):
        assert label.keys() == {"fr", "bm", "taq", "en"}
        assert all(label.values())


def test_a_code_is_valid_from_its_first_day(country: Country) -> None:
    theft = country.taxonomy.categories["22"]
    assert theft.valid(date(2026, 1, 1))
    assert not theft.valid(date(2025, 12, 31))
