"""A house in which nothing has happened yet: every list says so, and what to do or when something comes."""

import re
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, room
from tests.gateway.test_console import anyio_backend
from tests.login import enter

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PEOPLE: Final = {
    "fanta": (["national", "verifier"], ["ML"]),
    "ada": (["analyst", "committee"], ["ML"]),
    "maire": (["authority"], ["1:ML070101"]),
    "koro": (["auditor"], ["ML"]),
    "root": (["admin"], ["ML"]),
}
EMPTY: Final = {
    ("fanta", "overview"): "Rien ne vous attend. Merci.",
    ("fanta", ""): "Aucune alerte dans votre zone. Elles apparaissent ici d'elles-mêmes",
    ("fanta", "incidents"): "Dès qu'un message en raconte un, il est ici.",
    ("fanta", "cases"): "Une alerte se confie à une autorité depuis sa carte.",
    ("maire", "cases"): "Aucune affaire.",
    ("fanta", "rumours"): "Ce qui est jugé FAUX vient ici, pour que quelqu'un y réponde.",
    ("fanta", "map"): "Allez plus loin en arrière, ou remontez d'un niveau.",
    ("ada", "figures"): "Le premier paraît quand il est fini.",
    ("ada", "villages"): "Choisissez un autre cercle, ou revenez quand le trimestre sera fini.",
    ("ada", "commitments"): "Un fichier les apporte : lasomi import commitments.",
    ("ada", "highlights"): "Une coordination nationale la lit et l'approuve ici",
    ("ada", "exports"): "Les imports se lancent sur la machine : lasomi import.",
    ("ada", "watch"): "Les séries sont relues chaque jour ; il n'y a rien à faire.",
    ("ada", "accuracy"): "Ils viennent parmi les messages à vérifier.",
    ("fanta", "drills"): "Un exercice se prépare avec lasomi drill prepare.",
    ("root", "roster"): "Commencez par un moniteur et un relais, ci-dessous.",
    ("root", "keys"): "Une clé se demande ci-dessous.",
    ("koro", "queries"): "Une clé se demande sur la page Clés.",
}


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    for login, (roles, areas) in PEOPLE.items():
        made.person(login, roles, areas)
    return made


async def test_every_empty_page_says_what_to_do(here: Room) -> None:
    wrong = {}
    for login in PEOPLE:
        async with here.client() as browser:
            await enter(browser, login)
            for path, words in ((path, words) for (reader, path), words in EMPTY.items() if reader == login):
                page = await browser.get(f"/console/{path}".rstrip("/"))
                if words not in _said(page.text):
                    wrong[login, path] = page.status_code
    assert wrong == {}


def _said(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))
