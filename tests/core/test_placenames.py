"""Two spellings of one name have one normal form or one fold, as the table says."""

from typing import Any

import pytest

from core.placenames import fold, joined, normal
from core.places import Gazetteer
from tests.core.conftest import cases, labelled


@pytest.mark.parametrize("case", cases("places/names.yaml"), ids=labelled("name"))
def test_a_name_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    read = {"normal": normal(case["name"]), "joined": joined(case["name"]), "fold": fold(case["name"])}
    assert read == {key: case[key] for key in read}


@pytest.mark.parametrize("spelling", ["Se\u0301gou", "S\u00e9gou", "se gou", "Sé-gou", "SÉGOU"])
def test_composed_letters_spaces_and_capitals_do_not_matter(spelling: str) -> None:
    assert joined(spelling) == "segou"


def test_reading_a_form_again_changes_nothing(gazetteer: Gazetteer) -> None:
    for key in gazetteer.names:
        assert joined(key) == key


def test_the_names_of_mali_give_as_many_forms_and_folds_as_were_counted(gazetteer: Gazetteer) -> None:
    """30,268 and 27,644 in Latin letters (`places.md` §3), and 18 in Arabic letters."""
    weak = {key for key, alias in gazetteer.aliases.items() if alias.confidence != "high"}
    forms = gazetteer.names.keys() | weak
    arabic = {key for key in forms if not key.isascii()}
    assert (len(forms) - len(arabic), len(arabic)) == (30_268, 18)
    assert len({fold(key) for key in forms - arabic}) == 27_644
