"""The honest promise is printed where people read it, and nothing promises more (P1, P3, §16)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
PROMISE = "Un SMS ou un appel USSD peut être vu par l'opérateur et par l'État"
TOO_MUCH = re.compile(r"\b(anonym\w*|secrets?|secrète\w*|bout en bout|end.to.end|intraçable)\b", re.I)
PRINTED = ["README.md", "docs/protection.md", "docs/formation.md", "flows/help_and_safety.yaml"]
REASONS = ["Sadou Yehia", "Afrobarometer AD780", "AMRTP", "47 s", "897 of 3,000"]
PAGE = [
    "Ce que Lasomi promet",
    "What Lasomi does promise",
    "What stays on a phone, and how to erase it",
    "The deployer's list",
    "Auto-start or sealed",
    "Gateways that keep copies",
    "Who must agree",
    "Not tested",
]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def strings(found: object) -> Iterator[str]:
    """Every text in a file of a flow."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for each in found.values():
            yield from strings(each)
    elif isinstance(found, list):
        for each in found:
            yield from strings(each)


def told() -> Iterator[str]:
    """Every sentence that can reach a reporter: the flows, and the catalogues without the console's."""
    for flow in (ROOT / "flows").glob("*.yaml"):
        yield from strings(yaml.safe_load(flow.read_text("utf-8")))
    for catalogue in (ROOT / "locales").glob("*/LC_MESSAGES/lasomi.po"):
        with catalogue.open("rb") as file:
            yield from (str(each.string) for each in read_po(file) if each.context != "ui")


@pytest.mark.parametrize("page", PRINTED)
def test_the_promise_is_printed(page: str) -> None:
    assert PROMISE in read(page)


def test_no_text_to_a_reporter_says_more_than_is_true() -> None:
    sentences = list(told())
    assert len(sentences) > 500
    assert [each for each in sentences if TOO_MUCH.search(each)] == []


@pytest.mark.parametrize("word", ["anonyme", "Anonymous", "secret", "chiffré de bout en bout"])
def test_the_search_can_see(word: str) -> None:
    assert TOO_MUCH.search(f"Votre message est {word}.")


@pytest.mark.parametrize("reason", REASONS)
def test_the_reasons_are_kept(reason: str) -> None:
    assert reason in read("docs/protection.md")


@pytest.mark.parametrize("heading", PAGE)
def test_what_the_documents_must_print(heading: str) -> None:
    assert heading in read("docs/protection.md")


def test_the_training_sheet_is_one_page_with_the_table() -> None:
    sheet = read("docs/formation.md")
    assert len(sheet.split()) < 600
    for adversary in ("l'opérateur", "un disque", "la machine saisie", "un compte", "le téléphone"):
        assert f"| {adversary}" in sheet
    for said in ("Ce n'est pas un numéro d'urgence", "journal d'appels", "messages envoyés", "22 ANSONGO"):
        assert said in sheet


@pytest.mark.parametrize("paper", ["dossier-apdp", "registre", "droits", "protocole-partage"])
def test_the_papers_of_the_law_are_there_and_no_advice(paper: str) -> None:
    text = read(f"docs/law/{paper}.md")
    assert "avis juridique" in text
    assert "[" in text
