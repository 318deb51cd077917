"""Who writes: a pseudonym, never a number (`protection.md` §3)."""

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from core.duty import Duty, Leave

Role = Literal["relay", "monitor", "regional", "national", "verifier", "gbv_focal"]
OF_AUTHORITIES: Final = frozenset({"51", "52", "53", "54"})
"""Categories that speak of those who govern (`alerts.md` §1)."""
KEEP: Final = frozenset({"admin", "operator"})
READ: Final = frozenset({"verifier", "gbv_focal"})


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone that has called before. `id` is its pseudonym of purpose `contact`; `home` a p-code.

    `profiled`: who holds it was asked, and perhaps not answered. `letters`: how it asked to be shown its
    language, `gsm7` or `official`.
    """

    id: str
    language: str | None
    home: str | None = None
    locality: str | None = None
    first_seen: str | None = None
    profiled: bool = False
    letters: str = "gsm7"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the roster. `areas` are p-codes of regions or cercles; `ML` is the country.

    `duty`: when they are on call, always where nothing is written. `affiliations`: the authorities they
    belong to or live with, each as type and unit, `2:ML070102`. `has_phone`: False from the moment a SIM is
    revoked until the next is enrolled.
    """

    id: str
    roles: tuple[Role, ...]
    areas: tuple[str, ...]
    language: str = "fr"
    channel: str = "africastalking"
    on_call: bool = True
    duty: tuple[Duty, ...] = ()
    leave: tuple[Leave, ...] = ()
    affiliations: tuple[str, ...] = ()
    has_phone: bool = True

    def serves(self, *places: str | None) -> bool:
        """Whether one of the places (a cercle, its region, the country) is an area of theirs."""
        return any(place in self.areas for place in places if place)

    def is_(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def is_party(self, code: str, places: Iterable[str | None]) -> bool:
        """Whether what is told under a code (51 to 54) may concern an authority they are tied to (P47).

        `places` are p-codes, of which the finest counts: it may lie within the unit of that authority, or the
        unit within it. What has no place may concern every authority.
        """
        if code not in OF_AUTHORITIES:
            return False
        finest = max((place for place in places if place), key=len, default="")
        units = (tie.partition(":")[2] for tie in self.affiliations)
        return any(finest.startswith(unit) or unit.startswith(finest) for unit in units)

    def serves_in(self, authority: str, unit: str) -> bool:
        """Whether they are tied to an authority of this type whose unit is this one, around it or in it."""
        ties = (tie.partition(":") for tie in self.affiliations)
        return any(kind == authority and (at.startswith(unit) or unit.startswith(at)) for kind, _, at in ties)

    def away(self, day: date) -> Leave | None:
        """The leave of a day."""
        return next((leave for leave in self.leave if leave.covers(day)), None)


def exclude(roles: Iterable[str]) -> bool:
    """Whether nobody may hold all of these: who keeps the machine or its people reads no words (P44)."""
    held = frozenset(roles)
    return bool(held & KEEP) and bool(held & READ)


def pseudonym(key: bytes, purpose: str, number: str) -> str:
    """130 bits, base32: equal for equal numbers under one key, and nothing else (P16)."""
    digest = hmac.digest(key, f"{purpose}|v1|{number}".encode(), "sha256")
    return base64.b32encode(digest).decode("ascii")[:26]
