"""A walk through everything that a house holds, with every key that it has.

It knows nothing of the code but the form of a seal, and tries each key on each value.
"""

import base64
import hmac
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from core.contacts import pseudonym
from gateway.house import House
from store import keyslots
from store.keys import Keys
from store.tables import metadata
from store.vault import NONCE_BYTES

PURPOSES = (
    *("body", "message", "payload", "text", "why", "part", "question", "found", "cursor", "batch"),
    *("number", "name", "email", "target", "secret", "pin", "code", "totp"),
)
SIV = 64


@dataclass(frozen=True)
class Found:
    """Where a trace is: a table and its column, or a file."""

    table: str
    column: str


def ring_of(keys: Keys) -> dict[str, bytes]:
    descriptor = os.open(keys.path, os.O_RDONLY)
    try:
        return dict(keyslots.read(descriptor) or {})
    finally:
        os.close(descriptor)


def names(keys: Keys, number: str, services: Iterable[str]) -> set[str]:
    """Everything by which this house may know a phone: its pseudonyms, its marks, its digits."""
    found = set[str]()
    for name, key in ring_of(keys).items():
        family = name.partition("/")[0]
        found.add(pseudonym(key, family, number))
        for said in (number, *(f"{service}|{number}" for service in services)):
            found.add(hmac.digest(key, said.encode(), "sha256").hex())
    local = number[4:]
    return found | {number[1:], local, " ".join(local[n : n + 2] for n in range(0, 8, 2))}


def marks(keys: Keys, values: Iterable[str], size: int = 16) -> set[str]:
    """What stands for some values under any key of this house, by its first bytes."""
    ring = ring_of(keys).values()
    return {hmac.digest(key, value.encode(), "sha256")[:size].hex() for key in ring for value in values}


def traces(house: House, wanted: set[str]) -> set[Found]:
    """Every column of every table in which one of these is, in clear or under a seal that opens."""
    ring = [key for key in ring_of(house.keys).values() if len(key) == SIV]
    found = set[Found]()
    with house.database.read() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(table.select()).mappings():
                for column, value in row.items():
                    if any(_holds(text, wanted) for text in _said(table.name, dict(row), value, ring)):
                        found.add(Found(table.name, column))
    return found


def in_files(folder: Path, wanted: set[str]) -> set[Found]:
    """The same in the bytes of every file, the log of the database included."""
    return {
        Found("file", path.name)
        for path in folder.rglob("*")
        if path.is_file() and any(each.encode() in path.read_bytes() for each in wanted)
    }


def _holds(text: str, wanted: set[str]) -> bool:
    return any(each in text for each in wanted)


def _said(table: str, row: dict[str, Any], value: Any, ring: list[bytes]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes | memoryview):
        yield bytes(value).hex()
        yield base64.b32encode(bytes(value)).decode()
        yield from _opened(table, row, bytes(value), ring)


def _opened(table: str, row: dict[str, Any], value: bytes, ring: list[bytes]) -> Iterator[str]:
    nonce, body = value[:NONCE_BYTES], value[NONCE_BYTES:]
    if len(body) < NONCE_BYTES:
        return
    named = [(of.encode(), purpose.encode()) for of in _ids(row) for purpose in PURPOSES]
    for key in ring:
        cipher = AESSIV(key)
        for of, purpose in named:
            try:
                bound = [table.encode(), of, purpose, nonce]
                yield cipher.decrypt(body, bound).decode(errors="replace")
            except InvalidTag:
                continue


def _ids(row: dict[str, Any]) -> set[str]:
    """Whatever may name a row: its texts, its marks, and these with a number behind."""
    texts = {value for value in row.values() if isinstance(value, str) and value}
    marks = {bytes(value).hex() for value in row.values() if isinstance(value, bytes) and len(value) == 32}
    numbers = {str(value) for value in row.values() if isinstance(value, int) and 0 <= value < 256}
    return texts | marks | {f"{mark[:32]}.{n}" for mark in marks for n in numbers}
