"""One town for each test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.country import Country
from flows.definition import load_flows
from gateway.house import House
from gateway.queue import Doorbell
from gateway.settings import Settings
from store.database import Database
from store.keys import Keys
from store.vault import Vault
from tests.mali import flows, mali, say
from tests.publishing import published_when_asked
from tests.scenarios.town import TOKEN, Town, Watch
from tests.unhurried import unhurried

__all__ = ["published_when_asked", "unhurried"]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def town(
    database: Database, keys: Keys, vault: Vault, data_dir: Path, watch: Watch, unhurried: None
) -> Iterator[Town]:
    """Everything real but the providers, who only write down what they were handed."""
    keys.issue(watch())
    house = House(
        settings=Settings(data_dir=data_dir, hook_tokens={"africastalking": (TOKEN,)}, sandbox="1"),
        clock=watch,
        country=mali(),
        flows=flows(),
        say=say(),
        database=database,
        keys=keys,
        vault=vault,
        queue=Doorbell(None),
    )
    town = Town(house, watch)
    yield town
    town.leaks_nothing()


def with_country(town: Town, country: Country) -> None:
    """The same town under another country file: other services, or a focal person."""
    town.house = replace(town.house, country=country, flows=load_flows(country, say=town.house.say))
