"""Check 38: who has the database and not the keys changes nothing of the audit that is not found (P52, P53).

The intruder is the owner of the database: the triggers fall first. A thousand changes of nine kinds, by seed.
"""

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core.errors import LasomiError
from store import audit, chain, heads
from store.chain import GENESIS, walk
from store.database import Database
from store.keys import Keys, create_keys
from store.tables import audit as rows
from store.vault import Vault

ROWS = 40
TRIES = 1000
WORDS = ("account", "role", "action", "object", "reason")


def act(conn: Connection, vault: Vault, at: datetime, n: int) -> None:
    about = {"account": f"u{n % 3}", "role": "monitor", "action": "verify", "object": f"e{n}"}
    audit.write(conn, vault, at=at + timedelta(seconds=n), reason=f"r{n}", **about)


@pytest.fixture
def written(database: Database, vault: Vault, at: datetime) -> Database:
    with database.write() as conn:
        for n in range(ROWS):
            act(conn, vault, at, n)
    return database


def disarm(conn: Connection) -> None:
    """What the owner of a database can always do."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        return
    for name in ("audit_keeps", "audit_stays"):
        conn.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def some(conn: Connection, chance: random.Random, but: int = 0) -> Any:
    listed = conn.execute(select(rows).order_by(rows.c.seq)).mappings().all()
    return chance.choice(listed[: len(listed) - but])


def edit(conn: Connection, chance: random.Random) -> None:
    row, name = some(conn, chance), chance.choice(WORDS)
    conn.execute(update(rows).where(rows.c.seq == row["seq"]).values({name: row[name] + "x"}))


def redate(conn: Connection, chance: random.Random) -> None:
    row = some(conn, chance)
    conn.execute(update(rows).where(rows.c.seq == row["seq"]).values(at=row["at"] + chance.choice((-1, 1))))


def remove(conn: Connection, chance: random.Random) -> None:
    conn.execute(delete(rows).where(rows.c.seq == some(conn, chance, but=1)["seq"]))


def cut(conn: Connection, chance: random.Random) -> None:
    conn.execute(delete(rows).where(rows.c.seq >= some(conn, chance)["seq"]))


def swap(conn: Connection, chance: random.Random) -> None:
    """Two rows change places, whole or with the values that bind them."""
    one = some(conn, chance, but=1)
    other = some(conn, chance)
    while other["seq"] == one["seq"]:
        other = some(conn, chance)
    moved = (*WORDS, "at", *(["mac"] if chance.random() < 0.5 else []))
    for here, there in ((one, other), (other, one)):
        values = {name: there[name] for name in moved}
        conn.execute(update(rows).where(rows.c.seq == here["seq"]).values(values))


def renumber(conn: Connection, chance: random.Random) -> None:
    last = some(conn, chance)["seq"]
    conn.execute(update(rows).where(rows.c.seq == last).values(seq=last + 1000))


def forge(conn: Connection, chance: random.Random) -> None:
    """A row of one's own behind the others, with a value that looks right, or none."""
    row = dict(some(conn, chance))
    mac = chance.choice((None, chance.randbytes(32), row["mac"]))
    conn.execute(insert(rows).values(row | {"seq": row["seq"] + 2000, "mac": mac}))


def rebind(conn: Connection, chance: random.Random) -> None:
    row = some(conn, chance)
    values = chance.choice(({"mac": chance.randbytes(32)}, {"key_epoch": "7"}, {"mac": None}))
    conn.execute(update(rows).where(rows.c.seq == row["seq"]).values(values))


def rewrite(conn: Connection, chance: random.Random) -> None:
    """The whole end anew, under a key of one's own."""
    first, own = some(conn, chance, but=1)["seq"], chance.randbytes(32)
    before = conn.execute(select(rows.c.mac).where(rows.c.seq < first).order_by(rows.c.seq.desc())).scalar()
    for row in conn.execute(select(rows).where(rows.c.seq >= first).order_by(rows.c.seq)).mappings().all():
        changed = {**row, "object": "e999"}
        before = chain.link(own, bytes(before or GENESIS), changed)
        values = {"object": "e999", "mac": before}
        conn.execute(update(rows).where(rows.c.seq == row["seq"]).values(values))


KINDS: tuple[Callable[[Connection, random.Random], None], ...] = (
    *(edit, redate, remove, cut, swap, renumber, forge, rebind, rewrite),
)


def found(conn: Connection, keys: Keys, head: heads.Head) -> bool:
    walked = walk(conn, keys)
    return walked.wrong is not None or not chain.holds(conn, head.seq, head.mac)


