"""The bulletin: general words, no count, nothing that too few have told, GSM-7 for relays."""

from dataclasses import replace
from functools import cache

import pytest

from core.bulletin import LANGUAGES, MOST_SMS, Closed, Line, Voice, lines, sms, texts
from core.languages import Say, load_catalogues
from core.text import is_gsm7, septets

LABELS = {
    "22": {"fr": "Vol de bétail", "bm": "Bagan sonyali", "taq": "Tikra n irizzejan"},
    "31": {"fr": "Champs et bétail"},
}
THEFT = Closed("22", "ML07", "2026-W28", "verified", "visit", "settled")


@cache
def say() -> Say:
    return load_catalogues()


def voice() -> Voice:
    return Voice(say(), LABELS, "Gao", "*384#")


def told(*closed: Closed) -> list[Line]:
    return lines(closed, lambda _: True)[0]


def test_a_line_says_what_was_reported_found_and_done() -> None:
    french = texts(voice(), told(THEFT), [])["fr"].splitlines()
    assert french == [
        "Ce qui a été signalé et suivi, région de Gao.",
        "- Vol de bétail: vérifié, visite sur place, dit réglé.",
        "Tout n'est pas dit ici, pour protéger chacun.",
        "Si un fait dit réglé ne l'est pas, dites-le en composant *384#.",
    ]


def test_two_alike_are_one_line_and_no_number_is_told() -> None:
    assert told(THEFT, THEFT, THEFT) == told(THEFT)
    assert not any(letter.isdigit() for letter in texts(voice(), told(THEFT), [])["fr"].replace("*384#", ""))


def test_what_too_few_have_told_is_held_back_and_leaves_no_trace() -> None:
    found, held = lines([THEFT], lambda _: False)
    assert (found, held) == ([], 1)
    empty = texts(voice(), found, [])
    assert empty == texts(voice(), [], [])
    assert "rien à dire ici" in empty["fr"]
    assert sms(voice(), "2026-W29", found) == []


def test_a_promise_is_told_by_nobody_and_needs_no_crowd() -> None:
    promise = Closed("", "ML07", "", "", "measure", "partly")
    assert lines([promise], lambda _: False) == ([Line("", "", "measure", "partly")], 0)
    assert (
        "- Demande faite à une autorité: mesure prise, dit réglé en partie."
        in texts(voice(), told(promise), [])["fr"]
    )


@pytest.mark.parametrize(
    ("state", "found"), [("false", "pas confirmé"), ("unresolved", "suivi"), ("unverified", "suivi")]
)
def test_what_was_found(state: str, found: str) -> None:
    assert f"Vol de bétail: {found}, visite" in texts(voice(), told(replace(THEFT, state=state)), [])["fr"]


def test_other_languages_are_marked_until_somebody_has_read_them() -> None:
    by_language = texts(voice(), told(THEFT, replace(THEFT, code="31")), [])
    assert tuple(by_language) == LANGUAGES
    assert "NON RELU" not in by_language["fr"]
    for language, own in (
        ("bm", "Bagan sonyali (Vol de bétail)"),
        ("taq", "Tikra n irizzejan (Vol de bétail)"),
    ):
        assert by_language[language].startswith("NON RELU.")
        assert own in by_language[language]
        assert "- Champs et bétail:" in by_language[language]


def test_a_counter_message_is_told_as_it_was_written() -> None:
    assert "Rumeur démentie: Le marché est ouvert." in texts(voice(), [], ["Le marché est ouvert."])["fr"]


def test_relays_get_at_most_three_sms() -> None:
    many = told(*(replace(THEFT, code=code, outcome=end) for code in LABELS for end in ("settled", "beyond")))
    assert sms(voice(), "2026-W29", many)[0].startswith("Bulletin S29: Vol de bétail: vérifié")
    crowd = [Line("22", "verified", done, end) for done in "abcdefgh" for end in ("settled", "beyond")]
    found = sms(voice(), "2026-W29", crowd)
    assert len(found) == MOST_SMS
    for text in found:
        assert is_gsm7(text)
        assert septets(text) <= 160
