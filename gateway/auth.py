"""Who holds the key of a request, and what it opens (`protection.md` P45, P50)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock

from starlette.requests import Request

from core.errors import LasomiError
from gateway import denials
from gateway.house import House
from gateway.rowlog import READER
from store import access, queries

ROW_SCOPES = frozenset({"events", "sessions"})
MONITOR = "monitor@"
BEARER = "bearer"
REQUESTS_A_MINUTE = 120
BINS = frozenset(
    [
        "indicator",
        "place",
        "level",
        "period",
        "by",
        "authority",
        "from",
        "to",
        "code",
        "state",
        "bbox",
        "as_of",
        "datetime",
    ]
)
"""What of a question chooses cells: the query log has nothing else of it (P63)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads with a key. `areas` are the p-codes of its `monitor@` scopes; `ML` is the country."""

    key: str
    scopes: frozenset[str]
    areas: frozenset[str] = frozenset()

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    def watches(self, *places: str | None) -> bool:
        """Whether one of the places (a cercle, its region, the country) is an area of theirs."""
        return any(place in self.areas for place in places if place)


class Refused(LasomiError):
    """The door stays shut: `no_key`, `wrong_key`, `wrong_scope` or `too_many_requests`."""

    def __init__(self, code: str, *, scopes: tuple[str, ...] = (), wait_seconds: int = 0) -> None:
        super().__init__(code, retryable=wait_seconds > 0)
        self.scopes = scopes
        self.wait_seconds = wait_seconds


class Quota:
    """So many requests a minute for each key, counted in this process."""

    def __init__(self, most: int = REQUESTS_A_MINUTE) -> None:
        self._most = most
        self._minute: datetime | None = None
        self._spent: dict[str, int] = {}
        self._lock = Lock()

    def wait_seconds(self, key: str, now: datetime) -> int:
        """Counts a request: 0 when it may pass, else the seconds until the next minute."""
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute, self._spent = minute, {}
            self._spent[key] = self._spent.get(key, 0) + 1
            return 0 if self._spent[key] <= self._most else 60 - now.second


class Door:
    """Lets a key in. One for all products of the feed, so that a key has one quota."""

    def __init__(self, house: House, quota: Quota | None = None) -> None:
        self._house = house
        self._quota = quota or Quota()

    def require(self, *scopes: str, schemes: Sequence[str] = (BEARER,)) -> Callable[[Request], Reader]:
        """A dependency that gives the reader; any key when no scope is named. `monitor@` means any area."""

        def reader(request: Request) -> Reader:
            found = self._reader(request, schemes)
            request.state.key_id = found.key
            request.state.note = partial(self._note, request, found.key)
            request.state.denied = partial(denials.note, self._house, found.key, READER, _door(request))
            if scopes and not any(found.may(scope) or (scope == MONITOR and found.areas) for scope in scopes):
                raise Refused("wrong_scope", scopes=scopes)
            return found

        return reader

    def _note(self, request: Request, key: str, cells: int) -> None:
        """What was asked, in bins, and how much was read: what an auditor looks through for differencing."""
        route = _route(request)
        given = {**request.path_params, **request.query_params}
        asked = {name: value for name, value in given.items() if name in BINS}
        with self._house.database.write() as conn:
            queries.note(conn, key=key, at=self._house.clock(), product=route, asked=asked, cells=cells)

    def _reader(self, request: Request, schemes: Sequence[str]) -> Reader:
        now = self._house.clock()
        secret = bearer(request.headers.get("authorization", ""), schemes)
        with self._house.database.read() as conn:
            key = access.key_by_secret(conn, secret, now)
        if key is None:
            raise Refused("wrong_key")
        if wait := self._quota.wait_seconds(key.id, now):
            raise Refused("too_many_requests", wait_seconds=wait)
        return reader_of(key)


def _route(request: Request) -> str:
    """The address as a template, without what was asked of it."""
    return str(getattr(request.scope.get("route"), "path", ""))


def _door(request: Request) -> str:
    return f"{request.method} {_route(request)}"


def bearer(header: str, schemes: Sequence[str] = (BEARER,)) -> str:
    """The secret of an Authorization header. Refused `no_key` when there is none."""
    scheme, _, secret = header.partition(" ")
    if scheme.lower() not in schemes or not secret.strip():
        raise Refused("no_key")
    return secret.strip()


def reader_of(key: access.ApiKey) -> Reader:
    """What a key opens. Rows need an issuer and another approver, both named (P50)."""
    scopes = frozenset(key.scopes)
    if not key.is_of_two:
        scopes -= ROW_SCOPES
    areas = frozenset(scope.removeprefix(MONITOR) for scope in scopes if scope.startswith(MONITOR))
    return Reader(key.id, scopes, areas)
