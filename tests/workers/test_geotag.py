"""A name in running text is a place when the words around it let it be (places.md §2–§5)."""

import pytest

from core.country import Country
from workers.pipeline import prepare, understand
from workers.spelling import words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("attaque a gosi hier", "ML060303"),
        ("attaque à Gossi", "ML060303"),
        ("vol a Ansongo", "ML0701"),
        ("attaque a Ouelessebugu", "ML020428"),
        ("vol de vaches à In-Tillit", "ML070305"),
        ("vol de vaches a intillit", "ML070305"),
        ("inondation commune 4 de Bamako", "ML090104"),
        ("attaque à Diré", "ML0601"),
        ("vol a San ce matin", "ML0405"),
        ("attaque à Koro", "ML0505"),
        ("tirs gao quartier chateau", "ML0703"),
        ("mine sur la route de Ménaka", "ML0704"),
    ],
)
def test_a_name_is_found(country: Country, text: str, code: str) -> None:
    place = understand(text, country).place
    assert place is not None
    assert place.code == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("il va dire la vérité au juge", "none_named"),
        ("rien à dire sur le juge", "none_named"),
        ("san kɔnɔ sanji ma na", "none_named"),
        ("attaque à Boulikessi", "unknown_name"),
        ("vol de boeufs a Madina", "several"),
        ("Ala ka hɛrɛ caya Mali la", "none_named"),
        ("les peulh et les dogon", "none_named"),
        ("on a volé le don du village", "none_named"),
    ],
)
def test_where_nothing_is_sure_nothing_is_said(country: Country, text: str, reason: str) -> None:
    said = understand(text, country)
    assert said.place is None
    assert said.place_reason == reason


def test_positions_are_known_before_the_language_is(country: Country) -> None:
    mentions = prepare(country).geotagger.mentions
    assert mentions.positions(words("u ye misiw sonya Bankass la, vol a Niono")) == {4, 8}
    assert mentions.positions(words("il va dire la vérité")) == frozenset()


def test_five_candidates_at_most(country: Country) -> None:
    assert 1 < len(understand("vol de boeufs a Madina", country).candidates) <= 5


def test_another_unit_in_the_text_decides(country: Country) -> None:
    place = understand("attaque à Benkadi, cercle de Dioila", country).place
    assert place is not None
    assert place.adm2 == "ML0202"


def test_home_decides_when_no_other_place_is_named(country: Country) -> None:
    near = understand("vol de boeufs a Madina", country, home="ML020301").place
    assert near is None or near.adm2 == "ML0203"


def test_the_name_behind_a_code_is_meant_as_a_place(country: Country) -> None:
    """`koro` alone is a word of Bambara; behind a code it is the cercle."""
    place = understand("31 koro", country).place
    assert place is not None
    assert place.code == "ML0505"