def test_a_thousand_tamperings_are_found(written: Database, keys: Keys, at: datetime) -> None:
    with written.read() as conn:
        head = heads.sign(keys, *chain.end(conn), at)
        assert walk(conn, keys).rows == ROWS
        assert not found(conn, keys, head)
    missed = []
    with written.write() as conn:
        disarm(conn)
        for n in range(TRIES):
            kind, before = KINDS[n % len(KINDS)], conn.begin_nested()
            kind(conn, random.Random(n))
            if not found(conn, keys, head):
                missed.append((n, kind.__name__))
            before.rollback()
        conn.rollback()
    assert missed == []


def test_the_first_row_that_is_wrong_is_named(written: Database, keys: Keys) -> None:
    with written.write() as conn:
        disarm(conn)
        seventh = conn.execute(select(rows.c.seq).order_by(rows.c.seq).offset(6)).scalar()
        conn.execute(update(rows).where(rows.c.seq >= seventh).values(object="e0"))
        wrong = walk(conn, keys).wrong
        conn.rollback()
    assert wrong is not None
    assert (wrong.seq, wrong.why) == (seventh, "changed")


@pytest.mark.parametrize("act_of", ["UPDATE audit SET object = 'x'", "DELETE FROM audit"])
def test_nobody_changes_a_row_by_mistake(written: Database, act_of: str) -> None:
    with pytest.raises((DBAPIError, LasomiError)), written.write() as conn:
        conn.execute(text(act_of))
    with written.read() as conn:
        assert len(conn.execute(select(rows.c.seq).where(rows.c.object != "x")).all()) == ROWS


def test_rows_of_before_the_chain_are_taken_in_and_counted(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    old = {"at": 1, "account": "u1", "role": "monitor", "action": "verify", "object": "e1", "reason": ""}
    with database.write() as conn:
        conn.execute(insert(rows), [old, old | {"at": 2}])
        assert walk(conn, keys).wrong is not None
        audit.begin(conn, vault, at)
        audit.begin(conn, vault, at)
        act(conn, vault, at, 1)
        actions = list(conn.scalars(select(rows.c.action).order_by(rows.c.seq)))
        assert (actions, walk(conn, keys).wrong) == (["verify", "verify", audit.ADOPTED, "verify"], None)
        assert conn.scalar(select(rows.c.object).where(rows.c.action == audit.ADOPTED)) == "2"


def test_what_is_written_without_a_key_is_never_taken_in_later(
    written: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    """Else who has the database would have the house vouch for rows of theirs."""
    with written.write() as conn:
        last = chain.end(conn)[0]
        row = {"at": 1, "account": "u9", "role": "", "action": "verify", "object": "e9", "reason": ""}
        conn.execute(insert(rows).values(seq=last + 1, **row))
        if conn.dialect.name == "postgresql":
            conn.execute(text("SELECT nextval(pg_get_serial_sequence('audit', 'seq'))"))
        audit.begin(conn, vault, at)
        act(conn, vault, at, 1)
        wrong = walk(conn, keys).wrong
    assert wrong is not None
    assert (wrong.seq, wrong.why) == (last + 1, "unchained")


def test_many_hands_at_once_write_one_chain(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    def write(hand: int) -> None:
        for n in range(10):
            with database.write() as conn:
                act(conn, vault, at, 100 * hand + n)

    hands = [threading.Thread(target=write, args=(hand,)) for hand in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    with database.read() as conn:
        walked = walk(conn, keys)
    assert (walked.rows, walked.wrong) == (60, None)


def test_what_is_undone_leaves_no_gap_in_the_chain(
    written: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    with written.write() as conn:
        act(conn, vault, at, 1)
        conn.rollback()
    with written.write() as conn:
        act(conn, vault, at, 2)
        assert walk(conn, keys).wrong is None


def test_a_head_tells_whose_it_is(keys: Keys, tmp_path: Any, at: datetime) -> None:
    head = heads.sign(keys, 7, b"\x01" * 32, at)
    mail = f"Subject: Lasomi\r\n\r\nTitre\r\n\r\n{heads.written(head)}\r\n".replace("\n", "\r\n")
    quoted = "\n".join(f"> {line}" for line in heads.written(head).splitlines())
    assert heads.read(mail) == [head]
    assert heads.read(f"{mail}\n{quoted}") == [head, head]
    key = heads.public_key(keys, at)
    assert heads.is_signed(head, key)
    assert not heads.is_signed(heads.Head(6, head.at, head.mac, head.key, head.signature), key)
    stranger = create_keys(tmp_path / "other" / "keys", at)
    assert not heads.is_signed(heads.sign(stranger, 7, b"\x01" * 32, at), key)
    assert max(len(line) for line in heads.written(head).splitlines()) < 78
    with pytest.raises(LasomiError, match="no whole head"):
        heads.read("row 7\nat noon")
