"""A keys file of three custodians, closed once for all tests: each phrase costs 64 MiB and a while."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gateway.house import House
from gateway.opening import lock, unlock
from store import closed, keyslots
from store.custody import stretched
from store.database import Database
from store.keys import Keys, create_keys, open_keys
from store.letters import Letters
from tests.conftest import AT
from tests.gateway.line import Line, house, open_line

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""What is gone with the power; where the system says nothing of its file systems, any folder."""
PHRASES = ("le chat dort sur le toit", "trois calebasses de mil", "la pirogue passe le soir")


@dataclass(frozen=True)
class Sealed:
    """The bytes of both files, and the phrases, stretched."""

    opened: bytes
    closed: bytes
    known: tuple[bytes, ...]


@cache
def made(at: datetime) -> Sealed:
    with TemporaryDirectory(dir=MEMORY) as folder:
        path, shut = Path(folder) / "a" / "keys", Path(folder) / "b" / "closed"
        create_keys(path, at)
        closed.make(shut, keyslots.found(path) or {}, list(PHRASES))
        known = tuple(stretched(phrase, closed.salt(shut)) for phrase in PHRASES)
        return Sealed(path.read_bytes(), shut.read_bytes(), known)


def open_house_of(at: datetime, memory: Path, disk: Path) -> Keys:
    """The keys of such a house, still open."""
    path, shut = memory / "keys", disk / "closed"
    for file, content in ((path, made(at).opened), (shut, made(at).closed)):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(0o600)
        file.write_bytes(content)
    return open_keys(path, shut)


@pytest.fixture
def closed_house(database: Database, database_url: str, tmp_path: Path, at: datetime) -> Iterator[House]:
    """A house of three custodians, closed; its open keys would lie in memory."""
    with TemporaryDirectory(dir=MEMORY) as memory:
        keys = open_house_of(at, Path(memory), tmp_path / "keys")
        files = {"LASOMI_KEYS_FILE": str(keys.path), "LASOMI_SEALED_KEYS": str(keys.closed)}
        one = house(database, keys, at, LASOMI_DATABASE_URL=database_url, **files)
        lock(one, "awa")
        yield one


@pytest.fixture
def closed_line(closed_house: House) -> Iterator[Line]:
    with open_line(closed_house) as opened:
        yield opened


def letters(line: Line) -> int:
    return Letters(line.house.settings.letters_dir, line.house.keys).count()


def two_come(one: House) -> None:
    assert unlock(one, made(AT).known[:2]) == "1+2"


def open_up(line: Line) -> None:
    """Two persons come, and the gateway looks."""
    two_come(line.house)
    look(line)


def look(line: Line) -> None:
    webhooks = line.app.state.webhooks
    while letters(line):
        line.run(webhooks.shut.open_all(webhooks.opened))
