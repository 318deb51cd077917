"""The script decides, then the model; the contact's language when the text does not (languages.md §8–§9)."""

import csv
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from core.country import COUNTRIES, Country
from workers.language import CLASSES, Spoken, spoken
from workers.languagemodel import LanguageModel, language_model, normal
from workers.lexicon import Form, Hit
from workers.models import Model, ModelRefused, read_model
from workers.pipeline import prepare, understand
from workers.spelling import words

SAMPLE = COUNTRIES.parents[1] / "shared" / "data" / "corpus" / "messages.tsv"
EVERY = frozenset({"fr", "bm", "taq"})


@pytest.fixture(scope="session")
def shipped() -> Model:
    return read_model(COUNTRIES / "ml" / "model", "language")


@pytest.fixture(scope="session")
def model(shipped: Model) -> LanguageModel:
    return language_model(shipped)


def said(text: str, model: LanguageModel | None, **known: Any) -> Spoken:
    return spoken(words(text), (), model, **known)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("les hommes armés sont venus hier soir au village", "fr"),
        ("dè zom arme son venu o vilaj yer soir", "fr"),
        ("ya des bandi ki son rentre o marche", "fr"),
        ("u nana su fɛ ka misiw bɛɛ ta", "bm"),
        ("ou nana sou fe ka missiw bee ta", "bm"),
        ("addinat ajewadan s ehad", "taq"),
        ("Ăddinăt ăjjootnen osăn-anăɣ-dd", "taq"),
        ("the people are running from the village", "other"),
        ("on ma dit ou ye misiw sonya hier nuit a koro, police ma na", "mixed"),
        ("?!", "other"),
        ("", "other"),
    ],
)
def test_a_text_is_in_the_language_of_its_words(country: Country, text: str, language: str) -> None:
    assert understand(text, country).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ⵜⴰⵎⴰⵛⴰⵈ", "taq"),
        ("ⴰⵎⴰⵏ", "taq"),
        ("ⴰⵎⴰⵏ 2026", "taq"),
        ("ⵎⴰⵏ ⵎⴰⵏ, Gao", "taq"),
        ("ⴰⵎⵏⵓⴽⴰⵍ ⵏ ⴰⵖⵔⵎ", "taq"),
        ("ⵜⵉⴼⵉⵏⴰⵖ!", "taq"),
        ("ⴰⵏⵓ ⵉⵢⵏ ok", "taq"),
        ("ߓߊߡߊߣߊߣߞߊߣ", "bm"),
        ("ߒߞߏ", "bm"),
        ("ߌ ߣߌ ߗߍ߫", "bm"),
        ("ߡߊ߬ߟߌ ߘߎ߮ ߞߣߐ߫ Bamako", "bm"),
        ("ߞߍߟߍ ߓߍ߫ ߦߊ߲߬", "bm"),
        ("ߡߌߛߌ ߃", "bm"),
        ("ߒ ߧߋ߫", "bm"),
        ("السلام عليكم", "other"),
        ("هجوم على القرية", "other"),
        ("سرقوا البقر أمس", "other"),
        ("غاو ٣", "other"),
        ("اغيثونا في kidal", "other"),
        ("شكرا", "other"),
    ],
)
def test_the_script_decides_first(model: LanguageModel, text: str, language: str) -> None:
    found = said(text, model, prior="fr")
    assert (found.language, found == said(text, None, prior="fr")) == (language, True)


def test_without_evidence_the_stored_language_is_taken(country: Country) -> None:
    assert understand("22", country, prior="bm").language == "bm"
    assert understand("Gao", country, prior="taq").language == "taq"


def test_below_four_fifths_the_stored_language_is_taken_and_all_words_are_tried(model: LanguageModel) -> None:
    free = said("menu ok", model)
    assert free.confidence < 0.8
    found = said("menu ok", model, prior="taq")
    assert (found.language, found.read_as) == ("taq", EVERY)


def test_plain_words_outweigh_a_wrong_stored_language(country: Country) -> None:
    found = understand("les bandits ont volé toutes les vaches du village hier", country, prior="bm")
    assert found.language == "fr"


@pytest.mark.parametrize("text", ["les voleurs ont pris nos boeufs cette nuit", "u ye an ka misiw bɛɛ sonya"])
def test_confidence_is_a_share(country: Country, text: str) -> None:
    assert 0.8 <= understand(text, country).language_confidence < 1


