"""What is a slip or two away is found, and nothing else: compared with the plain table of distances."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.country import Country
from core.symspell import MOST, SymSpell, distance

NAMES = st.text("aeiklmnost", min_size=0, max_size=9)


def by_table(one: str, other: str) -> int:
    """The distance by its definition: the whole table, slow and plain."""
    rows = [
        [max(at, to) if not at or not to else 0 for to in range(len(other) + 1)] for at in range(len(one) + 1)
    ]
    for at in range(1, len(one) + 1):
        for to in range(1, len(other) + 1):
            same = one[at - 1] == other[to - 1]
            rows[at][to] = min(rows[at - 1][to] + 1, rows[at][to - 1] + 1, rows[at - 1][to - 1] + (not same))
            if at > 1 and to > 1 and one[at - 1] == other[to - 2] and one[at - 2] == other[to - 1]:
                rows[at][to] = min(rows[at][to], rows[at - 2][to - 2] + 1)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("gosi", "gosi", 0),
        ("gosi", "gossi", 1),
        ("tabnkort", "tabankort", 1),
        ("kiadl", "kidal", 1),
        ("menaka", "minaca", 2),
        ("gao", "kidal", 3),
        ("", "ab", 2),
    ],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


@given(NAMES, NAMES, st.integers(0, MOST))
def test_a_distance_is_that_of_the_table_up_to_its_bound(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(by_table(one, other), most + 1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(NAMES.filter(bool), min_size=1, max_size=60, unique=True),
    NAMES.filter(bool),
    st.integers(1, MOST),
)
def test_the_search_finds_what_comparing_every_word_finds(words: list[str], word: str, most: int) -> None:
    wanted = {other: by_table(word, other) for other in words if by_table(word, other) <= most}
    found = SymSpell(words).near(word, most)
    assert dict(found) == wanted
    assert [slips for _, slips in found] == sorted(slips for _, slips in found)


def test_a_list_cut_for_one_slip_finds_no_two(country: Country) -> None:
    one = SymSpell(["bandiagara"], 1)
    assert one.near("bandiagra", 2) == [("bandiagara", 1)]
    assert one.near("bandigra", 2) == []


def test_every_name_of_a_sample_is_found_with_a_slip(country: Country) -> None:
    """A hundred folds of the pack, a letter of each left out: the fold is among what is near it."""
    spellings = country.gazetteer.guesser.spellings
    rng = random.Random(1)
    for name in rng.sample(sorted(name for name in spellings.heard if name.isascii() and len(name) > 3), 100):
        at = rng.randrange(len(name))
        assert name in dict(spellings.sounds.near(name[:at] + name[at + 1 :], 1))


def test_a_search_takes_milliseconds(country: Country) -> None:
    """A name far from every list is the slowest; a whole message has 5 ms, once in a hundred."""
    spellings = country.gazetteer.guesser.spellings
    began = time.process_time()
    for word in ("banjagra", "tombuktu", "kulikro", "menaka", "gurmararu") * 4:
        spellings.near(word, word)
    assert (time.process_time() - began) / 20 < 0.05
