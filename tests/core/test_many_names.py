"""What is made of many names at once is what is made of each alone."""

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.country import Country
from core.files import uncollected
from core.placenames import fold, folds, joined
from core.symspell import MOST, SymSpell, distance

LETTERS = st.text("aceiounthydjgkqwzsrl0é", max_size=9)
SIGNS = st.text(st.characters(min_codepoint=1, max_codepoint=0x17F), max_size=8)


def test_every_name_of_the_pack_folds_as_it_does_alone(country: Country) -> None:
    names = country.gazetteer.names
    assert folds(names) == {name: fold(name) for name in names}


@given(st.lists(LETTERS.map(joined)))
def test_names_fold_together_as_alone(names: list[str]) -> None:
    """An end of a line is an end of a name: c, en and doubled letters hang on it."""
    assert folds(names) == {name: fold(name) for name in names}


@settings(max_examples=60, deadline=None)
@given(st.lists(SIGNS.filter(str.isascii), max_size=20, unique=True), SIGNS, st.integers(0, MOST))
def test_any_sign_may_be_searched_for(words: list[str], word: str, most: int) -> None:
    wanted = {other: slips for other in words if (slips := distance(word, other, most)) <= most}
    assert dict(SymSpell(words).near(word, most)) == wanted


def test_a_word_outside_ascii_is_not_taken() -> None:
    with pytest.raises(UnicodeEncodeError):
        SymSpell(["ségou"])


def test_garbage_is_collected_again_after_a_fault() -> None:
    @uncollected()
    def fails() -> None:
        assert not gc.isenabled()
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        fails()
    assert gc.isenabled()