def test_names_of_places_mix_nothing(model: LanguageModel) -> None:
    text = "les bandits sont venus cette nuit de Markala Jalasagu Fanabugu Kamiandugu"
    assert said(text, model).language == "mixed"
    assert said(text, model, places=frozenset(range(7, 11))).language == "fr"


def test_a_mixed_message_is_read_with_the_words_of_all(model: LanguageModel) -> None:
    found = said("u ye misiw sonya, la police n'est pas venue ce matin", model)
    assert (found.language, found.read_as) == ("mixed", EVERY)
    assert said("u ye misiw bɛɛ sonya police ma na", model).language == "bm"


def test_without_a_model_the_words_of_the_field_decide() -> None:
    hits = [Hit(Form("cattle", "bm", ("misi",), False, False), at, at + 1, "misi") for at in range(3)]
    found = spoken(words("misi misi misi"), hits, None)
    assert (found.language, found.confidence > 0.8) == ("bm", True)
    assert spoken(words("misi misi misi"), [], None, prior="taq").language == "taq"
    assert spoken(words("misi misi misi"), [], None).read_as == EVERY


def test_letters_and_numbers_have_one_form() -> None:
    assert normal("ƏDDINǍT 1234") == "ǝddinăt 0"


def test_arrays_that_do_not_fit_are_refused(shipped: Model) -> None:
    for changed in ({"table": shipped.arrays["table"][:, :5]}, {"answers": shipped.arrays["answers"][:3]}):
        with pytest.raises(ModelRefused):
            language_model(_with(shipped, {**shipped.arrays, **changed}))
    with pytest.raises(ModelRefused):
        language_model(_with(shipped, {}))


def _with(model: Model, arrays: dict[str, Any]) -> Model:
    return Model(model.name, model.sha256, model.classes, arrays, model.about)


def test_the_shipped_model_meets_the_table_of_targets(shipped: Model) -> None:
    """`languages.md` §9: learnt on train, tried on dev."""
    scores = shipped.about["scores"]
    for spelling in ("as written", "wire", "without marks", "french"):
        _reaches(scores[f"sib200 dev, {spelling}"], 99.5, 98, 95)
        _reaches(scores[f"sib200 dev, taq, {spelling}"], 98, 94, 90)
    _reaches(scores["bayelemabaga dev, bm"], 99.5, 99.5, 99)
    _reaches(scores["bayelemabaga dev, fr"], 99, 98.5, 97)


def _reaches(score: dict[str, float], *least: float) -> None:
    assert [score["sentence"] >= least[0], score["40"] >= least[1], score["20"] >= least[2]] == [True] * 3, (
        score
    )


def test_the_shipped_model_is_small_and_nobody_reviewed_it(shipped: Model) -> None:
    assert (COUNTRIES / "ml" / "model" / "language.npz").stat().st_size <= 4_000_000
    assert (shipped.classes, shipped.about["licence"]) == (CLASSES, "CC-BY-SA-4.0")


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the compiled data are not here")
def test_the_development_sample_is_recognised(country: Country) -> None:
    """Four fifths of it; the last fifth is for the report alone (`languages.md` §10)."""
    found = [(row["lang"], *_heard(country, row["text"])) for row in _sample(SAMPLE)]
    assert _share(language == "fr" for told, language, _ in found if told == "fr") >= 0.97
    assert _share(language == "bm" for told, language, _ in found if told == "bm") >= 0.98
    assert _share(language == "mixed" for told, language, _ in found if told == "mixed") >= 0.5
    assert _share(language == "mixed" for told, language, _ in found if told == "fr") <= 0.03
    sure = [(told, language) for told, language, p in found if told in {"fr", "bm"} and p >= 0.8]
    assert _share(told == language for told, language in sure if language != "mixed") >= 0.99
    assert len(sure) >= 0.93 * sum(told in {"fr", "bm"} for told, _, _ in found)


def _heard(country: Country, text: str) -> tuple[str, float]:
    mind = prepare(country)
    read = words(text)
    found = spoken(read, (), mind.language, places=mind.geotagger.mentions.positions(read))
    return found.language, found.confidence


def _sample(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if zlib.crc32(row["id"].encode()) % 5]


def _share(told: Iterable[bool]) -> float:
    every = list(told)
    return sum(every) / len(every)
