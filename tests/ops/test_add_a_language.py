"""`docs/add-a-language.md`, followed step by step in a folder of its own: a language more, no Python."""

import csv
import gettext
import io
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from core.errors import LasomiError
from core.languages import Say, load_catalogues
from flows.definition import load_flows
from flows.engine import Session, replay
from flows.nodes import Flows
from ops.catalogues import build
from ops.locales.returned import bring_back
from ops.locales.status import status
from ops.locales.table import exported
from ops.wording import Wording
from tests.flows.places import SmallCountry, find
from workers.asking import languages, questions

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/add-a-language.md").read_text(encoding="utf-8")
TODAY = date(2026, 7, 14)
EVERY = ("fr", "bm", "taq", "ff", "ha", "ses")
OWN = {"source": "a made-up word, for this test", "confidence": "high", "reviewed": "yes, AK, 2027-01-15"}


def example(kind: str) -> str:
    """The example of the page that is written in this notation."""
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Our flows and sentences, with the two things that the page adds."""
    for folder in ("gateway", "core", "store", "workers", "ops", "countries/ml/words", "locales"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copytree(ROOT / "flows", tmp_path / "flows", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(ROOT / "locales", tmp_path / "locales", dirs_exist_ok=True)
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    shutil.copy(ROOT / "countries/ml/words/never.yaml", tmp_path / "countries/ml/words")
    head = tmp_path / "locales/ff/LC_MESSAGES/lasomi.po"
    head.parent.mkdir(parents=True)
    head.write_text(example("po"), encoding="utf-8")
    register = tmp_path / "flows/register.yaml"
    tamasheq = '      3: {label: "Tamasheq", value: taq}\n'
    text = register.read_text("utf-8")
    assert text.count(tamasheq) == 2, "the two screens where a language is chosen"
    register.write_text(text.replace(tamasheq, f"{tamasheq}{example('yaml')}"), encoding="utf-8")
    assert build(tmp_path, check=False) == []
    return tmp_path


def flows_of(root: Path) -> Flows:
    country = SmallCountry(languages=("fr", "bm", "taq", "ff"))
    return load_flows(country, root / "flows", load_catalogues(root / "locales"))


def said(flows: Flows, language: str | None, *keys: str) -> tuple[str, str]:
    session = Session(language, first_use=language is None)
    turn = replay(flows, session, keys, find=find, today=TODAY)
    return turn.language, turn.text


def translated(root: Path, cells: dict[str, dict[str, str]]) -> None:
    """The table goes out, somebody writes into it, and it comes back."""
    table = csv.DictReader(io.StringIO(exported(flows_of(root), root, ["ff"], unreviewed=True)))
    rows = [{**row, **cells.get(row["msgid"], {})} for row in table]
    back = io.StringIO()
    writer = csv.DictWriter(back, table.fieldnames or ())
    writer.writeheader()
    writer.writerows(rows)
    path = root / "ff.csv"
    path.write_text(back.getvalue(), encoding="utf-8-sig")
    assert bring_back(path, root, flows_of(root)) == {"ff": len(cells)}


def test_it_can_be_chosen_and_is_french_as_long_as_nothing_is_there(root: Path) -> None:
    flows = flows_of(root)
    language, home = said(flows, None, "7")
    assert language == "ff"
    assert home == said(flows, None, "1")[1]
    assert flows.say.languages == EVERY
    assert status(flows, "ff")["translated"] == 0


def test_it_can_be_chosen_by_sms_and_spoken_by_staff(root: Path) -> None:
    flows = flows_of(root)
    asked = questions(flows, "fr")["language"]
    assert asked == "Quelle langue? 1 Francais 2 Bamanankan 3 Tamasheq 4 Autre langue 7 Fulfulde"
    assert languages(flows)["7"] == ("ff", "Fulfulde")
    assert Wording("fr", flows.say).languages == EVERY


def test_its_head_is_kept(root: Path) -> None:
    assert build(root, check=True) == []
    folder = root / "locales/ff/LC_MESSAGES"
    with (folder / "lasomi.mo").open("rb") as compiled:
        head = gettext.GNUTranslations(compiled).info()
    assert head["plural-forms"] == "nplurals=1; plural=0;"
    assert head["x-letters"] == "ŋ→ng ɲ→ny ɓ→b ɗ→d ƴ→y"


def test_what_a_linguist_writes_is_spelt_for_a_phone(root: Path) -> None:
    translated(root, {"Aide": {**OWN, "orthographic": "Ŋaɲa"}, "Retour": {**OWN, "orthographic": "Ɲa"}})
    say: Say = load_catalogues(root / "locales")
    assert (say.sentence("Aide", "ff"), say.sentence("Retour", "ff")) == ("Nganya", "Nya")
    assert say.sentence("Autre langue", "ff") == "Autre langue"
    assert status(flows_of(root), "ff")["reviewed"] == round(2 / len(say.catalogue("fr").entries), 4)
    assert build(root, check=True) == []


def test_a_wrong_row_of_letters_stops_the_build(root: Path) -> None:
    path = root / "locales/ff/LC_MESSAGES/lasomi.po"
    path.write_text(path.read_text("utf-8").replace("ŋ→ng", "ŋ→ŋŋ"), encoding="utf-8")
    with pytest.raises(Exception, match="X-Letters: ŋ→ŋŋ is not one letter and its spelling in GSM-7"):
        build(root, check=True)


def test_lines_that_fit_alone_and_not_beside_the_french(root: Path) -> None:
    """More than half of the main menu, each line short enough; the start would refuse the whole of it."""
    before = (root / "locales/ff/LC_MESSAGES/lasomi.po").read_bytes()
    menu = ("Signaler", "Noter une autorité", "Aide", "Langue", "Quitter")
    with pytest.raises(LasomiError, match=r"main_menu.yaml: line \d+, node «home»: in ff, it needs 2 pages"):
        translated(root, {msgid: {**OWN, "orthographic": "ŋa" * 7} for msgid in menu})
    assert (root / "locales/ff/LC_MESSAGES/lasomi.po").read_bytes() == before
