"""Every sentence about a figure keeps to `indicators.md` §12 and to P1, P9 and P65, in both languages."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from core.never import NeverWords, read_never
from gateway.highlights import document as documents
from gateway.highlights.facts import facts
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import mali, room, say
from tests.gateway.test_highlights import full, week
from tests.gateway.warning_room import READ, WEEK, Week

__all__ = ["full", "week"]
HERE = Path(__file__).parent.parent.parent / "gateway"
TEMPLATES = ("figures.html", "highlight.html", "highlights.html")
PAGES = tuple(HERE / "console" / f"{name}.py" for name in ("aims", "figures", "warning"))
SOURCES = (*sorted((HERE / "highlights").glob("*.py")), *PAGES)
FORBIDDEN = (
    r"%\s*(de la|des|of the|of)\s+(population|maliens|habitants|malians|people|inhabitants)",
    r"\bdes maliens\b|\bdes habitants\b|\bmalians\b|\binhabitants\b",
    r"\bfaibles?\b|\bnuls?\b|\bnulles?\b|\bnegligible\b",
    r"\bclassement\b|\branking\b|\bmeilleure?s?\b|\bpires?\b|\bbest\b|\bworst\b|\bpremière? place\b",
    r"\banonym\w*|\bsecrets?\b|chiffré de bout en bout|end-to-end",
)
SHARE = re.compile(r"\bpar(t|ts)\b|\bshares?\b", re.IGNORECASE)


def sentences() -> list[str]:
    """Whatever these modules and templates say of figures, as it stands in the source."""
    found = {text for path in SOURCES for text in _python(path)}
    found |= {text for name in TEMPLATES for text in _template(HERE / "console" / "templates" / name)}
    return sorted(found)


def _python(path: Path) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    said = (call.args[0] for call in calls if getattr(call.func, "attr", "") == "ui" and call.args)
    return [one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _template(path: Path) -> list[str]:
    calls = Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call)
    said = (call.args[0] for call in calls if getattr(call.node, "name", "") == "ui" and call.args)
    return [one.value for one in said if isinstance(one, nodes.Const)]


@cache
def words_never_said() -> NeverWords:
    return read_never(mali().folder / "words" / "never.yaml")


@pytest.mark.parametrize("sentence", sentences())
def test_a_sentence_claims_nothing_of_a_population(sentence: str) -> None:
    never = words_never_said()
    for text in (sentence, say().ui(sentence, "en")):
        for pattern in FORBIDDEN:
            assert not re.search(pattern, text, re.IGNORECASE), (pattern, text)
        assert not never.found_in(text)
    assert say().ui(sentence, "en") != sentence or len(sentence) < 16


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_definition_claims_nothing_of_a_population(lang: str) -> None:
    """The names of indicators stand over every table and plot, and in every export."""
    never = words_never_said()
    for each in mali().indicators:
        for text in (each.name[lang], *each.question.values()):
            assert not any(re.search(pattern, text, re.IGNORECASE) for pattern in FORBIDDEN), text
            assert not never.found_in(text), text


def test_there_are_sentences() -> None:
    assert len(sentences()) > 100


@pytest.mark.parametrize(
    ("lang", "among"), [("fr", "parmi les participants"), ("en", "among the participants")]
)
def test_shares_of_answers_are_among_the_participants(full: Week, lang: str, among: str) -> None:
    said = documents.document(full.house, facts(full.house, WEEK), lang)
    governance = said.sections[5]
    for block in governance.blocks:
        text = (
            block
            if isinstance(block, str)
            else getattr(block, "caption", " ".join(getattr(block, "lines", ())))
        )
        if SHARE.search(text) or "%" in text:
            assert among in text, text
    limits = documents.written(said, "md").split("## 9")[1]
    assert ("téléphone" if lang == "fr" else "phone") in limits


@pytest.mark.parametrize("lang", documents.LANGUAGES)
def test_what_is_indicative_says_so(database: Database, keys: Keys, data_dir: Path, lang: str) -> None:
    """The public reads none, but the words are there should the regime ever change."""
    here = Week(room(database, keys, data_dir))
    here.here.clock.at = READ
    told = dict(facts(here.house, WEEK))
    value = {"indicator": "G1", "region": "ML07", "authority": "1", "value": 0.5, "ci_lower": 0.3}
    value |= {"ci_upper": 0.7, "n": 12, "quality": "indicative", "changed_from": None}
    told["governance"] = {"quarter": "2026-Q3", "before": "2026-Q2", "compared": 0, "values": [value]}
    page = documents.written(documents.document(here.house, told, lang), "html")
    assert ("(indicatif)" if lang == "fr" else "(indicative)") in page


def test_a_hidden_number_is_not_published_and_nothing_else(full: Week) -> None:
    page = documents.written(documents.document(full.house, facts(full.house, WEEK), "fr"), "html")
    assert page.count("non publié") >= 3
    assert "k&lt;" not in page
    assert ">None<" not in page
