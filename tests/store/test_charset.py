"""2,000 texts of every script that a phone here may write come back byte for byte, from inbox and spool."""

import random
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.texts import LETTERS, text
from store import inbox
from store.database import Database
from store.inbox import Entry
from store.spool import Spool
from store.vault import Vault
from tests.store.mailbag import NUMBER, put

TEXTS = 2000


def drawn(seed: int) -> list[str]:
    dice = random.Random(seed)
    return [text(dice, script) for script in LETTERS for _ in range(-(-TEXTS // len(LETTERS)))][:TEXTS]


def entries(vault: Vault, at: datetime, texts: list[str]) -> list[Entry]:
    return [
        inbox.seal_entry(
            vault,
            channel="africastalking",
            kind="sms",
            external_id=str(number),
            body={"urn": NUMBER, "text": said, "number": number},
            received_at=at,
        )
        for number, said in enumerate(texts)
    ]


def read_back(database: Database, vault: Vault, at: datetime) -> dict[int, str]:
    found: dict[int, str] = {}
    while rows := inbox.lease(database, "w1", at):
        found |= {body["number"]: body["text"] for row in rows for body in [inbox.body(vault, row)]}
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_2000_texts_come_back_byte_for_byte(
    database: Database, vault: Vault, at: datetime, seed: int
) -> None:
    texts = drawn(seed)
    assert all(put(database, *entries(vault, at, texts)))
    found = read_back(database, vault, at)
    changed = [n for n, said in enumerate(texts) if found[n].encode() != said.encode()]
    assert (len(found), changed) == (TEXTS, [])


def test_2000_texts_come_back_from_the_spool_too(
    database: Database, vault: Vault, at: datetime, data_dir: Path
) -> None:
    texts = drawn(3)
    spool = Spool(data_dir / "spool", vault)
    spool.check()
    spool.write(entries(vault, at, texts), at)
    assert spool.flush(database) == TEXTS
    assert read_back(database, vault, at) == dict(enumerate(texts))


def test_every_script_is_among_them() -> None:
    said = "".join(drawn(1))
    assert all(
        any(sign in said for sign in signs if ord(sign) > 127)
        for signs in LETTERS.values()
        if not signs.isascii()
    )
