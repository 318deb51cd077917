"""What is a person's age, and what is a stretch of time that happens to be counted in years."""

import pytest

from core.country import Country
from workers.numerals import numbers
from workers.pipeline import prepare
from workers.signs import signs
from workers.spelling import words

LANGUAGES = frozenset({"fr", "bm", "taq"})


def _told(text: str, country: Country) -> set[str]:
    lexicon, read = prepare(country).lexicon, words(text)
    hits = lexicon.find(read, LANGUAGES)
    found = signs(read, text, numbers(read, LANGUAGES), hits, frozenset(lexicon.authorities))
    return {hit.form.concept for hit in found}


@pytest.mark.parametrize(
    "text",
    [
        "une fille de 14 ans",
        "elle a 14 ans",
        "elle fait 14 ans demain",
        "ya une fille de 14 ans chez le forgeron",
        "elle porte l'eau depuis l'age de 9 ans",
        "npogotigi san tan ni saba",
        "depuis 3 ans il garde une fille de 14 ans",
    ],
)
def test_an_age_is_one(text: str, country: Country) -> None:
    assert "sign_age" in _told(text, country)


@pytest.mark.parametrize(
    "text",
    [
        "depuis 3 ans la pompe est en panne",
        "dpui 2 ans on attend",
        "le puits est a sec depuis plus de 3 ans",
        "depuis presque deux ans pas de medecin",
        "depuis 6 mois il n y a pas d'eau",
        "il y a 5 ans on avait une ecole",
        "ça fait 4 ans que le pont est cassé",
        "kabini san saba ji tɛ yan",
    ],
)
def test_a_stretch_of_time_is_none(text: str, country: Country) -> None:
    assert "sign_age" not in _told(text, country)
