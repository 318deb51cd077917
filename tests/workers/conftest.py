"""The real country, read once, and a bureau on both databases: the stages run on the numbers of Mali."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.country import Country, Protected
from flows.nodes import Flows
from gateway.house import House
from gateway.queue import Doorbell
from gateway.settings import read_settings
from store.database import Database
from store.keys import Keys
from store.vault import Vault
from tests import mali
from tests.publishing import published_when_asked
from tests.unhurried import unhurried
from tests.workers.bureau import Bureau, Watch, moment

__all__ = ["published_when_asked", "unhurried"]


@pytest.fixture(autouse=True)
def _unhurried(unhurried: None) -> None:
    """A disk that stands still for two seconds refuses a text, as it should; here nobody asks that."""


@pytest.fixture(scope="session")
def country() -> Country:
    return mali.mali()


@pytest.fixture(scope="session")
def cared_for(country: Country) -> Country:
    """Mali with a focal person for the locked lane."""
    focal = Protected(focal="un service d'écoute")
    return replace(country, settings=replace(country.settings, protected=focal))


@pytest.fixture(scope="session")
def flows() -> Flows:
    return mali.flows()


@pytest.fixture
def bureau(database: Database, keys: Keys, data_dir: Path, country: Country, flows: Flows) -> Bureau:
    """Tuesday 14 July 2026, 14:05; nobody on the roster yet."""
    return bureau_of(database, keys, data_dir, country, flows)


def bureau_of(database: Database, keys: Keys, data_dir: Path, country: Country, flows: Flows) -> Bureau:
    watch = Watch(moment("14:05"))
    environ = {"LASOMI_DATA_DIR": str(data_dir), "LASOMI_KEYS_FILE": str(keys.path)}
    house = House(
        settings=read_settings(environ),
        clock=watch,
        country=country,
        flows=flows,
        say=mali.say(),
        database=database,
        keys=keys,
        vault=Vault(keys),
        queue=Doorbell(""),
    )
    return Bureau(house, watch)
