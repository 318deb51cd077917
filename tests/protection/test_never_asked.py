"""Nobody is asked for ethnicity, religion, opinion or health, and nothing has a field for it (P33)."""

import re
from collections.abc import Iterator

import pytest

from core.answers import ANSWERS
from core.country import Country
from store.tables import metadata
from tests.mali import mali

NEVER = re.compile(
    r"ethni|\brace|racial|relig|muslim|christ|polit|opinion_of|party|health|disease|hiv|illness|pregnan"
    r"|group_name|armed_group|perpetrator|suspect_name|imei|imsi|cell_id",
    re.I,
)


@pytest.fixture(scope="module")
def country() -> Country:
    return mali()


def columns() -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield from (f"{table.name}.{column.name}" for column in table.columns)


def test_no_table_has_a_column_for_it() -> None:
    found = list(columns())
    assert len(found) > 300
    assert [name for name in found if NEVER.search(name)] == []


def test_no_flow_asks_for_it() -> None:
    """Every answer that a flow gives is one of these (`flows.checks` sees to that)."""
    told = [f"{name}={value}" for name, answer in ANSWERS.items() for value in (answer.values or [""])]
    assert len(told) > 50
    assert [each for each in told if NEVER.search(each)] == []


def test_no_label_that_a_model_may_say_is_of_it(country: Country) -> None:
    groups = re.compile(r"ethni|peul|dogon|touareg|djihad|jnim|gsim|dozo", re.I)
    labels = [word for each in country.taxonomy.categories.values() for word in each.label.values()]
    assert len(labels) > 30
    assert [label for label in labels if groups.search(label)] == []


@pytest.mark.parametrize("name", ["reports.ethnicity", "contacts.religion", "incidents.armed_group"])
def test_the_search_can_see(name: str) -> None:
    assert NEVER.search(name)
