"""What the models see of a text, against the plain way to count it."""

from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.country import Country
from workers.evidence import BITS, CONCEPT, LONGEST, PAIR, SHORTEST, evidence_of
from workers.ngrams import grams
from workers.pipeline import prepare
from workers.redact import Redactor
from workers.spelling import words

MASK = (1 << BITS) - 1


@given(st.lists(st.sampled_from(["feu", "gao", "morts", "5000", "a", "tirs"]), max_size=12))
def test_each_row_of_a_text_is_counted_once(said: list[str]) -> None:
    every = grams(" ".join(said).replace("5000", "0"), SHORTEST, LONGEST, BITS)
    rows, counts = np.unique(every, return_counts=True)
    found = evidence_of(" ".join(said))
    assert found.rows.tolist() == rows.tolist()
    assert np.allclose(found.weights[1], 1 + np.log(counts))
    assert not said or np.isclose(found.weights[0] @ found.weights[0], 1)


def test_concepts_count_alone_and_in_pairs() -> None:
    found = evidence_of("", ["kill", "attack", "no water"])
    marks = ["attack", "kill", "no water", "attack kill", "attack no water", "kill no water"]
    assert found.rows.tolist() == [crc32(f"\0{mark}".encode()) & MASK for mark in marks]
    assert np.allclose(found.weights.T, [CONCEPT] * 3 + [PAIR] * 3)


@given(st.text(st.sampled_from("aéŋ ɛ7"), max_size=12), st.integers(1, 3), st.integers(3, 5))
def test_ngrams_are_those_of_each_slice(text: str, shortest: int, longest: int) -> None:
    wanted = []
    for word in text.split():
        padded = f" {word} "
        wanted += [crc32(sign.encode()) & MASK for sign in word if shortest == 1]
        wanted += [
            crc32(padded[at : at + size].encode()) & MASK
            for size in range(max(2, shortest), longest + 1)
            for at in range(len(padded) - size + 1)
        ]
    assert grams(text, shortest, longest, BITS).tolist() == wanted


def test_the_words_of_a_redacted_text_are_those_of_its_marks(country: Country) -> None:
    redactor: Redactor = prepare(country).redactor
    for text in ("deux morts a Gao", "appelez Amadou Traoré au 50 00 00 01, merci", "", "écrire à a@b.ml"):
        redacted, said = redactor.read(text)
        assert redacted == redactor.redact(text)
        assert said == words(redacted)
