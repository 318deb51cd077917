"""Everything a process works with, opened once and handed on."""

from dataclasses import dataclass

from core.country import Country, load_country
from core.errors import Fault, Misconfigured
from core.languages import Say, load_catalogues
from core.ports import Clock
from flows.definition import Flows, load_flows
from gateway.clock import open_clock
from gateway.queue import Doorbell
from gateway.settings import Settings
from store.database import Database, open_database
from store.keys import Keys, open_keys
from store.vault import Vault

ABROAD = ("africastalking", "twilio", "infobip")


@dataclass(frozen=True, slots=True)
class House:
    """What a gateway, a worker and a command share. Nothing in it is global; `close` gives it all back.

    `exercise` is the number of the one that is played in it (`EX-03`), on a database of its own; in the real
    house it is empty. Every text and every document of an exercise says that it is one.
    """

    settings: Settings
    clock: Clock
    country: Country
    flows: Flows
    say: Say
    database: Database
    keys: Keys
    vault: Vault
    queue: Doorbell
    exercise: str = ""

    def close(self) -> None:
        self.queue.close()
        self.database.close()


def open_house(settings: Settings) -> House:
    """Opens what the settings name. Raises Misconfigured for whatever stops the start.

    The schema is brought up to date by `lasomi up` and the release process, not here.
    """
    country = load_country(settings.country)
    say = load_catalogues(languages=country.languages)
    stay_at_home(settings, country)
    keys = open_keys(settings.keys_file, settings.sealed_keys)
    return House(
        settings=settings,
        clock=open_clock(settings),
        country=country,
        flows=load_flows(country, say=say),
        say=say,
        database=open_database(settings.database, settings.data_dir),
        keys=keys,
        vault=Vault(keys),
        queue=Doorbell(settings.redis_url),
    )


def stay_at_home(settings: Settings, country: Country) -> None:
    """`residency: mali`: no channel may carry numbers and texts abroad (law 2013-015)."""
    abroad = [name for name in ABROAD if name in settings.hook_tokens]
    if country.settings.residency == "mali" and abroad and not settings.sandbox:
        remedy = f"country.yaml says residency: mali, and {abroad[0]} keeps messages abroad: take it out"
        raise Misconfigured(Fault("LASOMI_HOOK_TOKENS", abroad[0], remedy))
