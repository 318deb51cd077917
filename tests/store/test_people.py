"""A phone is known by its pseudonym for a quarter, staff by the roster, and a no is remembered."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.contacts import Contact
from core.errors import LasomiError
from store import enrolments, inbox, people, roster
from store.database import Database
from store.keys import Keys
from store.tables import contacts
from store.vault import Vault

NUMBER, OTHER = "+22376000001", "+22376000002"
LAST_DAY = datetime(2026, 9, 27, 12, tzinfo=UTC)
NEXT_QUARTER = datetime(2026, 9, 28, 12, tzinfo=UTC)


def known(database: Database, vault: Vault, now: datetime, number: str = NUMBER) -> Contact | None:
    with database.write() as conn:
        return people.contact(conn, vault, number, now)


def test_a_phone_that_never_called_is_nobody(database: Database, vault: Vault, at: datetime) -> None:
    assert known(database, vault, at) is None


def test_what_was_chosen_is_remembered_and_added_to(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        people.remember(conn, vault, NUMBER, at, language="bm")
        people.remember(conn, vault, NUMBER, at + timedelta(days=3), home="ML0701")
        people.remember(conn, vault, NUMBER, at + timedelta(days=4))
    found = known(database, vault, at)
    assert found == Contact(vault.pseudonym("contact", NUMBER, at), "bm", "ML0701", None, "2026-07-14")
    assert known(database, vault, at, OTHER) is None


def test_who_returns_within_seven_days_of_a_new_quarter_is_still_known(
    database: Database, vault: Vault
) -> None:
    vault.keys.issue(LAST_DAY)
    with database.write() as conn:
        people.remember(conn, vault, NUMBER, LAST_DAY, language="taq")
    with database.read() as conn:
        seen = people.peek(conn, vault, NUMBER, NEXT_QUARTER)
    found = known(database, vault, NEXT_QUARTER)
    assert found is not None
    assert seen is not None
    assert (found.language, found.first_seen, seen.language) == ("taq", "2026-09-27", "taq")
    assert found.id == vault.pseudonym("contact", NUMBER, NEXT_QUARTER)
    with database.read() as conn:
        assert conn.scalars(select(contacts.c.epoch)).all() == ["2026-Q4w"]


def test_who_returns_later_is_new(database: Database, vault: Vault) -> None:
    vault.keys.issue(LAST_DAY)
    with database.write() as conn:
        people.remember(conn, vault, NUMBER, LAST_DAY, language="taq")
    assert known(database, vault, NEXT_QUARTER + timedelta(days=7)) is None


def test_a_forgotten_contact_is_gone(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        people.remember(conn, vault, NUMBER, at, language="bm")
        people.forget_contact(conn, vault, NUMBER, at)
    assert known(database, vault, at) is None


def test_a_no_stands_until_the_person_says_yes(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        assert not people.opted_out(conn, vault, NUMBER, at)
        people.opt_out(conn, vault, NUMBER, at, cause="STOP", channel="africastalking")
        people.opt_out(conn, vault, NUMBER, at, cause="STOP", channel="africastalking")
        assert people.opted_out(conn, vault, NUMBER, at + timedelta(days=3000))
        assert not people.opted_out(conn, vault, OTHER, at)
        people.opt_in(conn, vault, NUMBER, at, cause="DEBUT", channel="africastalking")
        assert not people.opted_out(conn, vault, NUMBER, at)


def test_a_member_is_known_by_the_phone_and_written_to(
    database: Database, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        added = people.add_member(
            conn, vault, number=NUMBER, name="Awa", roles=("monitor", "relay"), areas=("ML0701",), now=at
        )
        assert people.member_by_number(conn, vault, NUMBER, at) == added == people.member(conn, added.id)
        assert people.member_by_number(conn, vault, OTHER, at) is None
        assert people.members(conn) == [added]
        assert people.number_of(conn, vault, added.id) == NUMBER
        assert roster.name_of(conn, vault, added.id) == "Awa"
        assert added.serves("ML0701")
        assert added.is_("relay")


def test_adding_a_member_twice_changes_the_roles(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        first = people.add_member(
            conn, vault, number=NUMBER, name="Awa", roles=("relay",), areas=("ML07",), now=at
        )
        people.set_on_call(conn, first.id, False)
        again = people.add_member(
            conn, vault, number=NUMBER, name="Awa", roles=("monitor",), areas=("ML",), now=at
        )
        assert again.id == first.id
        assert people.members(conn) == [again]
        assert (again.roles, again.areas, again.on_call) == (("monitor",), ("ML",), False)


def test_who_no_longer_serves_is_not_listened_to(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        member = people.add_member(
            conn, vault, number=NUMBER, name="A", roles=("relay",), areas=("ML",), now=at
        )
        enrolments.retire(conn, vault, member.id, at)
        assert people.member_by_number(conn, vault, NUMBER, at) is None
        assert people.members(conn) == []


def test_a_locked_member_is_marked(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        member = people.add_member(
            conn, vault, number=NUMBER, name="A", roles=("relay",), areas=("ML",), now=at
        )
        people.lock_member(conn, member.id)
        assert roster.is_locked(conn, member.id)


def test_a_member_that_is_not_there_has_no_number(database: Database, vault: Vault) -> None:
    with database.read() as conn, pytest.raises(LasomiError) as raised:
        people.number_of(conn, vault, "nobody")
    assert raised.value.code == "no_member"


def test_erasing_takes_bodies_that_nobody_has_read(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    entries = [
        inbox.seal_entry(
            vault, channel="x", kind="sms", external_id=number, body={"urn": number}, received_at=at
        )
        for number in (NUMBER, OTHER)
    ]
    with database.write() as conn:
        for entry in entries:
            inbox.accept(conn, entry)
        people.remember(conn, vault, NUMBER, at, language="bm")
        people.erase(conn, vault, NUMBER, at)
        assert people.contact(conn, vault, NUMBER, at) is None
        assert inbox.fate(conn, entries[0].id) == inbox.Fate("done", "erased", None)
    (left,) = inbox.lease(database, "w1", at)
    assert inbox.body(vault, left)["urn"] == OTHER
