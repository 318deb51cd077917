"""The card, the poster and the page for the radio: size, words, fonts, and what is on none of them."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader
from typer.testing import CliRunner

from core.country import Country, load_country
from core.errors import LasomiError
from core.never import read_never
from flows.definition import load_flows
from flows.nodes import Flows
from ops.cards import paper, radio, sheets, words
from ops.main import app
from ops.wording import Wording

MM = 72 / 25.4
SIZES = {"card": (105, 148), "poster": (297, 420), "radio": (210, 297)}
LANGUAGES = ("fr", "bm", "taq")
PROMISE = "Un SMS ou un appel USSD peut être vu par l'opérateur et par l'État."
FRENCH = Wording("fr", None)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def country() -> Country:
    return load_country("ml")


@pytest.fixture(scope="module")
def flows(country: Country) -> Flows:
    return load_flows(country)


@pytest.fixture(scope="module")
def printed(country: Country, flows: Flows) -> dict[str, bytes]:
    leaves = {each: words.leaf(country, flows, each, "ML0701") for each in LANGUAGES}
    cards = {f"card {each}": sheets.card(leaf) for each, leaf in leaves.items()}
    posters = {f"poster {each}": sheets.poster(leaf) for each, leaf in leaves.items()}
    return {**cards, **posters, "radio": radio.page(FRENCH, country)}


def pages(document: bytes) -> list[PageObject]:
    return list(PdfReader(BytesIO(document)).pages)


def text(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pages(document))


def test_a_page_is_as_large_as_it_says(printed: dict[str, bytes]) -> None:
    for name, document in printed.items():
        for page in pages(document):
            size = tuple(round(float(side) / MM) for side in (page.mediabox.width, page.mediabox.height))
            assert size == SIZES[name.split()[0]]


def test_a_card_has_two_sides_and_the_others_one(printed: dict[str, bytes]) -> None:
    assert {name.split()[0]: len(pages(each)) for name, each in printed.items()} == {
        "card": 2, "poster": 1, "radio": 1,
    }  # fmt: skip


def test_every_font_is_in_the_file(printed: dict[str, bytes]) -> None:
    """A print shop has none with ɔ ɛ ɲ ŋ."""
    for document in printed.values():
        for page in pages(document):
            fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
            named = [font for font in fonts if "DejaVu" in font["/BaseFont"]]
            assert named
            assert all("/FontFile2" in font["/FontDescriptor"] for font in named)


@pytest.mark.parametrize("letters", ["ɛɔɲŋƐƆƝŊ", "ăǝɣšžŋḍḷṣṭẓḥ", "ɓɗƙƴ", "ⴰⴱⴳⴷⴻⴼⵎⵏⵔⵙⵜⵢⵣ", "éèêàùçœ«»–"])
@pytest.mark.parametrize("font", [paper.PLAIN, paper.BOLD])
def test_the_fonts_have_every_letter_of_our_languages(letters: str, font: str) -> None:
    from reportlab.pdfbase.ttfonts import TTFontFile

    known = TTFontFile(str(paper.FONTS / f"{font}.ttf")).charToGlyph
    assert [letter for letter in letters if ord(letter) not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_the_code_the_limits_and_the_way_out(printed: dict[str, bytes], language: str) -> None:
    said = text(printed[f"card {language}"])
    assert "*384#" in said
    assert "22 ANSONGO" in said
    assert PROMISE in said
    assert "Numéro, mots, lieu et heure: nous ne pouvons pas les cacher." in said
    assert "Ce n'est pas un numéro d'urgence." in said
    assert "STOP" in said
    assert "EFFACER" in said
    assert "ne la gardez pas sur vous" in said


def test_a_language_stands_above_its_french_in_official_letters(printed: dict[str, bytes]) -> None:
    said = text(printed["card bm"])
    assert re.search(r"Sonyali, dɔrɔgu.*Vol, trafic", said)
    assert "Traduction que personne n'a encore relue" in said
    assert "Traduction" not in text(printed["card fr"])


def test_the_poster_has_no_codes_and_keeps_the_promise(printed: dict[str, bytes]) -> None:
    said = text(printed["poster bm"])
    assert "*384#" in said
    assert PROMISE in said
    assert "22 ANSONGO" not in said


def test_what_is_on_no_paper(printed: dict[str, bytes], country: Country) -> None:
    """No code of the protected lane, no number of a service (P69), no word of P9, no promise of P1."""
    never = read_never(country.file("words/never.yaml"))
    numbers = {line.number for line in country.hotlines if len(line.number) > 3}
    for document in printed.values():
        said = text(document)
        assert not re.search(r"\b6[12]\b", said)
        assert not any(number in said.replace(" ", "") for number in numbers)
        assert never.found_in(said, except_for=("Ansongo",)) == ()


def test_nothing_is_cut_off_and_nothing_lies_outside(printed: dict[str, bytes]) -> None:
    for document in printed.values():
        for page in pages(document):
            found: list[tuple[float, float]] = []
            page.extract_text(
                visitor_text=lambda told, ctm, at, *_, found=found: (
                    found.append((at[4] * ctm[0] + ctm[4], at[5] * ctm[3] + ctm[5])) if told.strip() else None
                )
            )
            wide, high = float(page.mediabox.width), float(page.mediabox.height)
            assert found
            assert all(0 < x < wide - 10 and 0 < y < high - 10 for x, y in found)


def test_what_cannot_be_made_small_enough_is_refused() -> None:
    canvas, _ = paper.sheet(paper.A6, "x")
    with pytest.raises(LasomiError) as refused:
        paper.write(canvas, paper.Box(0, 20, 100, 10), [paper.Row("mot " * 60, 9)])
    assert refused.value.code == "too_long"


def test_the_same_card_is_the_same_file(country: Country, flows: Flows) -> None:
    leaf = words.leaf(country, flows, "bm", "ML0701")
    assert sheets.card(leaf) == sheets.card(leaf)


def test_the_page_for_the_radio_is_that_of_the_documentation(country: Country) -> None:
    """`docs/radio.md` is written by `ops.cards.radio`, so that paper and page say the same."""
    assert (ROOT / "docs/radio.md").read_text("utf-8") == radio.markdown(FRENCH, country)


@pytest.mark.parametrize(
    ("asked", "name", "count"),
    [
        (["--language", "bm", "--cercle", "ML0701"], "card", 2),
        (["--poster"], "poster", 1),
        (["--radio"], "radio", 1),
    ],
)
def test_the_command_writes_a_file(tmp_path: Path, asked: list[str], name: str, count: int) -> None:
    out = tmp_path / f"{name}.pdf"
    done = CliRunner().invoke(app, ["cards", *asked, "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    assert name in done.output
    assert len(pages(out.read_bytes())) == count


@pytest.mark.parametrize(
    ("asked", "says"), [(["--cercle", "ML9999"], "ML9999"), (["--language", "xx"], "fr, bm, taq")]
)
def test_what_is_not_there_is_named(tmp_path: Path, asked: list[str], says: str) -> None:
    done = CliRunner().invoke(app, ["cards", *asked, "--out", str(tmp_path / "x.pdf")])
    assert isinstance(done.exception, LasomiError)
    assert says in done.exception.sentence


def test_another_country_has_cards_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "ne.pdf"
    asked = ["cards", "--language", "ha", "--cercle", "NE0611", "--country", "ne", "--out", str(out)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    said = text(out.read_bytes())
    assert "22 TERA" in said
    assert "WANEP-Niger" in said
    assert "Vol, trafic" in said
