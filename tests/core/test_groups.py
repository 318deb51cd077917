"""A rating counts in the groups that its rater named; with a relay's help in that group alone."""

import pytest

from core.groups import DIMENSIONS, belongs, groups


@pytest.mark.parametrize(
    ("said", "ussd", "expected"),
    [
        (
            {"sex": "f", "age": "25", "displaced": "no"},
            True,
            "all sex:f age:25-34 status:not_displaced lang:bm channel:ussd",
        ),
        (
            {"sex": "skip", "age": "55", "displaced": "yes"},
            False,
            "all age:55+ status:displaced lang:bm channel:sms",
        ),
        ({"sex": None}, False, "all lang:bm channel:sms"),
    ],
)
def test_the_groups_of_a_rating(said: dict[str, str | None], ussd: bool, expected: str) -> None:
    assert groups(said, language="bm", ussd=ussd, assisted=False) == expected
    assert groups(said, language="bm", ussd=ussd, assisted=True) == "assisted"


def test_a_group_is_of_one_dimension() -> None:
    for group in ["sex:m", "age:15-24", "status:displaced", "lang:taq", "channel:sms", "assisted"]:
        assert sum(belongs(group, dimension) for dimension in DIMENSIONS) == 1
    assert not any(belongs("all", dimension) for dimension in DIMENSIONS)
