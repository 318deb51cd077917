"""The goldens of `languages.md` §3, §4 and `channels.md` §14, and what must hold for any text at all."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.text import (
    GSM7,
    GSM7_EXTENSION,
    is_gsm7,
    loose_keys,
    measure,
    plain_digits,
    septets,
    strict_key,
    wire,
)

SENT = [
    (
        "fr",
        "Où êtes-vous ? « Ça va », l’été : 5 000 F… Noël, cœur, À Gao",
        'Où etes-vous ? " Ça va ", l\'été : 5 000 F... Noel, coeur, A Gao',
        63,
    ),
    ("bm", "Ɲɛmɔgɔ dɔ kiimɛ", "Nyèmògò dò kiimè", 16),
    ("bm", "Ŋunuŋunukan, sɔ̀rɔdasi, Ɛ Ɔ È Ò", "Ngunungunukan, sòròdasi, E O E O", 32),
    ("taq", "Ašareɣa n taɣrǝmt, Išăɣatăn, aẓrǝf", "Asharegha n taghremt, Ishaghatan, azref", 39),
    ("taq", "Ɣ Š Ž ʔa, ǧ ḍ ɗ ɓ ḷ ṣ ṭ ƭ ẓ ḥ", "Gh Sh Zh 'a, j d d b l s t t z h", 32),
    ("fr", "1\u202f500\u00a0F\u2009CFA\t\u200b– fin", "1 500 F CFA - fin", 17),
]
KEYS = [
    ("Kɛ̀lɛ", "kele", "kele"),
    ("kèlè", "kele", "kele"),
    ("kélé", "kele", "kele"),
    ("KELE", "kele", "kele"),
    ("gnogon", "gnogon", "nyogon"),
    ("ɲɔgɔn", "nyogon", "nyogon"),
    ("ñɔgɔn", "nyogon", "nyogon"),
    ("tchè", "tche", "ce"),
    ("cɛ", "ce", "ce"),
    ("djougouya", "djougouya", "juguya"),
    ("juguya", "juguya", "juguya"),
    ("missi", "missi", "misi"),
    ("sorodassi", "sorodassi", "sorodasi"),
    ("sɔrɔdasi", "sorodasi", "sorodasi"),
    ("n’ka", "n ka", "n ka"),
    ("n'ka", "n ka", "n ka"),
    ("alkhakum", "alkhakum", "alxakum"),
    ("alxakum", "alxakum", "alxakum"),
    ("achal", "achal", "ashal"),
    ("ašal", "ashal", "ashal"),
    ("aššareɣa", "ashsharegha", "asharegha"),
    ("acharegha", "acharegha", "asharegha"),
    ("Ašareɣa", "asharegha", "asharegha"),
    ("daɣ", "dagh", "dagh"),
    ("dǎɣ", "dagh", "dagh"),
    ("deɣ", "degh", "degh"),
    ("  STOP!!  Merci… ", "stop merci", "stop merci"),
    ("ߌ ⵣ باماكو", "ߌ ⵣ باماكو", "ߌ ⵣ باماكو"),
]
COST = [
    ("a" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    ("é" * 160, "GSM-7", 160, 1),
    ("€" * 80, "GSM-7", 160, 1),
    ("€" * 81, "GSM-7", 162, 2),
    ("a" * 152 + "€" + "a" * 100, "GSM-7", 254, 2),
    ("a" * 305 + "€", "GSM-7", 307, 3),
    ("ê" * 70, "UCS-2", 70, 1),
    ("ê" * 71, "UCS-2", 71, 2),
    ("ê" * 134, "UCS-2", 134, 2),
    ("ê" * 135, "UCS-2", 135, 3),
    ("😀" * 35, "UCS-2", 70, 1),
    ("😀" * 36, "UCS-2", 72, 2),
    ("😀" * 66, "UCS-2", 132, 2),
    ("😀" * 67, "UCS-2", 134, 3),
]


@pytest.mark.parametrize(("language", "orthographic", "sent", "length"), SENT)
def test_a_sentence_leaves_as_a_phone_writes_it(
    language: str, orthographic: str, sent: str, length: int
) -> None:
    assert wire(orthographic, language) == sent
    assert septets(sent) == length


@pytest.mark.parametrize(("written", "strict", "loose"), KEYS)
def test_spellings_of_one_word_meet_in_a_key(written: str, strict: str, loose: str) -> None:
    assert strict_key(written) == strict
    assert loose_keys(written) == (loose,)


def test_a_word_with_eng_has_two_loose_keys() -> None:
    assert loose_keys("ŋɔmi") == ("ngomi", "nomi")


@pytest.mark.parametrize(("text", "encoding", "units", "segments"), COST)
def test_an_sms_costs_what_the_provider_counts(text: str, encoding: str, units: int, segments: int) -> None:
    assert measure(text) == (encoding, units, segments)


def test_outside_the_alphabet_there_are_no_septets() -> None:
    with pytest.raises(ValueError, match=r"U\+0254"):
        septets("sɔrɔ")


def test_digits_of_every_script_are_digits() -> None:
    assert plain_digits("２ ٣ ߄ ۵ x") == "2 3 4 5 x"


@given(st.text(alphabet=sorted(GSM7 | GSM7_EXTENSION)), st.sampled_from(["fr", "bm", "taq", "en"]))
def test_what_a_phone_can_write_is_not_changed(text: str, language: str) -> None:
    assert wire(text, language) == unicodedata.normalize("NFC", text) == text


_LATIN = st.characters(max_codepoint=0x2FF)
_STROKE = "\u0334"
"""A mark that no letter is composed with, and that no key has."""


@given(st.text(_LATIN), st.text(_LATIN))
@example("".join(map(chr, range(0x300))), " İ")
def test_letters_known_beforehand_are_those_of_the_long_way(text: str, more: str) -> None:
    assert strict_key(text + more) == strict_key(text + _STROKE + more)


@given(st.text(), st.sampled_from(["fr", "bm", "taq", "other"]))
def test_no_text_raises(text: str, language: str) -> None:
    sent = wire(text, language)
    assert wire(sent, language) == sent
    encoding, units, segments = measure(sent)
    assert (encoding == "GSM-7") == is_gsm7(sent)
    assert segments >= 1
    assert units >= 0
    assert strict_key(strict_key(text)) == strict_key(text)
    assert 1 <= len(loose_keys(text)) <= 2
    assert len(plain_digits(text)) == len(text)
