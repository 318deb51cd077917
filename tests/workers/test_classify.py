"""A code in front is certain, rules are data and checked, and words nobody reviewed say so."""

from pathlib import Path

import pytest
import yaml

from core.country import Country
from core.errors import Misconfigured
from workers.classify import ACCEPTED, UNREVIEWED
from workers.coded import coded
from workers.lexicon import Lexicon
from workers.persons import read_names
from workers.pipeline import prepare, understand
from workers.wordrules import load_rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("22 ANSONGO", ("22", "ANSONGO")),
        ("31#koro", ("31", "koro")),
        ("12.ndaki", ("12", "ndaki")),
        ("13.", ("13", "")),
        ("13", ("13", "")),
        ("11:Gao", ("11", "Gao")),
        ("11-Gao", ("11", "Gao")),
        ("11,Gao", ("11", "Gao")),
        ("11\nGao", ("11", "Gao")),
        ("on m'a dit de taper 22", None),
        ("220 boeufs", None),
        ("16 Gao", None),
        ("2 morts", None),
        ("", None),
    ],
)
def test_a_coded_sms_begins_with_a_code(country: Country, text: str, found: tuple[str, str] | None) -> None:
    assert coded(text, country.taxonomy) == found


def test_a_number_that_counts_is_no_code(country: Country) -> None:
    assert understand("12 morts a Koro", country).method != "code"
    assert understand("12 KORO", country).method == "code"


def test_every_code_can_be_sent(country: Country) -> None:
    for category in country.taxonomy.general():
        said = understand(f"{category.code} ANSONGO", country, trained=True)
        assert (said.code, said.code_confidence, said.accepted) == (category.code, 1.0, True)


def test_nothing_to_report_is_chatter_from_anybody_but_the_trained(country: Country) -> None:
    assert understand("rien à signaler", country).intent == "chatter"
    trained = understand("rien à signaler", country, trained=True)
    assert (trained.intent, trained.code, trained.severity) == ("incident", "00", 0)


def test_unreviewed_words_alone_reach_the_threshold_and_no_further(country: Country) -> None:
    said = understand("u ye misiw sonya", country)
    assert said.code == "22"
    assert said.code_confidence == ACCEPTED
    assert UNREVIEWED in said.why


def test_a_french_word_beside_them_lifts_the_limit(country: Country) -> None:
    said = understand("vol de misiw kunun, u taara ni sagaw ye", country)
    assert said.code == "22"
    assert UNREVIEWED not in said.why


def test_a_question_is_less_sure_than_a_statement(country: Country) -> None:
    told = understand("attaque au village de Bara", country)
    asked = understand("est ce que attaque au village de Bara ?", country)
    assert asked.code is None or asked.code_confidence < told.code_confidence


def test_what_does_not_stand_keeps_its_guess(country: Country) -> None:
    said = understand("voleur", country)
    assert (said.code, said.accepted, said.severity) == ("21", False, 1)


def test_a_rule_that_names_an_unknown_concept_stops_the_start(tmp_path: Path) -> None:
    empty: dict[str, object] = {key: [] for key in ("counted", "several", "never_by_model", "protected")}
    rules = {"groups": {}, **empty, "rules": [{"code": "11", "if": ["nowhere"]}]}
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump(rules), encoding="utf-8")
    with pytest.raises(Misconfigured, match="nowhere"):
        load_rules(path, ["attack"])


@pytest.mark.parametrize("entry", [{"match": 7}, {"matches": ["misi"]}, "misi"])
def test_a_concept_that_is_not_written_as_one_stops_the_start(entry: object) -> None:
    with pytest.raises(Misconfigured, match=r"words/bm.yaml: concepts\.cattle"):
        Lexicon({"bm": {"concepts": {"cattle": entry}}})


def test_a_list_of_names_that_is_missing_stops_the_start() -> None:
    with pytest.raises(Misconfigured, match=r"words/names.yaml: titles: is missing"):
        read_names({"surnames": []})


def test_every_general_code_has_a_rule(country: Country) -> None:
    answers = {rule.answer for rule in prepare(country).rules.general}
    assert {each.code for each in country.taxonomy.general()} - {"00"} <= answers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("on a tiré sur les gens du marché, il y a des morts", "11"),
        ("notre cousin a été enlevé sur la piste, on demande une rançon", "14"),
        ("une charrette a sauté sur un engin a la sortie du village", "13"),
        ("les voleurs sont partis avec nos chèvres cette nuit", "22"),
        ("le troupeau est entré dans le champ de mil et a tout mangé", "31"),
        ("l'eau est montée dans toutes les maisons du quartier", "72"),
        ("on demande de l'argent à la mairie pour un acte de naissance", "51"),
        ("les gens arrivent à pied avec leurs nattes, ils ont quitté leur village", "71"),
    ],
)
def test_rules_and_models_name_the_code_together(country: Country, text: str, code: str) -> None:
    said = understand(text, country)
    assert (said.intent, said.code) == ("incident", code)
    assert said.why


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ne m'envoyez plus de messages svp", "optout"),
        ("retirez mon numéro de votre liste", "optout"),
        ("Promo! 100% de bonus sur toute recharge jusqu'à minuit, tapez *123#", "operator_spam"),
        ("Votre forfait internet expire demain, rechargez maintenant", "operator_spam"),
        ("merci beaucoup que Dieu vous bénisse", "thanks"),
        ("bonne fête à tous", "chatter"),
        ("comment faire pour signaler quelque chose ?", "help"),
        ("est ce que le bac de la rive marche aujourd'hui ?", "question"),
    ],
)
def test_what_is_no_incident_raises_none(country: Country, text: str, intent: str) -> None:
    said = understand(text, country)
    assert said.intent == intent or (intent in {"help", "question"} and said.intent in {"help", "question"})
    assert (said.code, said.severity) == (None, None)


def test_an_advertisement_never_raises_an_incident(country: Country) -> None:
    texts = [
        "Gagnez une moto! Envoyez MOTO au 36000, 100F/SMS",
        "Feu d'artifice de bonus: 200% offerts ce soir",
        "Urgent: votre solde est bas, SOS credit disponible, tapez #111#",
        "Bombe de bonus! 500 Mo offerts pour 200 F",
    ]
    assert {understand(text, country).intent for text in texts} == {"operator_spam"}


def test_what_says_nothing_is_an_incident_for_a_verifier_or_chatter(country: Country) -> None:
    said = understand("rgrg lkjl tata popo", country)
    assert not said.accepted
    assert said.severity in {None, 1}


def test_other_guesses_are_kept_for_the_verifier(country: Country) -> None:
    said = understand("des hommes armés ont volé 20 boeufs et tué le berger", country)
    assert said.code == "22"
    assert 1 <= len(said.alternatives) <= 3
    assert said.code not in {guess.code for guess in said.alternatives}
    assert "11" in {guess.code for guess in said.alternatives}


def test_confidence_is_never_more_than_one(country: Country) -> None:
    assert understand("vol de boeufs, les voleurs ont pris 20 boeufs hier", country).code_confidence <= 1
