"""The script decides, then the words; the contact's language when the text does not (languages.md §8–§9)."""

import pytest

from core.country import Country
from workers.pipeline import understand


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("les hommes armés sont venus hier soir au village", "fr"),
        ("dè zom arme son venu o vilaj yer soir", "fr"),
        ("u nana su fɛ ka misiw bɛɛ ta", "bm"),
        ("ou nana sou fe ka missiw bee ta", "bm"),
        ("addinat ajewadan s ehad", "taq"),
        ("Ăddinăt ăjjootnen osăn-anăɣ-dd", "taq"),
        ("ⵜⴰⵎⴰⵛⴰⵈ", "taq"),
        ("ߓߊߡߊߣߊߣߞߊߣ", "bm"),
        ("السلام عليكم", "other"),
        ("the people are running from the village", "other"),
        ("on ma dit ou ye misiw sonya hier nuit a koro, police ma na", "mixed"),
        ("?!", "other"),
        ("", "other"),
    ],
)
def test_a_text_is_in_the_language_of_its_words(country: Country, text: str, language: str) -> None:
    assert understand(text, country).language == language


def test_without_evidence_the_stored_language_is_taken(country: Country) -> None:
    assert understand("22", country, prior="bm").language == "bm"
    assert understand("Gao", country, prior="taq").language == "taq"


def test_plain_words_outweigh_a_wrong_stored_language(country: Country) -> None:
    said = understand("les bandits ont volé toutes les vaches du village hier", country, prior="bm")
    assert said.language == "fr"


@pytest.mark.parametrize("text", ["les voleurs ont pris nos boeufs cette nuit", "u ye an ka misiw bɛɛ sonya"])
def test_confidence_is_a_share(country: Country, text: str) -> None:
    assert 0.8 <= understand(text, country).language_confidence < 1
