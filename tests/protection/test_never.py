"""P9: the ear that every test of the suite has hears each door, and no word of the list leaves by one."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.errors import SendFailed
from core.languages import load_catalogues
from core.messages import OutboundMessage, SendResult
from gateway import ussd
from store import outbox
from store.database import Database
from store.vault import Vault
from tests import spoken
from tests.spoken import Ear
from workers import attempt

WORD = "Les gens du JNIM sont la."


def told(database: Database, vault: Vault, at: datetime, text: str, channel: str = "africastalking") -> None:
    about: dict[str, Any] = {"recipient": "m1", "step": 0, "purpose": "alert", "channel": channel}
    with database.write() as conn:
        outbox.add(
            conn,
            vault,
            cause=text,
            urn="+22376000001",
            text=text,
            now=at,
            expires_at=at + timedelta(1),
            **about,
        )


def test_a_text_that_is_written_is_heard(
    database: Database, vault: Vault, at: datetime, nothing_forbidden_left: Ear
) -> None:
    told(database, vault, at, WORD)
    told(database, vault, at, WORD, channel="email")
    assert [(door, words) for door, _, words in nothing_forbidden_left.forbidden()] == [("outbox", ("jnim",))]


def test_a_text_that_is_sent_is_heard_even_when_it_fails(nothing_forbidden_left: Ear) -> None:
    def refuses(_message: OutboundMessage) -> SendResult:
        raise SendFailed("no", retryable=False)

    attempt._said(refuses, OutboundMessage("1", "twilio", "+22376000001", WORD, "alert"))
    assert [door for door, _, _ in nothing_forbidden_left.forbidden()] == ["sender"]


def test_a_screen_is_heard(nothing_forbidden_left: Ear) -> None:
    class Says(ussd.Switchboard):
        def __init__(self) -> None:
            """Nothing behind it."""

        async def _screen(self, message: Any) -> str:
            return f"END {WORD}"

    message: Any = type("Message", (), {"channel": "africastalking"})()
    assert asyncio.run(Says().answer(message)).startswith("END ")
    assert [door for door, _, _ in nothing_forbidden_left.forbidden()] == ["screen"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A2417 S4 11 ML0704 NON VERIFIE 2 src VU auj.", ()),
        ("Ogossagou-Peulh", ()),
        ("une attaque a Ogossagou-Peulh", ()),
        ("les Peulh d'Ogossagou-Peulh", ("peul*",)),
        ("Violence a Ansongo", ("viole*", "violenc*")),
        ("vous êtes anonyme", ("anonym*",)),
    ],
)
def test_official_names_of_places_are_no_words(text: str, words: tuple[str, ...]) -> None:
    assert spoken.spoken(text) == words


@pytest.mark.parametrize("language", ["fr", "bm", "taq"])
def test_no_catalogue_of_a_phone_holds_a_word(language: str) -> None:
    for sentence, entry in load_catalogues().catalogue(language).entries.items():
        assert spoken.spoken(f"{sentence} / {entry.orthographic} / {entry.wire}") == ()
