"""Check 34: without the keys nobody finds a number again; an epoch ends and nobody notices (P16, P17)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from core.contacts import pseudonym
from core.country import Country
from flows.definition import Flows
from store.database import Database
from store.keys import Keys
from store.shred import shred
from store.tables import metadata
from tests.protection.walking import ring_of
from tests.workers.texting import Texting, texting

CANDIDATES: Final = 1_000_000
FIRST: Final = 22_376_000_000
PHONES: Final = tuple(f"+{FIRST + n}" for n in range(10, 30))
"""Made-up numbers (P81), which lie among the candidates."""
WHOLE: Final = 16
"""Bytes of a pseudonym that stand in 26 letters of base32 for sure (130 bits)."""
BEFORE: Final = datetime(2026, 9, 27, 23, 59, 50, tzinfo=UTC)
"""The last seconds of 2026-Q3w: the next week's Thursday is 1 October."""


@pytest.fixture
def town(database: Database, keys: Keys, country: Country, flows: Flows) -> Iterator[Texting]:
    with texting(database, keys, country, flows, {"mode": "neutral"}) as opened:
        yield opened


def written(town: Texting, numbers: Iterable[str], text: str = "22 ANSONGO") -> None:
    for number in numbers:
        town.write(text, number=number)


def values(town: Texting) -> Iterator[tuple[str, Any]]:
    """Every text and every run of bytes of every table, by its row."""
    with town.house.database.read() as conn:
        for table in metadata.sorted_tables:
            for place, row in enumerate(conn.execute(table.select())):
                yield from (
                    (f"{table.name} {place}", each)
                    for each in row
                    if isinstance(each, str | bytes | memoryview)
                )


def images(town: Texting) -> set[bytes]:
    """The first 16 bytes of whatever may stand for a number: raw, in hex, in base32."""
    found = set[bytes]()
    for _, value in values(town):
        found |= set(_read(value)) if isinstance(value, str) else {bytes(value)[:WHOLE]}
    return {each for each in found if len(each) == WHOLE}


def _read(value: str) -> Iterator[bytes]:
    """A text as bytes, in each way in which it may be some."""
    for part in re.split(r"[^0-9A-Za-z]+", value):
        for decode in (bytes.fromhex, _base32):
            try:
                yield decode(part)[:WHOLE]
            except ValueError:
                continue


def _base32(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8), casefold=True)


def matched(images_: set[bytes], image: Callable[[bytes], bytes], candidates: int = CANDIDATES) -> int:
    """How many of the candidates have an image that stands in the database."""
    return sum(image(b"+%d" % (FIRST + n))[:WHOLE] in images_ for n in range(candidates))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_none_of_a_million_numbers_is_found_without_the_key(town: Texting) -> None:
    written(town, PHONES)
    kept = images(town)
    ours = town.house.keys.key("report", "2026-Q3w")
    stranger = hashlib.sha256(b"not this house's key").digest()
    assert matched(kept, lambda number: hmac.digest(ours, b"report|v1|" + number, "sha256"), 99) == len(
        PHONES
    )
    assert matched(kept, lambda number: hmac.digest(stranger, b"report|v1|" + number, "sha256")) == 0
    assert matched(kept, lambda number: hashlib.sha256(number).digest()) == 0


GUESSES: Final = {
    "no key": b"",
    "zeros": bytes(32),
    "the key of the page": bytes(range(32)),
    "the purpose": b"report",
    "the name of the house": b"lasomi",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_number_stands_there_under_anything_that_needs_no_key(town: Texting) -> None:
    """Of the numbers that are there: if these are not found, no search among others finds them."""
    written(town, PHONES)
    kept = images(town)
    digests = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256")
    for number in PHONES:
        for said in (number, number[1:], number[4:], f"africastalking|{number}", f"*384#|{number}"):
            for each in (
                said,
                *(f"{purpose}|v1|{said}" for purpose in ("report", "contact", "limit", "optout")),
            ):
                plain = {hashlib.new(name, each.encode()).digest()[:WHOLE] for name in digests}
                keyed = {hmac.digest(key, each.encode(), "sha256")[:WHOLE] for key in GUESSES.values()}
                assert not (plain | keyed) & kept, each


def names(town: Texting, epoch: str, numbers: Iterable[str]) -> set[str]:
    """By what the house knows these phones in an epoch."""
    purposes = ("report", "contact")
    keys = {purpose: town.house.keys.key(purpose, epoch) for purpose in purposes}
    return {pseudonym(keys[purpose], purpose, number) for purpose in purposes for number in numbers}


def rows_with(town: Texting, wanted: set[str]) -> set[str]:
    return {row for row, value in values(town) if value in wanted}


def test_an_epoch_ends_while_people_write(town: Texting) -> None:
    """Ten seconds before and after its end: all are taken and answered; who goes on is one source."""
    town.line.move(BEFORE)
    town.house.keys.issue(BEFORE)
    written(town, PHONES[:3])
    town.waits("20s")
    written(town, (*PHONES[:3], PHONES[5]))
    fates = town.rows("SELECT state, count(*) AS n FROM inbox GROUP BY state")
    assert [(row["state"], row["n"]) for row in fates] == [("done", 7)]
    assert len(town.sent) == 7
    incidents = town.rows("SELECT sources FROM incidents")
    assert sum(row["sources"] for row in incidents) <= 4


def test_nothing_links_the_pseudonyms_of_two_epochs(town: Texting) -> None:
    town.line.move(BEFORE - timedelta(days=3))
    town.house.keys.issue(town.house.clock())
    written(town, PHONES[:5])
    old = names(town, "2026-Q3w", PHONES[:5])
    assert rows_with(town, old)
    for _ in range(12):
        town.waits("24h")
        shred(town.house.database, town.house.keys, town.house.clock())
    written(town, PHONES[:5])
    assert not {"report/2026-Q3w", "contact/2026-Q3w"} & set(ring_of(town.house.keys))
    new = names(town, "2026-Q4w", PHONES[:5])
    assert rows_with(town, new)
    assert rows_with(town, old) & rows_with(town, new) == set()
