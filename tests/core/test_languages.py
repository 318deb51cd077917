"""What a citizen is shown of a sentence hangs on its review, its confidence and what it promises (§7)."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.catalogues import Catalogue, Entry
from core.errors import Misconfigured
from core.languages import NEUTRAL, Say, line, load_catalogues, on_phone, verbatim
from core.never import read_never
from core.text import is_gsm7, septets, wire

ROOT = Path(__file__).parent.parent.parent
NEVER = read_never(ROOT / "countries" / "ml" / "words" / "never.yaml")
FRENCH = "Rien n'est gardé."
OWN = "Foyi ma mara."
LONG = "Rien de ce que vous avez dit pendant cet appel ne sera gardé, ni vu, ni lu, ni noté."

TABLE = [
    ("reviewed, safety or not", Entry(OWN, OWN, "medium", safety=True, reviewed=True), OWN),
    ("reviewed, composed", Entry(OWN, OWN, "composed", reviewed=True), OWN),
    ("high", Entry(OWN, OWN, "high"), OWN),
    ("medium", Entry(OWN, OWN, "medium"), OWN),
    ("safety stands over its French", Entry(OWN, OWN, "high", safety=True), f"{OWN}\n{FRENCH}"),
    ("composed stands over its French", Entry(OWN, OWN, "composed"), f"{OWN}\n{FRENCH}"),
    ("composed is never a safety sentence", Entry(OWN, OWN, "composed", safety=True), FRENCH),
    ("low", Entry(OWN, OWN, "low"), FRENCH),
    ("low, then reviewed", Entry(OWN, OWN, "low", reviewed=True), OWN),
    ("missing", Entry("", "", "missing"), FRENCH),
]


def say_of(bambara: Mapping[str, Entry]) -> Say:
    french = {sentence: Entry(sentence, wire(sentence, "fr")) for sentence in bambara}
    return Say([Catalogue("fr", french), Catalogue("bm", bambara)])


@pytest.fixture(scope="module")
def say() -> Say:
    return load_catalogues()


@pytest.mark.parametrize(("label", "entry", "shown"), TABLE, ids=[row[0] for row in TABLE])
def test_the_table_of_what_is_shown(label: str, entry: Entry, shown: str) -> None:
    assert say_of({FRENCH: entry}).sentence(FRENCH, "bm") == shown


def test_without_room_for_both_the_french_stands_alone() -> None:
    entry = Entry("bm " * 30, "bm " * 30, "high", safety=True)
    assert say_of({LONG: entry}).sentence(LONG, "bm") == wire(LONG, "fr")


def test_the_neutral_reply_is_french_until_reviewed() -> None:
    unread = say_of({NEUTRAL: Entry(OWN, OWN, "high")})
    read = say_of({NEUTRAL: Entry(OWN, OWN, "high", reviewed=True)})
    assert unread.neutral("bm") == "Merci. Message bien recu."
    assert read.neutral("bm") == OWN


def test_a_screen_with_less_than_half_of_its_lines_is_french_as_a_whole() -> None:
    half = say_of({"Oui": Entry("Awɔ", "Awò"), "Non": Entry("", "", "missing")})
    less = say_of({"Oui": Entry("Awɔ", "Awò", "composed"), "Non": Entry("", "", "missing")})
    screen = [line("Oui", key="1"), line("Non", key="2")]
    assert half.screen(screen, "bm") == ("1 Awò", "2 Non")
    assert less.screen(screen, "bm") == ("1 Oui", "2 Non")


def test_a_word_in_braces_is_said_in_the_language_that_has_it() -> None:
    say = say_of({"Ajoutez {unit}.": Entry("A fara {unit} kan.", "A fara {unit} kan.")})
    asked = [line("Ajoutez {unit}.")]
    both = {"unit": {"fr": "la région", "bm": "mara"}}
    assert say.screen(asked, "bm", values=both) == ("A fara mara kan.",)
    assert say.screen(asked, "fr", values=both) == ("Ajoutez la région.",)
    assert say.screen(asked, "bm", values={"unit": {"fr": "Gao"}}) == ("A fara Gao kan.",)


def test_names_and_notices_do_not_count_as_lines_of_a_language() -> None:
    say = say_of({"Oui": Entry("Awɔ", "Awò"), "Choix invalide.": Entry("", "", "missing")})
    screen = [line("Choix invalide.", notice=True), verbatim("Gao", key="1"), line("Oui", key="9")]
    assert say.screen(screen, "bm") == ("Choix invalide.", "1 Gao", "9 Awò")


def test_french_stands_under_as_many_lines_as_fit() -> None:
    say = say_of({"Oui": Entry("Awɔ", "Awò", safety=True), "Non": Entry("Ayi", "Ayi", safety=True)})
    screen = [line("Oui", key="1"), line("Non", key="2")]
    assert say.screen(screen, "bm") == ("1 Awò\nOui", "2 Ayi\nNon")
    assert say.screen(screen, "bm", limit=15) == ("1 Awò\nOui", "2 Non")


def test_a_value_is_spelt_for_a_phone() -> None:
    say = say_of({"Service de {operator}": Entry("", "", "missing")})
    assert say.sentence("Service de {operator}", "bm", operator="Cœur d’Ô باماكو") == "Service de Coeur d'O"
    assert on_phone("1\u202f500") == "1 500"


def test_console_wording_is_english_or_french(say: Say) -> None:
    assert say.ui("une phrase que personne n'a traduite {n}", "en", n=3).endswith("traduite 3")
    assert say.ui("une phrase", "fr") == "une phrase"


@pytest.mark.parametrize("language", ["fr", "bm", "taq"])
def test_every_sentence_of_a_catalogue_can_be_sent(say: Say, language: str) -> None:
    for sentence, entry in say.catalogue(language).entries.items():
        assert is_gsm7(entry.wire), entry
        assert septets(say.sentence(sentence, language)) <= 160, sentence
        assert unicodedata.is_normalized("NFC", entry.orthographic)
        assert not set(entry.orthographic) & set("əǎᾰ")


@pytest.mark.parametrize("language", ["fr", "bm", "taq"])
def test_no_word_of_the_list_reaches_a_phone(say: Say, language: str) -> None:
    for sentence, entry in say.catalogue(language).entries.items():
        assert NEVER.found_in(f"{sentence} / {entry.orthographic} / {entry.wire}") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Un viol",
        "VIOLENCES",
        "dénoncer",
        "Dénonciation",
        "un informateur",
        "renseignements",
        "anonyme",
        "vbg",
    ],
)
def test_the_list_finds_its_words_in_any_spelling(text: str) -> None:
    assert NEVER.found_in(text)


def test_an_official_name_of_a_place_is_not_a_word_of_the_list() -> None:
    assert NEVER.found_in("Ogossagou-Peulh") == ("peul*",)
    assert NEVER.found_in("11 Ogossagou-Peulh", except_for=("Ogossagou-Peulh",)) == ()


def test_a_folder_without_catalogues_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="make catalogues"):
        load_catalogues(tmp_path)
