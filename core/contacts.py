"""Who writes: a pseudonym, never a number (`protection.md` §3)."""

import base64
import hmac
from dataclasses import dataclass
from typing import Literal

Role = Literal["relay", "monitor", "regional", "national", "verifier", "gbv_focal"]


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
    """Somebody on the roster. `areas` are p-codes of regions or cercles; `ML` is the country."""

    id: str
    roles: tuple[Role, ...]
    areas: tuple[str, ...]
    language: str = "fr"
    channel: str = "africastalking"
    on_call: bool = True

    def serves(self, *places: str | None) -> bool:
        """Whether one of the places (a cercle, its region, the country) is an area of theirs."""
        return any(place in self.areas for place in places if place)

    def is_(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)


def pseudonym(key: bytes, purpose: str, number: str) -> str:
    """130 bits, base32: equal for equal numbers under one key, and nothing else (P16)."""
    digest = hmac.digest(key, f"{purpose}|v1|{number}".encode(), "sha256")
    return base64.b32encode(digest).decode("ascii")[:26]
