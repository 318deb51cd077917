"""HTTP to an address that a person has set: nothing inside is ever reached by it (P80).

A name is resolved once. Every address that it stands for must lie in the open internet, and the connection
goes to one of those that were looked at: no name can turn to another between the look and the call. There is
no redirect and no proxy; the look, the call and the answer are bounded.
"""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from typing import Final
from urllib.parse import urlsplit

from core.errors import LasomiError, SendFailed

RESOLVE_SECONDS: Final = 5.0
CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 15.0
LONGEST_URL: Final = 500
LONGEST_NAME: Final = 253
NAME: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z](?:[a-z0-9-]{0,62})")
MOST_ADDRESSES: Final = 4
FORBIDDEN: Final = tuple(
    ip_network(each)
    for each in (
        "168.63.129.16/32",  # a cloud's metadata at a public address
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b::/96",  # this one and the next five: an IPv4 address inside an IPv6 one
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "::/96",
        "::ffff:0:0/96",
        "3fff::/20",
        "fec0::/10",
    )
)

Resolve = Callable[[str, int], Sequence[str]]
Permits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """An address as a person gave it. `path` with its query."""

    tls: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer; names of headers as in `Retry-After`."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Network:
    """How names are resolved, which addresses may be called, whether without TLS."""

    resolve: Resolve
    permits: Permits
    plain: bool = False
    seconds: float = TOTAL_SECONDS


def resolve(host: str, port: int, seconds: float = RESOLVE_SECONDS) -> list[str]:
    """Every address of a name, each once. Raises OSError, also where nothing is heard for so many seconds:
    the library itself asks each of its servers in turn, and has no limit in all.
    """
    told: SimpleQueue[list[str] | OSError] = SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, told), name="resolve", daemon=True).start()
    try:
        found = told.get(timeout=seconds)
    except Empty:
        raise OSError("the name servers do not answer") from None
    if isinstance(found, OSError):
        raise found
    return found


def _look_up(host: str, port: int, told: SimpleQueue[list[str] | OSError]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        told.put(error)
    except UnicodeError:  # a part of the name is empty or too long
        told.put(OSError("no name"))
    else:
        told.put(list(dict.fromkeys(str(each[4][0]) for each in found)))


def is_open(address: str) -> bool:
    """Whether an IP address lies in the open internet: not here, not in a network of ours or a cloud's."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    odd = found.is_multicast or found.is_reserved or found.is_unspecified
    return found.is_global and not odd and not _forbidden(found)


def is_here(address: str) -> bool:
    """Whether an IP address is this machine: all that a sandbox may call (P81)."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


OPEN: Final = Network(resolve, is_open)
HERE: Final = Network(resolve, is_here, plain=True)


def target(url: str, *, plain: bool = False) -> Target:
    """Raises LasomiError `bad_address` for anything but a plain https address with a name in it.

    Hosts that are numbers in disguise (`2130706433`, `0x7f.1`) are no names.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise LasomiError("bad_address", url[:80]) from None
    tls = parts.scheme == "https"
    odd = parts.netloc.lower() != _authority(host, port) or parts.fragment or port == 0
    if not (tls or (plain and parts.scheme == "http")) or odd or not _is_name(host) or not _is_plain(url):
        raise LasomiError("bad_address", url[:80])
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return Target(tls, host, port or (443 if tls else 80), path)


def post(to: Target, body: bytes, headers: Mapping[str, str], network: Network) -> Answer:
    """Nothing is read of an answer but its head. Raises SendFailed, `ambiguous` once the request left."""
    line = _connected(to, network)
    with _bounded(line, network.seconds):
        connection = _spoken(to, line)
        try:
            connection.request("POST", to.path, body=body, headers=dict(headers))
            with connection.getresponse() as said:
                return Answer(said.status, {name.title(): value for name, value in said.getheaders()})
        except (OSError, HTTPException):
            raise SendFailed("no_answer", retryable=False, ambiguous=True) from None
        finally:
            connection.close()


def _is_plain(url: str) -> bool:
    return len(url) <= LONGEST_URL and url.isascii() and url.isprintable() and not set(url) & set(' \\"<>')


def _authority(host: str, port: int | None) -> str:
    """What stands before the path of an address that has a host, perhaps a port, and nothing else."""
    named = f"[{host}]" if ":" in host else host
    return named if port is None else f"{named}:{port}"


def _is_name(host: str) -> bool:
    """A name whose last part begins with a letter, or an IP address as everybody writes it."""
    return is_number(host) or (len(host) <= LONGEST_NAME and NAME.fullmatch(host) is not None)


def is_number(host: str) -> bool:
    """Whether a host is an IP address of no zone, and no other way of writing one."""
    try:
        return bool(ip_address(host)) and "%" not in host
    except ValueError:
        return False


def _forbidden(address: IPv4Address | IPv6Address) -> bool:
    return any(address in each for each in FORBIDDEN if each.version == address.version)


def _addresses(to: Target, network: Network) -> Sequence[str]:
    """Those of a name, when every one of them may be called. Raises SendFailed."""
    try:
        found = network.resolve(to.host, to.port)
    except OSError:
        raise SendFailed("unresolved", retryable=True) from None
    if not found or not all(network.permits(address) for address in found):
        raise SendFailed("refused_address", retryable=False)
    return found


def _connected(to: Target, network: Network) -> socket.socket:
    """A connection to one of the addresses that were looked at. Raises SendFailed."""
    for address in _addresses(to, network)[:MOST_ADDRESSES]:
        try:
            return socket.create_connection((address, to.port), CONNECT_SECONDS)
        except OSError:
            continue
    raise SendFailed("unreachable", retryable=True)


def _spoken(to: Target, line: socket.socket) -> HTTPConnection:
    """HTTP over a line that is open; TLS must know the name. It opens no other. Raises SendFailed."""
    line.settimeout(TOTAL_SECONDS)
    connection = HTTPSConnection(to.host, to.port) if to.tls else HTTPConnection(to.host, to.port)
    connection.auto_open = 0
    try:
        connection.sock = _secured(to, line) if to.tls else line
    except OSError:  # a certificate that is not theirs, too
        raise SendFailed("unreachable", retryable=True) from None
    return connection


def _secured(to: Target, line: socket.socket) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(line, server_hostname=to.host)


@contextmanager
def _bounded(line: socket.socket, seconds: float) -> Iterator[None]:
    """Whoever answers byte by byte is hung up on after so many seconds in all; it is closed in any case."""
    handle = line.dup()
    timer = threading.Timer(seconds, _hang_up, [handle])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        handle.close()
        line.close()


def _hang_up(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
