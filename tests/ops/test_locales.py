"""A table goes out to a linguist and comes back: whole or not at all, every fault by row and column (§7)."""

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.errors import LasomiError
from core.languages import load_catalogues
from flows.definition import load_flows
from flows.nodes import Flows
from ops.catalogues import folder_of, read
from ops.locales.returned import bring_back
from ops.locales.table import COLUMNS, cells_of, exported
from tests.flows.places import SmallCountry

ROOT = Path(__file__).parent.parent.parent
HELP = "Aide"
OWN = {"source": "linguist, list 1", "confidence": "high", "safety": "no", "reviewed": "yes, AK, 2027-01-15"}


@dataclass(frozen=True, slots=True)
class House:
    """Our own sentences in a folder where they may be changed."""

    root: Path

    def flows(self) -> Flows:
        return load_flows(SmallCountry(), say=load_catalogues(self.root / "locales"))

    def table(self, *languages: str, unreviewed: bool = False) -> str:
        return exported(self.flows(), self.root, languages, unreviewed=unreviewed)

    def rows(self, language: str) -> list[dict[str, str]]:
        cells = cells_of(read(folder_of(self.root, language)))
        return [{"language": language, "msgid": msgid, **own} for msgid, own in cells.items()]

    def row(self, msgid: str, language: str = "bm") -> dict[str, str]:
        return next(row for row in self.rows(language) if row["msgid"] == msgid)

    def back(self, text: str | bytes) -> Mapping[str, int]:
        path = self.root / "back.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return bring_back(path, self.root, self.flows())

    def refused(self, *rows: Mapping[str, str]) -> str:
        with pytest.raises(LasomiError) as refused:
            self.back(written(*rows))
        return refused.value.sentence

    def everything(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (self.root / "locales").rglob("*.*") if path.is_file()}


def written(*rows: Mapping[str, str], delimiter: str = ",") -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


@pytest.fixture
def house(tmp_path: Path) -> House:
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    (tmp_path / "countries/ml/words").mkdir(parents=True)
    shutil.copy(ROOT / "countries/ml/words/never.yaml", tmp_path / "countries/ml/words/never.yaml")
    return House(tmp_path)


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text,
        lambda text: text.encode("utf-8-sig"),
        lambda text: written(*csv.DictReader(io.StringIO(text)), delimiter=";").replace("\r\n", "\n"),
    ],
    ids=["as it was", "with a BOM", "semicolons, as a French spreadsheet saves it"],
)
def test_out_and_back_changes_no_byte(house: House, saved: Callable[[str], str | bytes]) -> None:
    before = house.everything()
    assert house.back(saved(house.table("bm", "taq"))) == {"bm": 0, "taq": 0}
    assert house.everything() == before


def test_a_reviewed_sentence_is_what_a_caller_sees(house: House) -> None:
    before = (house.root / "locales/taq/LC_MESSAGES/lasomi.po").read_bytes()
    row = {**house.row(HELP), **OWN, "orthographic": "Dɛmɛn", "gsm7": "Deme"}
    assert house.back(written(row)) == {"bm": 1}
    assert house.flows().say.sentence(HELP, "bm") == "Deme"
    assert house.flows().say.catalogue("bm").entries[HELP].orthographic == "Dɛmɛn"
    again = house.row(HELP)
    assert again == row
    assert (house.root / "locales/taq/LC_MESSAGES/lasomi.po").read_bytes() == before
    assert house.back(house.table("bm")) == {"bm": 0}


def test_without_a_form_of_its_own_the_rules_spell_it(house: House) -> None:
    house.back(written({**house.row(HELP), **OWN, "gsm7": "Deme"}))
    house.back(written({**house.row(HELP), "gsm7": "", "reviewed": "yes, AK, 2027-01-16"}))
    assert house.flows().say.sentence(HELP, "bm") == "Dèmè"


def test_a_guess_is_no_translation(house: House) -> None:
    po = house.root / "locales/bm/LC_MESSAGES/lasomi.po"
    text = po.read_text("utf-8")
    entry = f'msgctxt "orthographic"\nmsgid "{HELP}"\n'
    po.write_text(text.replace(entry, f"#, fuzzy\n{entry}"), "utf-8")
    row = house.row(HELP)
    assert (row["orthographic"], row["gsm7"], row["confidence"], row["reviewed"]) == ("", "", "missing", "no")
    assert house.back(house.table("bm")) == {"bm": 0}
    assert house.back(written({**row, **OWN, "orthographic": "Dɛmɛn"})) == {"bm": 1}
    assert house.row(HELP)["orthographic"] == "Dɛmɛn"


def test_comments_of_others_stay(house: House) -> None:
    po = house.root / "locales/bm/LC_MESSAGES/lasomi.po"
    po.write_text(
        po.read_text().replace("# source: glossary home.help", "# heard in Ségou\n# source: glossary")
    )
    house.back(written({**house.row(HELP), **OWN}))
    assert "# heard in Ségou\n# source: linguist, list 1\n" in po.read_text()


def test_only_what_nobody_has_read(house: House) -> None:
    house.back(written({**house.row(HELP), **OWN}))
    table = csv.DictReader(io.StringIO(house.table("bm", unreviewed=True)))
    assert HELP not in {row["msgid"] for row in table}


