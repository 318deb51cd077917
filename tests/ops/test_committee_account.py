"""The steering committee is a wider scope of an analyst's login, and of no other (P44)."""

import pytest

from core.errors import LasomiError
from ops.desk import Counter
from ops.people import check_roles
from tests.ops.test_importing import desk

__all__ = ["desk"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_an_analyst_may_be_of_the_committee(desk: Counter) -> None:
    check_roles(desk, ("analyst", "committee"), ("ML",))


@pytest.mark.parametrize("others", [(), ("monitor",), ("analyst", "verifier"), ("analyst", "admin")])
def test_nobody_else_may(desk: Counter, others: tuple[str, ...]) -> None:
    with pytest.raises(LasomiError) as refused:
        check_roles(desk, (*others, "committee"), ("ML",))
    assert refused.value.code == "bad_role"
