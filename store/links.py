"""Whether what is said to a database or to Redis can be read on the way (ASVS 5.0 V12.3.1)."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PROVES_THE_SERVER: Final = frozenset({"verify-ca", "verify-full"})
"""The `sslmode` of libpq under which nobody can stand in between; `require` takes any certificate."""
REMEDY: Final = {
    "LASOMI_DATABASE_URL": "add ?sslmode=verify-full",
    "LASOMI_REDIS_URL": "write rediss://",
}


def in_clear(addresses: Mapping[str, str], private: Iterable[str]) -> list[str]:
    """A problem for each setting whose server is elsewhere, without TLS, and not on a `private` link."""
    vouched = "or name its host in LASOMI_PRIVATE_HOSTS if the link itself is sealed (a VPN)"
    return [
        f"{name}: {REMEDY[name]}, {vouched}"
        for name, address in addresses.items()
        if address and _readable(address, frozenset(private))
    ]


def _readable(address: str, private: frozenset[str]) -> bool:
    try:
        url = make_url(address)
    except ArgumentError:
        return False  # its own check says so
    if url.get_backend_name() not in {"postgresql", "redis"}:
        return False
    sealed = url.get_backend_name() == "postgresql" and url.query.get("sslmode") in PROVES_THE_SERVER
    return not sealed and any(not _here(host) and host not in private for host in _hosts(url))


def _hosts(url: URL) -> list[str]:
    """Of a PostgreSQL address also those behind the question mark; one without a host is a socket."""
    named = (one for key in ("host", "hostaddr") for one in url.normalized_query.get(key, ()))
    return [host for one in (url.host or "", *named) for host in one.split(",") if host]


def _here(host: str) -> bool:
    try:
        return host.startswith("/") or host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
