"""`make catalogues` loses nothing a linguist wrote, and refuses what is not to be believed (§6, §7)."""

import gettext
import json
import shutil
from pathlib import Path

import pytest

from ops.catalogues import build
from ops.extract import python, template

ROOT = Path(__file__).parent.parent.parent
FLOW = """\
flow: small
nodes:
  home:
    say: ["Merci. Message bien reçu.", "Choix invalide."]
"""
GOOD = """\
# source: glossary end.thanks
# confidence: medium
# safety: yes
# reviewed: {reviewed}
msgctxt "orthographic"
msgid "Merci. Message bien reçu."
msgstr "{text}"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of one flow, one page and the list of words."""
    shutil.copy(ROOT / "babel.cfg", tmp_path / "babel.cfg")
    for folder in ("flows", "gateway", "countries/ml/words", "core", "store", "workers", "ops"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "flows" / "small.yaml").write_text(FLOW, encoding="utf-8")
    shutil.copy(ROOT / "countries/ml/words/never.yaml", tmp_path / "countries/ml/words/never.yaml")
    assert build(tmp_path, check=False) == []
    return tmp_path


def po(root: Path, language: str) -> Path:
    return root / "locales" / language / "LC_MESSAGES" / "lasomi.po"


def states(root: Path, language: str) -> dict[str, dict[str, object]]:
    kept: dict[str, dict[str, object]] = json.loads(
        po(root, language).with_suffix(".json").read_text("utf-8")
    )
    return kept


def written(root: Path, language: str, text: str, reviewed: str = "no") -> None:
    head = po(root, language).read_text("utf-8").split("\n\n")[0]
    entry = GOOD.format(text=text, reviewed=reviewed)
    po(root, language).write_text(f"{head}\n\n{entry}", encoding="utf-8")


def test_our_own_sentences_have_no_fault() -> None:
    """That they are up to date is a step of `make check` of its own."""
    assert [fault for fault in build(ROOT, check=True) if "is out of date" not in fault] == []


def test_every_language_has_its_plural_line(root: Path) -> None:
    written(root, "taq", "")
    po(root, "bm").write_text(po(root, "bm").read_text("utf-8").replace("nplurals=1", "nplurals=2"), "utf-8")
    assert build(root, check=False) == []
    assert '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"' in po(root, "fr").read_text("utf-8")
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in po(root, "bm").read_text("utf-8")
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in po(root, "taq").read_text("utf-8")
    assert '"Language: taq\\n"' in po(root, "taq").read_text("utf-8")


def test_a_second_run_changes_nothing(root: Path) -> None:
    written(root, "bm", "I ni ce. I ka bataki sɔrɔla.")
    assert build(root, check=False) == []
    assert build(root, check=True) == []


def test_what_is_out_of_date_is_named(root: Path) -> None:
    flow = root / "flows" / "small.yaml"
    flow.write_text(FLOW.replace("Choix invalide.", "Choix non valable."), encoding="utf-8")
    assert "locales/fr/LC_MESSAGES/lasomi.po: is out of date: run `make catalogues`" in build(
        root, check=True
    )


def test_comments_survive_and_become_states(root: Path) -> None:
    written(root, "bm", "I ni ce. I ka bataki sɔrɔla.", "yes, AK, 2027-01-15")
    assert build(root, check=False) == []
    text = po(root, "bm").read_text("utf-8")
    assert "# source: glossary end.thanks\n# confidence: medium\n# safety: yes\n# reviewed: yes, AK" in text
    state = states(root, "bm")["Merci. Message bien reçu."]
    assert (state["confidence"], state["safety"], state["reviewed"]) == ("medium", True, True)
    assert states(root, "bm")["Choix invalide."]["confidence"] == "missing"


