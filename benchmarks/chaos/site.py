"""The ground a rig stands on: settings as on a server, keys, schema, and a roster of made-up monitors."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.chaos.traffic import CERCLES
from benchmarks.client import PEOPLE, number
from core.ports import utc_now
from gateway.house import House, open_house
from gateway.settings import Settings, read_settings
from ops.up import prepare
from store import roster

MONITORS_FROM: Final = PEOPLE - 100
"""The last hundred of the reserved numbers are staff; the load never gets there."""
CHANNEL: Final = "africastalking"


@dataclass(frozen=True, slots=True)
class Site:
    """`environ` is what every program is given; `token` opens the webhooks of `CHANNEL`."""

    environ: Mapping[str, str]
    token: str
    folder: Path

    @property
    def settings(self) -> Settings:
        return read_settings({name: value for name, value in self.environ.items() if _ours(name)})

    def open(self) -> House:
        """The house, to look inside; the caller closes it."""
        return open_house(self.settings)


def site(folder: Path, *, database: str, redis: str, provider: str, more: Mapping[str, str]) -> Site:
    """Everything in a folder of its own, and nobody real at the other end."""
    token = secrets.token_urlsafe(32)
    metrics = folder / "metrics"
    metrics.mkdir(mode=0o700, parents=True, exist_ok=True)
    environ = {
        "LASOMI_DATA_DIR": str(folder / "data"),
        "LASOMI_KEYS_FILE": str(folder / "keys" / "keys"),
        "LASOMI_DATABASE_URL": database,
        "LASOMI_REDIS_URL": redis,
        "LASOMI_HOOK_TOKENS": f"{CHANNEL}={token}",
        "LASOMI_HEARTBEAT_URL": f"{provider}/beat",
        "LASOMI_RATES": f"{CHANNEL}=100;twilio=100",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "LASOMI_BEHIND_PROXY": "1",  # the load of a country comes from this one address
        "NO_PROXY": "127.0.0.1",
    }
    return Site({**environ, **_credentials(provider), **more}, token, folder)


def settle(ground: Site) -> None:
    """Keys, schema and roster, before the first program starts."""
    prepare(ground.settings, utc_now())
    house = ground.open()
    try:
        with house.database.write() as conn:
            for index, area in enumerate(CERCLES):
                roster.add_member(
                    conn,
                    house.vault,
                    number=number(MONITORS_FROM + index),
                    name=f"Monitor {index}",
                    roles=("monitor",),
                    areas=(area,),
                    now=utc_now(),
                )
    finally:
        house.close()


def _credentials(provider: str) -> dict[str, str]:
    return {
        "LASOMI_AFRICASTALKING_USERNAME": "chaos",
        "LASOMI_AFRICASTALKING_API_KEY": secrets.token_urlsafe(24),
        "LASOMI_AFRICASTALKING_API_URL": provider,
        "LASOMI_AFRICASTALKING_SENDER": "38400",
        "LASOMI_TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "LASOMI_TWILIO_AUTH_TOKEN": secrets.token_urlsafe(24),
        "LASOMI_TWILIO_FROM": "+15005550006",
        "LASOMI_TWILIO_API_URL": provider,
    }


def _ours(name: str) -> bool:
    return name.startswith("LASOMI_")
