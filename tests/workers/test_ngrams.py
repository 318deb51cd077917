"""n-grams are hashed alike on every machine (languages.md §9, §11)."""

from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from workers.ngrams import grams


def test_rows_are_masked_sums_of_utf_8() -> None:
    pieces = [" ɛ", "ɛn", "n ", " ɛn", "ɛn "]
    assert grams("ɛn", 2, 3).tolist() == [crc32(piece.encode()) & 0xFFFF for piece in pieces]


def test_the_rows_are_those_of_every_machine() -> None:
    singles, pairs = [62056, 13937, 53003, 13937], [11192, 57065, 58007, 57654, 58073]
    assert grams("misi", 1, 2).tolist() == singles + pairs


def test_repeats_are_kept_and_words_stand_alone() -> None:
    assert sorted(grams("ka ka", 1, 4)) == sorted([*grams("ka", 1, 4), *grams("ka", 1, 4)])
    assert grams("aa", 1, 1).tolist() == [crc32(b"a") & 0xFFFF] * 2


def test_a_space_alone_is_no_n_gram() -> None:
    assert grams("", 1, 4).tolist() == grams("   ", 1, 4).tolist() == []
    assert crc32(b" ") & 0xFFFF not in grams("ka", 1, 1)


@given(st.text(max_size=40), st.integers(1, 18))
def test_any_text_has_rows_within_the_table(text: str, bits: int) -> None:
    assert all(0 <= row < 1 << bits for row in grams(text, 1, 4, bits).tolist())
