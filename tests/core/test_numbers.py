"""Every spelling of a Malian number is one E.164 number with its operator; what is no person says why not."""

from pathlib import Path
from typing import Any

import phonenumbers
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import Number, masked, read_number, region_of

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "numbers.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "(empty)")
def test_a_spelling_reads_as_the_table_says(case: dict[str, Any]) -> None:
    number = read_number(case["text"])
    if "reason" in case:
        assert number == case["reason"]
        return
    region = case.get("region", "ML")
    assert number == Number(case["e164"], case["operator"], case["kind"], region, foreign=region != "ML")


def test_our_mobiles_are_those_of_libphonenumber() -> None:
    """The plan of the page and the library agree on which prefixes are mobile (first four digits)."""
    for prefix in range(1000, 10000):
        national = f"{prefix}0001"
        parsed = phonenumbers.parse(f"+223{national}", None)
        mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
        ours = read_number(f"+223{national}")
        assert isinstance(ours, Number)
        assert (ours.kind == "mobile") == mobile, national


@given(st.text(max_size=60))
def test_nothing_that_a_provider_writes_raises(text: str) -> None:
    number = read_number(text)
    if isinstance(number, Number):
        assert read_number(number.e164) == number


def test_the_country_of_a_number() -> None:
    assert region_of("+22376000001") == "ML"
    assert region_of("+33612345678") == "FR"
    assert region_of("36000") is None


def test_a_number_is_shown_by_its_last_two_digits() -> None:
    assert masked("+22376000045") == "+223••••••45"
