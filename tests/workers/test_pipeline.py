"""Whatever is sent, something is understood, the same every time, and nothing is raised."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.country import Country
from core.optout import Choices
from tests.examples import many
from workers.pipeline import prepare, understand

ANYTHING = settings(
    max_examples=many(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ANYTHING
@given(text=st.text(max_size=300))
def test_any_text_is_understood(country: Country, text: str) -> None:
    assert 0 <= understand(text, country).code_confidence <= 1


@ANYTHING
@given(text=st.text(alphabet=string.digits + " .-/+#*,:abBn'ɛɔ[]@°", max_size=120))
def test_any_heap_of_digits_is_understood(country: Country, text: str) -> None:
    understand(text, country)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "\0" * 500,
        "a" * 10_000,
        "0" * 10_000,
        "22 " * 3_000,
        "é" * 10_000,
        "\ud800",
        "[TEL]",
        "22\0Gao",
        "😀" * 500,
    ],
)
def test_the_worst_is_understood(country: Country, text: str) -> None:
    said = understand(text, country)
    assert said.intent in {"incident", "chatter", "question"}


def test_the_same_text_is_understood_the_same(country: Country) -> None:
    text = "des hommes armés ont volé 20 boeufs a Gossi hier, 2 morts, appelez 65012345"
    assert understand(text, country) == understand(text, country)


def test_nobody_is_named_in_what_is_kept(country: Country) -> None:
    said = understand("Moussa Traoré 65 01 23 45 a volé mes boeufs", country)
    assert "Traor" not in said.redacted
    assert not any(word in {"Moussa", "Traoré", "65"} for word in said.why)


@pytest.fixture
def choices(country: Country) -> Choices:
    return prepare(country).choices


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "stop.", "Stop. Merci", "ARRÊT", "arret svp", "desabonner", "STOPALL"),
        *("Arrêter", "ARRETER SVP", "arrêter les SMS", "Arrêtez vos messages"),
    ],
)
def test_a_word_of_the_list_in_front_of_three_is_an_opt_out(choices: Choices, text: str) -> None:
    assert choices.asks_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Stop aux bandits à Gao", "dabila", "ils ne veulent pas stop", "", "aide"),
        *("arrêter les bandits", "Arrêter les bandits à Gao svp", "arreter 3 personnes", "arrêté"),
    ],
)
def test_anything_else_is_none(choices: Choices, text: str) -> None:
    assert not choices.asks_to_stop(text)


def test_erasing_coming_back_and_a_long_stop(choices: Choices) -> None:
    assert choices.begins_with_erase("Effacer svp")
    assert choices.comes_back("Reprendre")
    assert not choices.comes_back("start de la marche")
    assert choices.begins_with_stop("Stop aux bandits à Gao")
