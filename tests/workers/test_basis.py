"""Who says so: heard from somebody, seen or suffered, or not told (`taxonomy.md` §6)."""

import pytest

from core.country import Country
from workers.basis import told
from workers.pipeline import hear, prepare


def _hearsay(text: str, country: Country, code: str = "11") -> bool | None:
    message, _ = hear(text, prepare(country))
    return told(message.words, message.hits, code)[0]


@pytest.mark.parametrize(
    "text",
    [
        "attaque a Hombori, le boulanger me l'a dit",
        "le bruit court que Tessit est attaqué",
        "les assaillants auraient brûlé trois greniers",
        "j'ai entendu parler d'une attaque a Koro",
        "mon cousin de Douentza m'a dit 4 morts",
        "ko u ye misi tan ta Koro",
        "binkanni kɛra kunun, ko mɔgɔ duuru fagara",
    ],
)
def test_what_another_told_is_hearsay(text: str, country: Country) -> None:
    assert _hearsay(text, country) is True


def test_it_seems_is_no_order(country: Country) -> None:
    assert _hearsay("il parait qu'ils forcent les jeunes a prier", country, "43") is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("personne ne sort, rien ne rentre a Gossi", "11"),
        ("les gens n'ont pas de route a Bankass", "54"),
        ("attaque a N'Gouma, 2 morts", "11"),
        ("les chevres on mangé le mil", "31"),
        ("vol chez mon voisin, 3 boeufs", "22"),
        ("n terikɛ ka misi sonyana", "22"),
        ("appels a tuer a la radio locale", "44"),
        ("les soldats ont dit aux forains de partir", "52"),
    ],
)
def test_what_says_nothing_of_it_leaves_it_open(text: str, code: str, country: Country) -> None:
    assert _hearsay(text, country, code) is None


@pytest.mark.parametrize(
    "text", ["ils m'ont dit de descendre de ma moto", "n ka misi sonyana kunun", "ne ka moto a été volé"]
)
def test_what_befell_the_sender_is_no_hearsay(text: str, country: Country) -> None:
    assert _hearsay(text, country, "21") is False
