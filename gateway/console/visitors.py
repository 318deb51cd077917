"""Who is at the console: a session cookie, a token against forged forms (P49)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.errors import LasomiError
from gateway.house import House
from gateway.reading import read_body
from store import access, devices
from store.door import Proof
from store.vault import Vault

WATCHES = frozenset({"monitor", "regional", "national", "verifier"})
COORDINATES = frozenset({"regional", "national"})
READS_FIGURES = WATCHES | {"analyst"}
READS_ACCURACY = COORDINATES | {"verifier", "analyst"}
KEEPERS = frozenset({"operator", "admin"})
COMMITTEE = "committee"
"""Beside `analyst`: the steering committee is a wider scope of that role, and no role of its own (P44)."""
WIDEST_FIRST = (
    *("national", "regional", "verifier", "monitor", "admin"),
    *("analyst", "authority", "operator", "auditor", "gbv_focal"),
)
NEVER_VERIFY = KEEPERS
"""P44: who keeps the machine or its people reads no text."""


class TurnedAway(LasomiError):
    """The page is not for this visitor: `no_session`, `forged_form`, `not_yours`; or not yet: `password`,
    `factor`; or not now: `busy`, `too_many`; or no longer: `changed`.
    """


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is logged in. `areas` are p-codes; `ML` is the country."""

    id: str
    roles: frozenset[str]
    areas: tuple[str, ...]
    csrf: str = field(repr=False)
    name: str = ""
    owes: str = ""
    """What they must do before anything else: choose a `password` of their own, enrol a second `factor`."""

    @property
    def sees_alerts(self) -> bool:
        return bool(self.roles & WATCHES)

    @property
    def sees_figures(self) -> bool:
        return bool(self.roles & READS_FIGURES)

    @property
    def sees_villages(self) -> bool:
        """A member of the steering committee: an analyst who is marked so, and neither keeps the machine nor
        answers for an authority (P44).
        """
        return {"analyst", COMMITTEE} <= self.roles and not self.roles & (KEEPERS | {"authority"})

    @property
    def verifies(self) -> bool:
        """Whether redacted texts may be opened for them, once they have proven who they are (P46)."""
        return "verifier" in self.roles and not self.roles & NEVER_VERIFY

    @property
    def is_focal(self) -> bool:
        """Whether the protected lane opens for them, once they have proven who they are (P37, P44)."""
        return "gbv_focal" in self.roles and not self.roles & NEVER_VERIFY

    @property
    def sees_accuracy(self) -> bool:
        return bool(self.roles & READS_ACCURACY)

    @property
    def handles_urgent(self) -> bool:
        """Whether they may turn the switch of a cercle on; those who keep the machine, more (P45)."""
        return bool(self.roles & (WATCHES | KEEPERS))

    @property
    def coordinates(self) -> bool:
        """Whether they may release an event: a monitor whose area is a region or the country."""
        return bool(self.roles & COORDINATES)

    @property
    def keeps_roster(self) -> bool:
        """Whether they say who serves, where and when: an administrator, or a coordinator in their areas."""
        return bool(self.roles & (COORDINATES | {"admin"}))

    @property
    def answers(self) -> bool:
        """Whether they answer for an authority: that, and nothing else (P44)."""
        return self.roles == {"authority"}

    @property
    def makes_highlights(self) -> bool:
        """Whether they read the weekly highlights while they are a draft."""
        return self.coordinates

    @property
    def approves_highlights(self) -> bool:
        """Whether they may let them go: a coordinator whose area is the country (two letters)."""
        return self.coordinates and any(len(area) == 2 for area in self.areas)

    @property
    def keeps_keys(self) -> bool:
        """Whether they approve keys of the feed that others asked for, or end them: an administrator, or a
        coordinator of the whole country (P50).
        """
        return "admin" in self.roles or self.approves_highlights

    @property
    def asks_for_keys(self) -> bool:
        """Whether they make keys: who keeps the people (P45)."""
        return "admin" in self.roles

    @property
    def keeps_house(self) -> bool:
        """Whether they set the house up: who keeps its people, or its machine."""
        return bool(self.roles & KEEPERS)

    @property
    def tends_languages(self) -> bool:
        """Whether they say how our sentences are said: an administrator, or a coordinator."""
        return self.keeps_roster

    @property
    def role(self) -> str:
        """The role under which they act, the widest first."""
        return next((role for role in WIDEST_FIRST if role in self.roles), "analyst")


class Cookies:
    """The cookies of the console. Over https they are bound to the host and never sent in clear."""

    def __init__(self, public_url: str) -> None:
        self.secure = public_url.startswith("https://")
        prefix = "__Host-" if self.secure else ""
        self.session, self.form = f"{prefix}lasomi", f"{prefix}lasomi-form"

    def device(self, vault: Vault, login: str, now: datetime) -> str:
        """Which cookie says that this browser has been let into an account."""
        return f"{self.session}-{devices.name(vault, login, now)}"

    def put(self, response: Response, name: str, value: str, lasts: timedelta | None = None) -> None:
        age = None if lasts is None else int(lasts.total_seconds())
        response.set_cookie(name, value, age, path="/", secure=self.secure, httponly=True, samesite="lax")

    def drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="lax")


def visitor(house: House, cookies: Cookies, request: Request, *, asks: bool = True) -> Visitor:
    """Raises TurnedAway `no_session` when nobody is logged in or the session is over. What the visitor `asks`
    prolongs it.
    """
    token = request.cookies.get(cookies.session, "")
    with house.database.write() as conn:
        account = access.account_by_token(conn, token, house.clock(), lives=asks) if token else None
    if account is None:
        raise TurnedAway("no_session")
    owes = "password" if account.given else "" if account.proven_twice else "factor"
    told = (account.id, frozenset(account.roles), tuple(account.areas), account.csrf, account.login)
    return Visitor(*told, "" if house.settings.sandbox else owes)


def proof(sent: Mapping[str, str]) -> Proof:
    """What a form shows of who somebody is, as it was typed."""
    return Proof(sent.get("password", ""), sent.get("code", ""))


async def form(request: Request) -> dict[str, str]:
    """The fields of a posted form. Raises TurnedAway `forged_form` when it is none of ours."""
    try:
        body = await read_body(request)
    except HTTPException as error:
        raise TurnedAway("forged_form") from error
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:
        raise TurnedAway("forged_form") from error


def came_from(request: Request, *, behind_proxy: bool) -> str:
    """The address whose tries are counted together: of the connection, or what the proxy here saw of it."""
    seen = request.client.host if request.client else ""
    passed_on = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return passed_on if behind_proxy and passed_on else seen


def check(token: str, expected: str) -> None:
    """Raises TurnedAway `forged_form` unless the form came from our page."""
    if not expected or not compare_digest(token.encode(), expected.encode()):
        raise TurnedAway("forged_form")


def fresh_token() -> str:
    return secrets.token_urlsafe(32)