def test_a_changed_text_needs_its_review_again(root: Path) -> None:
    written(root, "bm", "I ni ce. I ka bataki sɔrɔla.", "yes, AK, 2027-01-15")
    build(root, check=False)
    written(root, "bm", "I ni ce. I ka bataki sera.", "yes, AK, 2027-01-15")
    assert "was changed after its review" in build(root, check=False)[0]
    assert "was changed after its review" in build(root, check=True)[0]
    written(root, "bm", "I ni ce. I ka bataki sera.", "yes, AK, 2027-02-01")
    assert build(root, check=False) == []


def test_when_the_french_changes_the_review_is_void(root: Path) -> None:
    written(root, "bm", "I ni ce. I ka bataki sɔrɔla.", "yes, AK, 2027-01-15")
    build(root, check=False)
    flow = root / "flows" / "small.yaml"
    flow.write_text(FLOW.replace("bien reçu", "bien reçu ici"), encoding="utf-8")
    assert build(root, check=False) == []
    text = po(root, "bm").read_text("utf-8")
    assert "#, fuzzy" in text
    assert "reviewed: yes" not in text
    assert states(root, "bm")["Merci. Message bien reçu ici."]["confidence"] == "missing"


def test_a_short_form_is_kept_though_the_source_does_not_know_it(root: Path) -> None:
    written(root, "bm", "I ni ce. I ka bataki sɔrɔla.")
    short = GOOD.format(text="I ni ce.", reviewed="no").replace("orthographic", "gsm7")
    po(root, "bm").write_text(f"{po(root, 'bm').read_text('utf-8')}\n{short}", encoding="utf-8")
    assert build(root, check=False) == []
    compiled = po(root, "bm").with_suffix(".mo")
    with compiled.open("rb") as source:
        assert gettext.GNUTranslations(source).pgettext("gsm7", "Merci. Message bien reçu.") == "I ni ce."


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("bm", "ⵜⵉⴼⵉ", "does not encode in GSM-7"),
        ("bm", "viol", "must never reach a phone"),
        ("bm", "cafe\u0301", "is not NFC"),
        ("taq", "n taɣrəmt", "holds ə (U+0259): write ǝ"),
    ],
)
def test_what_must_not_stand_in_a_catalogue(root: Path, language: str, text: str, fault: str) -> None:
    written(root, language, text)
    assert any(fault in found for found in build(root, check=False))


def test_a_translation_without_its_evidence_is_refused(root: Path) -> None:
    path = po(root, "bm")
    path.write_text(path.read_text("utf-8").replace('msgstr ""\n\n', 'msgstr "I ni ce"\n\n', 2), "utf-8")
    assert any("is translated and called missing" in fault for fault in build(root, check=False))


def test_console_wording_is_found_in_python_and_in_pages(tmp_path: Path) -> None:
    code, page = tmp_path / "a.py", tmp_path / "a.html"
    code.write_text("say.ui('Un ' 'mot', lang)\nsay.sentence('Merci')\nsay.ui(word, lang)\nother('x')\n")
    page.write_text("<p>{{ ui('Lieu') }}{{ say.ui('Part') }}{{ other('x') }}</p>")
    with code.open("rb") as source:
        found = [(line, message) for line, _, message, _ in python(source, (), (), {})]
    assert sorted(found) == [(1, ("ui", "Un mot")), (2, ("orthographic", "Merci"))]
    with page.open("rb") as source:
        assert {message for _, _, message, _ in template(source, (), (), {})} == {
            ("ui", "Lieu"),
            ("ui", "Part"),
        }


def test_console_wording_without_english_is_named(root: Path) -> None:
    (root / "ops" / "a.py").write_text("say.ui('Un mot', lang)\n")
    assert build(root, check=False) == [
        "locales/en/LC_MESSAGES/lasomi.po: «Un mot»: has no English: translate it"
    ]
    english = po(root, "en")
    english.write_text(
        english.read_text("utf-8").replace('msgid "Un mot"\nmsgstr ""', 'msgid "Un mot"\nmsgstr "A word"')
    )
    assert build(root, check=False) == []
