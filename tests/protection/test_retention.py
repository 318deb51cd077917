"""P26, P27: what is kept, for how long; then no moment of what anybody told is finer than the hour.

Every table is walked; the columns that may stay exact are named here, each a thing of staff or of the
machine.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from core.country import Country
from flows.definition import Flows
from store import audit, enrolments, people, roster
from store.chain import walk
from store.database import Database
from store.keys import Keys
from store.shred import HOUR_MS, shred
from store.tables import metadata
from store.vault import Vault
from tests.protection.classes import OF_STAFF
from tests.protection.test_effacer import tell_everything
from tests.workers.texting import Texting, texting
from workers.clock import tick

DAY = timedelta(days=1)
MONITOR = "+22376000003"
MOMENT = range(10**12, 10**13)
"""Milliseconds since 1970 between 2001 and 2286."""
OF_THE_MACHINE = {
    *("elapsed", "buckets", "spent", "rounds", "flow_versions", "enrolments", "marks"),
    *("steps", "windows", "durations"),
}
"""Its own clocks and counters, and delays, which P27 keeps on purpose."""


@pytest.fixture(params=["silent", "conversation"])
def phone(
    request: pytest.FixtureRequest, database: Database, keys: Keys, country: Country, flows: Flows
) -> Iterator[Texting]:
    with texting(database, keys, country, flows, {"mode": request.param}) as opened:
        yield opened


def exact(phone: Texting) -> set[tuple[str, str]]:
    """Where a moment with minutes or seconds stands, of nobody who serves."""
    found = set()
    with phone.house.database.read() as conn:
        for table in metadata.sorted_tables:
            if table.name in OF_STAFF | OF_THE_MACHINE:
                continue
            for row in conn.execute(select(table)).mappings():
                moments = {name: v for name, v in row.items() if isinstance(v, int) and v in MOMENT}
                found |= {(table.name, name) for name, value in moments.items() if value % HOUR_MS}
    return found


def lived(phone: Texting) -> datetime:
    """A day of everything, with an alert that was answered; and when it was over."""
    with phone.house.database.write() as conn:
        about: dict[str, Any] = {"name": "Une", "roles": ("monitor",), "areas": ("ML0701",)}
        people.add_member(conn, phone.house.vault, number=MONITOR, now=phone.house.clock(), **about)
    tell_everything(phone)
    phone.write("11 ANSONGO", number=MONITOR)
    alerts = [found for each in phone.sent if (found := re.match(r"A(\d{4}) ", each.text))]
    for alert in alerts[:1]:
        phone.write(f"OUI {alert[1]}", number=MONITOR)
    tick(phone.house, phone.house.clock())
    return phone.house.clock()


def test_three_days_later_no_moment_is_finer_than_the_hour(phone: Texting) -> None:
    lived(phone)
    assert {("inbox", "received_at"), ("reports", "received_at")} <= exact(phone)
    phone.waits("74h")
    shred(phone.house.database, phone.house.keys, phone.house.clock())
    assert exact(phone) == set()


def test_a_body_is_there_for_two_days_and_gone_after_three(phone: Texting) -> None:
    phone.write("22 ANSONGO")
    for hours, kept in ((47, True), (27, False)):
        phone.waits(f"{hours}h")
        shred(phone.house.database, phone.house.keys, phone.house.clock())
        (row,) = phone.rows("SELECT sealed FROM inbox")
        assert (row["sealed"] is not None) is kept


def test_a_redacted_text_is_there_for_weeks_and_gone_after_ninety_days(phone: Texting) -> None:
    phone.write("des hommes armés ont attaqué Ansongo ce matin, trois morts")
    for days, kept in ((80, True), (10, False)):
        phone.waits(f"{days * 24}h")
        shred(phone.house.database, phone.house.keys, phone.house.clock())
        (row,) = phone.rows("SELECT sealed_text, code FROM reports")
        assert (row["sealed_text"] is not None) is kept
        assert row["code"]


def test_who_serves_no_more_is_forgotten_after_thirty_days_and_the_audit_is_not(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    with database.write() as conn:
        about: dict[str, Any] = {"name": "Une", "roles": ("monitor",), "areas": ("ML0701",)}
        member = people.add_member(conn, vault, number=MONITOR, now=at, **about)
        audit.write(conn, vault, at=at, account=member.id, role="monitor", action="verify", object="e1")
        enrolments.retire(conn, vault, member.id, at)
    for days, there in ((29, True), (31, False)):
        shred(database, keys, at + days * DAY)
        with database.read() as conn:
            assert bool(conn.execute(select(metadata.tables["staff"])).first()) is there
            assert walk(conn, keys).wrong is None
            assert not roster.members(conn)


def test_an_opt_out_outlives_every_key_of_a_calendar(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    with database.write() as conn:
        people.opt_out(conn, vault, MONITOR, at, cause="sms", channel="africastalking")
        audit.write(conn, vault, at=at, account="u1", role="monitor", action="verify", object="e1")
    later = at + 5 * 365 * DAY
    keys.issue(later)
    shred(database, keys, later)
    with database.read() as conn:
        assert people.opted_out(conn, vault, MONITOR, later)
        assert (walk(conn, keys).rows, walk(conn, keys).wrong) == (1, None)


def test_a_column_that_is_new_and_exact_is_seen(phone: Texting) -> None:
    """The walk finds a moment wherever it stands."""
    now = int(phone.house.clock().timestamp() * 1000) + 1
    with phone.house.database.write() as conn:
        conn.execute(insert(metadata.tables["channels"]).values(channel="x", message_at=now))
    assert ("channels", "message_at") in exact(phone)
