"""Every setting as it is now, for an administrator; of a secret only whether there is one (P45)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.settings import PREFIX, Settings

SETTINGS: Final = "/console/settings"
ADMIN: Final = "admin"
UNSHOWN: Final = frozenset({"database_url", "redis_url", "hook_tokens", "heartbeat_url"})
"""What may hold a password or a token in the middle of an address."""


class Setting(NamedTuple):
    """`value` is empty where nothing is set, and where it is not for showing."""

    name: str
    value: str
    secret: bool
    there: bool


class Arranging(Desk):
    """Read here, changed where the house is started."""

    def routes(self) -> tuple[Route, ...]:
        return ((SETTINGS, self.page, "GET"),)

    async def page(self, request: Request) -> Response:
        who = await self.who(request)
        if ADMIN not in who.roles:
            self.not_yours()
        listed = list(settings(self.house.settings))
        return self.pages.render(request, "settings.html", account=who, csrf=who.csrf, settings=listed)


def settings(kept: Settings) -> Iterator[Setting]:
    """In the order of `.env.example`."""
    for name in Settings.model_fields:
        value = getattr(kept, name)
        secret = name in UNSHOWN or isinstance(value, SecretStr)
        there = bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
        yield Setting(PREFIX + name.upper(), "" if secret or not there else _plain(value), secret, there)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={each}" for name, each in value.items())
    return str(value)
