"""What the commands about people and keys need of a house: the country is read when somebody asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from core.country import Country, load_country, load_facts
from core.ports import Clock
from gateway.clock import open_clock
from gateway.opening import Place
from gateway.settings import Settings, read_settings
from store.database import Database, open_database
from store.keys import Keys, open_keys
from store.vault import Vault


class Desk(Place, Protocol):
    """With the keys, and the country for whoever asks for it."""

    @property
    def keys(self) -> Keys: ...
    @property
    def country(self) -> Country: ...


@dataclass(frozen=True, slots=True)
class Counter:
    """A desk without the second that flows and places take to read."""

    settings: Settings
    clock: Clock
    database: Database
    keys: Keys
    vault: Vault

    @property
    def country(self) -> Country:
        return load_country(self.settings.country)


def home(desk: Desk) -> str:
    """Whose phone numbers are no foreign ones (ISO 3166-1), without reading the places."""
    return load_facts(desk.settings.country).number_region


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """The desk of this environment. Raises Misconfigured."""
    settings = read_settings()
    keys = open_keys(settings.keys_file, settings.sealed_keys)
    database = open_database(settings.database, settings.data_dir)
    try:
        yield Counter(settings, open_clock(settings), database, keys, Vault(keys))
    finally:
        database.close()
