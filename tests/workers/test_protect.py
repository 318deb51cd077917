"""Help for one woman, girl or child leaves first; what befalls several people stays general (P37)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.country import Country
from workers.pipeline import understand

CASES = Path(__file__).parents[1] / "cases" / "sentences" / "protected.yaml"
LEAST_FOUND = 0.98
MOST_WRONGLY_ROUTED = 0.03
"""Shares of `protection.md` P37."""


def _texts(*, protected: bool) -> list[str]:
    cases: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    wanted = [case["intent"] if isinstance(case["intent"], list) else [case["intent"]] for case in cases]
    return [
        case["text"]
        for case, intents in zip(cases, wanted, strict=True)
        if (intents == ["gbv"]) == protected and (protected or "gbv" not in intents)
    ]


def test_who_needs_help_is_found_in_every_spelling(country: Country) -> None:
    texts = _texts(protected=True)
    missed = [text for text in texts if understand(text, country).intent != "gbv"]
    assert len(texts) >= 100
    assert len(missed) <= (1 - LEAST_FOUND) * len(texts), missed


def test_what_only_looks_like_it_goes_the_general_way(country: Country) -> None:
    texts = _texts(protected=False)
    routed = [text for text in texts if understand(text, country).intent == "gbv"]
    assert len(texts) >= 60
    assert len(routed) <= MOST_WRONGLY_ROUTED * len(texts), routed


@pytest.mark.parametrize(
    "text",
    [
        "mon mari me frappe, j'ai peur",
        "mon mari me bat chaque soir",
        "MON MARI ME FRAPPE",
        "mn mari me frape tt les jours aide moi",
        "j ai été violée",
        "violence faite a une femme ici",
        "mariage forcé d'une fille de 14 ans",
        "ils veulent marier ma fille de 12 ans",
        "excision prevue demain pour ma niece",
        "une femme battue par son mari cherche un endroit sur",
        "n cɛ bɛ n bugɔ don o don",
        "npogotigi furu diyagoya",
        "un enfant soldat au poste",
        "talibé battu",
        "bebe abandonné au marché",
        "un enfant de 10 ans travaille dans la mine d'or",
        "61.",
        "62 Mopti",
        "61",
    ],
)
def test_a_person_who_needs_help_is_protected(country: Country, text: str) -> None:
    said = understand(text, country)
    assert said.intent == "gbv", said
    assert said.code in {"61", "62"}
    assert said.severity is None
    assert said.place is None


@pytest.mark.parametrize(
    "text",
    [
        "attaque du village, 3 femmes tuées",
        "un enfant est mort sur une mine",
        "les femmes ont marché devant la préfecture",
        "2 enfants morts de rougeole",
        "des soldats ont frappé des femmes au marché",
        "femmes et enfants fuient vers Mopti",
        "les enfants ne vont plus a l'ecole",
        "bagarre entre femmes au puits",
        "11 KORO",
    ],
)
def test_what_befalls_several_people_stays_general(country: Country, text: str) -> None:
    assert understand(text, country).intent == "incident"


def test_nothing_is_kept_of_who_where_or_when(country: Country) -> None:
    said = understand("hier a Gao mon mari m'a frappée, 2 blessures", country)
    assert (said.place, said.killed, said.injured, said.occurred) == (None, None, None, "unknown")
