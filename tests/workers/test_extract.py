"""When, how many, who says so: the tables of languages.md §13 and the counts of taxonomy.md §5."""

import pytest

from core.country import Country
from workers.numerals import numbers
from workers.pipeline import understand
from workers.spelling import words

FRENCH, BAMBARA, TAMASHEQ = frozenset({"fr"}), frozenset({"bm"}), frozenset({"taq"})


@pytest.mark.parametrize(
    ("text", "languages", "values"),
    [
        ("10 000", FRENCH, [10_000]),
        ("10.000", FRENCH, [10_000]),
        ("10 mil", FRENCH, [10_000]),
        ("10 mille", FRENCH, [10_000]),
        ("quatre vingt dix sept", FRENCH, [97]),
        ("deux cent quarante", FRENCH, [240]),
        ("trois mille", FRENCH, [3_000]),
        ("vingt et un", FRENCH, [21]),
        ("٣", FRENCH, [3]),
        ("߃", BAMBARA, [3]),
        ("fila", BAMBARA, [2]),
        ("wɔɔrɔ", BAMBARA, [6]),
        ("wolonwula", BAMBARA, [7]),
        ("wolonfila", BAMBARA, [7]),
        ("seegin", BAMBARA, [8]),
        ("tan ni kelen", BAMBARA, [11]),
        ("mugan ni duuru", BAMBARA, [25]),
        ("bi saba", BAMBARA, [30]),
        ("kɛmɛ fila ni bi naani", BAMBARA, [240]),
        ("ba kelen", BAMBARA, [1_000]),
        ("bi sɔgɔma", BAMBARA, []),
        ("karad", TAMASHEQ, [3]),
        ("maraw", TAMASHEQ, [10]),
        ("akkoẓ", TAMASHEQ, [4]),
    ],
)
def test_a_number_is_read_as_people_say_it(text: str, languages: frozenset[str], values: list[int]) -> None:
    assert [number.value for number in numbers(words(text), languages)] == values


@pytest.mark.parametrize(
    ("text", "occurred"),
    [
        ("attaque du village maintenant", "now"),
        ("ils attaquent le village en ce moment", "now"),
        ("attaque du village il y a 10 minutes", "now"),
        ("attaque du village aujourd'hui", "today"),
        ("attaque du village ce matin", "today"),
        ("attaque du village cette nuit", "today"),
        ("attaque du village hier soir", "yesterday"),
        ("attaque du village la nuit dernière", "yesterday"),
        ("attaque du village avant-hier", "earlier"),
        ("attaque du village il y a 3 jours", "earlier"),
        ("attaque du village lundi", "earlier"),
        ("attaque du village hier et ce matin", "today"),
        ("attaque du village la nuit", "unknown"),
        ("ils vont attaquer le village demain", "unknown"),
        ("attaque du village", "unknown"),
        ("u ye dugu jeni sisan", "now"),
        ("u ye dugu jeni bi sɔgɔma", "today"),
        ("u ye dugu jeni kunun", "yesterday"),
        ("u ye dugu jeni kunasini", "earlier"),
        ("u ye dugu jeni sufɛ", "unknown"),
    ],
)
def test_a_day_is_told_by_its_words(country: Country, text: str, occurred: str) -> None:
    assert understand(text, country).occurred == occurred


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("attaque du village, 4 morts et 7 blessés", 4, 7),
        ("ils ont tué 3 personnes au village", 3, None),
        ("attaque du village, des morts", 2, None),
        ("ils ont tué un berger", 1, None),
        ("attaque du village, pas de morts", 0, None),
        ("attaque du village il y a 2 jours, 1 mort", 1, None),
        ("ils ont tué 5 boeufs", None, None),
        ("attaque du village", None, None),
        ("u ye mɔgɔ saba faga dugu kɔnɔ", 3, None),
        ("mɔgɔ fila joginna kɛlɛ la", None, 2),
        ("u ye mɔgɔ caman faga", 2, None),
    ],
)
def test_the_dead_and_the_hurt_are_counted(
    country: Country, text: str, killed: int | None, injured: int | None
) -> None:
    said = understand(text, country)
    assert (said.killed, said.injured) == (killed, injured)


@pytest.mark.parametrize(
    ("text", "hearsay", "basis"),
    [
        ("on dit que le village est attaqué", True, "hearsay"),
        ("il parait que le village brule", True, "hearsay"),
        ("j'ai vu l'attaque du village", False, "eyewitness"),
        ("ils ont volé mes boeufs", False, "victim"),
        ("attaque du village", None, "unknown"),
    ],
)
def test_who_says_so(country: Country, text: str, hearsay: bool | None, basis: str) -> None:
    said = understand(text, country)
    assert (said.hearsay, said.basis) == (hearsay, basis)


def test_a_relays_code_is_seen_unless_it_says_otherwise(country: Country) -> None:
    assert understand("11 ANSONGO", country, trained=True).basis == "eyewitness"
    assert understand("11 ANSONGO on dit que", country, trained=True).basis == "hearsay"
    assert understand("11 ANSONGO", country).basis == "unknown"


def test_a_child_and_a_whole_village_weigh_most(country: Country) -> None:
    child = understand("un enfant tué dans l'attaque du village", country)
    assert (child.child, child.severity) == (True, 4)
    assert understand("tout le village fuit vers Gao", country).displaced
    assert understand("400 personnes ont fui", country).displaced
    assert not understand("40 personnes ont fui", country).displaced