FAULTS = {
    "unknown msgid": ({"msgid": "Au secours"}, "msgid: «Au secours» is no sentence of ours"),
    "unknown language": ({"language": "xx"}, "language: «xx» is no language to translate into"),
    "French is the source": ({"language": "fr"}, "language: «fr» is no language to translate into"),
    "not GSM-7": ({"orthographic": "ⴷ"}, "orthographic: «ⴷ» does not encode in GSM-7"),
    "own form not GSM-7": ({"gsm7": "ⴷ"}, "gsm7: «ⴷ» does not encode in GSM-7"),
    "not NFC": ({"orthographic": "De\u0301me"}, "orthographic: is not NFC"),
    "tone mark": ({"orthographic": "Dɛ̀mɛ"}, "orthographic: «Dɛ̀mɛ» has a mark of tone"),
    "low tone ò": ({"orthographic": "Sòrò"}, "orthographic: «Sòrò» has a mark of tone"),
    "too long": ({"orthographic": "Dɛmɛ " * 30}, "septets too long on its tightest screen"),
    "own form too long": ({"gsm7": "deme " * 30}, "gsm7: is "),
    "a place of its own": (
        {"orthographic": "Dɛmɛ {nom}"},
        "orthographic: must hold the places of the French",
    ),
    "half a brace": ({"orthographic": "Dɛmɛ {"}, "orthographic: has a brace without its other half"),
    "never list": ({"orthographic": "viol"}, "orthographic: holds viol, which must never reach a phone"),
    "confidence": ({"confidence": "sure"}, "confidence: confidence is sure"),
    "called missing": ({"confidence": "missing"}, "confidence: is translated and called missing"),
    "no source": ({"source": ""}, "source: lacks the comment source"),
    "safety changed": ({"safety": "yes"}, "safety: is decided by who runs the service"),
    "emptied": ({"orthographic": ""}, "orthographic: is empty"),
    "no initials": ({"reviewed": "yes, 2027-01-15"}, "reviewed: must be `no`, or `yes`, initials or a role"),
    "no date": ({"reviewed": "yes, AK"}, "reviewed: must be `no`, or `yes`, initials or a role"),
    "no such date": ({"reviewed": "yes, AK, 2027-13-40"}, "reviewed: 2027-13-40 is no date"),
    "a full name": ({"reviewed": "yes, Awa Keïta, 2027-01-15"}, "reviewed: «Awa Keïta» may be a name"),
    "a first name": ({"reviewed": "yes, Awa, 2027-01-15"}, "reviewed: «Awa» may be a name"),
    "maybe": ({"reviewed": "peut-être"}, "reviewed: must be `no`"),
}


@pytest.mark.parametrize("change", FAULTS)
def test_every_fault_is_named_by_row_and_column(house: House, change: str) -> None:
    before = house.everything()
    cells, told = FAULTS[change]
    row = {**house.row(HELP), **cells}
    named = house.refused({**house.row("Autre langue"), **OWN, "orthographic": "Kan wɛrɛw"}, row)
    assert "back.csv: row 3, column " in named
    assert told in named
    assert "row 2" not in named
    assert house.everything() == before, "whole or not at all"


@pytest.mark.parametrize(("letter", "right"), [("ə", "ǝ"), ("ǎ", "ă")])
def test_the_letters_of_tamasheq(house: House, letter: str, right: str) -> None:
    row = {**house.row(HELP, "taq"), **OWN, "orthographic": f"tilalt {letter}"}
    assert f"column orthographic: holds {letter} (U+{ord(letter):04X}): write {right}" in house.refused(row)


def test_a_missing_place_is_named(house: House) -> None:
    msgid = next(row["msgid"] for row in house.rows("bm") if "{operator}" in row["msgid"])
    row = {**house.row(msgid), **OWN, "safety": house.row(msgid)["safety"], "orthographic": "Dɛmɛ"}
    assert "must hold the places of the French, each once, and no other: see to {operator}" in house.refused(
        row
    )


@pytest.mark.parametrize("change", [{"orthographic": "Dɛmɛn"}, {"gsm7": "Deme"}])
def test_a_changed_text_needs_a_new_review(house: House, change: dict[str, str]) -> None:
    house.back(written({**house.row(HELP), **OWN}))
    assert "column reviewed: " in house.refused({**house.row(HELP), **change})
    again = {**house.row(HELP), **change, "reviewed": "yes, relectrice, 2027-02-01"}
    assert house.back(written(again)) == {"bm": 1}


def test_two_rows_of_one_sentence(house: House) -> None:
    row = house.row(HELP)
    assert "back.csv: row 3, column msgid: stands twice" in house.refused(row, row)


def test_every_fault_of_a_table_is_told_at_once(house: House) -> None:
    rows = [{**row, "reviewed": "peut-être"} for row in house.rows("bm")[:5]]
    assert [line.split(":")[1] for line in house.refused(*rows).splitlines()] == [
        f" row {number}, column reviewed" for number in range(2, 7)
    ]


def test_what_is_no_table(house: House) -> None:
    with pytest.raises(LasomiError, match="UTF-8"):
        house.back("é".encode("latin-1"))
    with pytest.raises(LasomiError, match="reviewed"):
        house.back("language,msgid\r\nbm,Aide\r\n")
