"""The alphabet of 3GPP TS 23.038, and the one that our texts are measured by."""

import pytest

from core.gsm7 import ESCAPE, EXTENSION, TABLE, from_gsm7
from core.text import GSM7, GSM7_EXTENSION


def test_every_septet_is_a_letter_of_its_own() -> None:
    assert len(TABLE) == len(set(TABLE)) == 128
    assert TABLE[0x1B] == ESCAPE
    assert (len(GSM7), GSM7_EXTENSION) == (127, frozenset("^{}\\[~]|€\f"))
    assert GSM7.isdisjoint(EXTENSION.values())


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""),
        ("00 02 7f", "@$à"),
        ("32 32 20 41 4e 53 4f 4e 47 4f", "22 ANSONGO"),
        ("1b 65 1b 14 1b 28", "€^{"),
        ("1b 41", "A"),
        ("41 1b", "A "),
    ],
)
def test_septets_become_letters(raw: str, text: str) -> None:
    assert from_gsm7(bytes.fromhex(raw)) == text


def test_eight_bits_are_no_septet() -> None:
    with pytest.raises(ValueError, match="septet"):
        from_gsm7(b"\x80")
