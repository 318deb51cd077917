"""Every line of `languages.md` §6: how each language writes numbers, money, days, lists and spans of time."""

import ast
import gettext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.forms import PLURALS, counted, day, listed, money, number, percent, relative, whole_day
from core.text import is_gsm7

ROOT = Path(__file__).parent.parent.parent
MARCH = date(2025, 3, 5)
NOON = datetime(2025, 3, 5, 12, tzinfo=UTC)
LANGUAGES = ("fr", "bm", "taq", "ses")
MONTHS = (
    *("zanwuye", "feburuye", "marisi", "awirili", "mɛ", "zuwɛn"),
    *("zuluye", "uti", "sɛtanburu", "ɔkutɔburu", "nowanburu", "desanburu"),
)
WEEK = ("ntɛnɛ", "tarata", "araba", "alamisa", "juma", "sibiri", "kari")


def test_numbers_and_money_are_those_of_french_in_mali() -> None:
    assert number(1_234_567.89) == "1 234 567,89"
    assert money(1_500) == "1 500 F CFA"
    assert percent(0.423) == "42 %"


def test_what_is_counted_needs_no_agreement() -> None:
    assert [counted("Phrases", count) for count in (0, 1, 2, 1_000)] == [
        *("Phrases: 0", "Phrases: 1", "Phrases: 2", "Phrases: 1 000")
    ]


@pytest.mark.parametrize(
    ("language", "digits", "words"),
    [
        ("fr", "05/03/2025", "mercredi 5 mars 2025"),
        ("bm", "5/3/2025", "araba 5 marisi 2025"),
        ("taq", "05/03/2025", "05/03/2025"),
        ("ses", "05/03/2025", "05/03/2025"),
    ],
)
def test_days(language: str, digits: str, words: str) -> None:
    assert (day(MARCH, language), whole_day(MARCH, language)) == (digits, words)


def test_bambara_names_of_months_and_days() -> None:
    assert [whole_day(date(2025, month, 1), "bm").split()[2] for month in range(1, 13)] == [*MONTHS]
    monday = date(2025, 3, 3)
    assert [whole_day(monday + timedelta(days=n), "bm").split()[0] for n in range(7)] == [*WEEK]


@pytest.mark.parametrize(
    ("language", "one", "three"),
    [("fr", "a", "a, b et c"), ("bm", "a", "a, b ani c"), ("taq", "a", "a, b, c"), ("ses", "a", "a, b, c")],
)
def test_lists(language: str, one: str, three: str) -> None:
    assert (listed(["a"], language), listed(["a", "b", "c"], language)) == (one, three)
    assert listed([], language) == ""


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (0, {"fr": "dans 0 seconde", "bm": "sisan"}),
        (3, {"fr": "dans 3 heures", "bm": "bi"}),
        (-3, {"fr": "il y a 3 heures", "bm": "bi"}),
        (-24, {"fr": "il y a 1 jour", "bm": "kunun"}),
        (-72, {"fr": "il y a 3 jours", "bm": "2/3/2025"}),
    ],
)
def test_relative_time(hours: int, told: dict[str, str]) -> None:
    """Tamasheq says it in French until a reviewer gives its words."""
    at = NOON + timedelta(hours=hours)
    expected = {**told, "taq": told["fr"], "ses": told["fr"]}
    assert {language: relative(at, NOON, language) for language in LANGUAGES} == expected


@pytest.mark.parametrize(
    ("language", "forms"),
    [("fr", [0, 0, 1, 1]), ("bm", [0, 0, 0, 0]), ("taq", [1, 0, 1, 1]), ("en", [1, 0, 1, 1])],
)
def test_plural_headers(language: str, forms: list[int]) -> None:
    nplurals, plural = (part.partition("=")[2] for part in PLURALS[language].rstrip(";").split(";"))
    choose = gettext.c2py(plural)
    assert [choose(count) for count in (0, 1, 2, 100)] == forms
    assert int(nplurals) == max(forms) + 1
    with (ROOT / f"locales/{language}/LC_MESSAGES/lasomi.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).info()["plural-forms"] == PLURALS[language]


def test_no_form_holds_a_sign_that_no_phone_draws() -> None:
    forms = [number(9_999.5), money(2_000_000), percent(1)]
    forms += [day(MARCH, language) for language in LANGUAGES]
    assert all(is_gsm7(form) for form in forms), forms


def test_babel_is_never_asked_for_tamasheq() -> None:
    """`Locale("taq")` raises: only these files know Babel, and only one asks it for names and dates."""
    users = {"core/forms.py", "ops/catalogues.py", "ops/sentence_states.py", "ops/sentence_faults.py"}
    users |= {"ops/locales/returned.py", "ops/locales/table.py"}
    known = {path for path in _python() if _imports_babel(ROOT / path)}
    assert known == users
    texts = {each.value for each in ast.walk(_parsed("core/forms.py")) if isinstance(each, ast.Constant)}
    assert {text for text in texts if isinstance(text, str) and text.startswith("taq")} == {"taq"}
    calls = [each for each in ast.walk(_parsed("core/forms.py")) if isinstance(each, ast.Call)]
    locales = [word.value for call in calls for word in call.keywords if word.arg == "locale"]
    assert {ast.unparse(each) for each in locales} == {"_MALI", "locale"}


def _python() -> list[str]:
    folders = ("core", "flows", "store", "gateway", "workers", "ops")
    return [path.relative_to(ROOT).as_posix() for name in folders for path in (ROOT / name).rglob("*.py")]


def _parsed(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def _imports_babel(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    froms = [each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
    names = [name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names]
    return any(name.split(".")[0] == "babel" for name in (*froms, *names))
