"""Keys are renewed while the house works: everything opens, nobody becomes a stranger, the old key goes."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.errors import LasomiError
from ops.rotation import rotate
from store import audit, backup, chain, enrolments, partners, people, pins, rotation, signs, strongbox
from store.database import Database
from store.inbox import accept, seal_entry
from store.keys import Keys
from store.roster import email_of, name_of
from store.rotation import renew
from store.tables import staff
from store.vault import Vault
from tests.workers.bureau import MONITOR, OTHER_MONITOR, RELAY, Bureau

CODE = "48291376"


def hurried(_seconds: float) -> None:
    """Nobody else is here."""


@pytest.fixture
def staffed(database: Database, vault: Vault, at: datetime) -> Database:
    with database.write() as conn:
        for number, name in ((MONITOR, "Une"), (RELAY, "Deux")):
            about: dict[str, Any] = {"name": name, "roles": ("monitor",), "areas": ("ML0701",)}
            people.add_member(conn, vault, number=number, now=at, email=f"{name}@example.org", **about)
        signs.pulled(conn, vault, "twilio", at, "7")
        signs.pulled(conn, vault, "twilio", at, "8")
    return database


@pytest.fixture
def enrolling(staffed: Database, vault: Vault, at: datetime) -> str:
    """The id of somebody with a PIN, for whom a code waits."""
    with staffed.write() as conn:
        member = people.member_by_number(conn, vault, MONITOR, at)
        assert member is not None
        pins.set_pin(conn, vault, member.id, "2417", at)
        enrolments.issue(conn, vault, member.id, CODE, at, by="awa", lasts=timedelta(days=7))
        target = {"kind": "webhook", "target": "https://example.org/in", "secret": "between us"}
        partners.add(conn, vault, name="Radio", areas=["ML07"], now=at, **target)  # type: ignore[arg-type]
    return member.id


def known(database: Database, vault: Vault, at: datetime) -> list[str]:
    """Whom the house knows by their phones, with all that it has sealed of them."""
    with database.read() as conn:
        found = [people.member_by_number(conn, vault, number, at) for number in (MONITOR, RELAY)]
        assert signs.cursor(conn, vault, "twilio") == "8"
        return [
            f"{name_of(conn, vault, one.id)} {people.number_of(conn, vault, one.id)} "
            f"{email_of(conn, vault, one.id)}"
            for one in found
            if one is not None
        ]


WHOLE = [f"Une {MONITOR} Une@example.org", f"Deux {RELAY} Deux@example.org"]


@pytest.mark.parametrize(("family", "rows"), [("roster", 2), ("staff", 2), ("cursor", 1)])
def test_everything_is_sealed_anew_and_the_old_key_is_gone(
    staffed: Database, vault: Vault, at: datetime, family: str, rows: int
) -> None:
    old = vault.keys.key(family, "1")
    done = renew([staffed], vault, family, at, hurried)
    assert (done.rows, done.destroyed, done.kept) == (rows, 1, 0)
    assert vault.keys.standing(family) == ("2-2026-07-14",)
    assert old.hex().encode() not in vault.keys.path.read_bytes()
    assert known(staffed, vault, at) == WHOLE
    assert vault.keys.issue(at) == []  # the clock does not bring the first one back
    assert renew([staffed], vault, family, at + timedelta(days=1), hurried).destroyed == 1
    assert known(staffed, vault, at) == WHOLE


@pytest.mark.parametrize("order", [("roster", "staff"), ("staff", "roster"), ("staff", "staff")])
def test_a_pin_a_waiting_code_and_a_partner_outlive_the_keys(
    staffed: Database, vault: Vault, at: datetime, enrolling: str, order: tuple[str, ...]
) -> None:
    for family in order:
        renew([staffed], vault, family, at, hurried)
    with staffed.write() as conn:
        assert pins.fits(conn, vault, enrolling, "2417")
        assert not pins.fits(conn, vault, enrolling, "2418")
        reached = partners.address(conn, vault, partners.listing(conn)[0].id)
        assert (reached.target, reached.secret) == ("https://example.org/in", "between us")
        bound = enrolments.redeem(conn, vault, CODE, OTHER_MONITOR, at)
        assert bound is not None
        assert bound.id == enrolling


def test_a_code_is_good_while_two_keys_stand(
    staffed: Database, vault: Vault, at: datetime, enrolling: str
) -> None:
    def rest(_seconds: float) -> None:
        late = Vault(Late(vault.keys.path))
        with staffed.write() as conn:
            enrolments.issue(conn, late, enrolling, CODE, at, by="awa", lasts=timedelta(days=7))
            bound = enrolments.redeem(conn, vault, CODE, OTHER_MONITOR, at)
            assert bound is not None

    renew([staffed], vault, "staff", at, rest)


class Late(Keys):
    """Somebody who has looked up the newest key just before another one came."""

    def standing(self, family: str) -> tuple[str, ...]:
        return super().standing(family)[1:] or super().standing(family)


@pytest.mark.parametrize("family", ["roster", "staff", "cursor"])
def test_nobody_is_a_stranger_while_two_keys_stand(
    staffed: Database, vault: Vault, at: datetime, family: str
) -> None:
    """And whoever was about to write under the old key loses nothing."""
    seen: list[list[str]] = []

    def rest(_seconds: float) -> None:
        assert len(vault.keys.standing(family)) == 2
        seen.append(known(staffed, vault, at))
        late = Vault(Late(vault.keys.path))
        with staffed.write() as conn:
            about: dict[str, Any] = {"name": "Trois", "roles": ("monitor",), "areas": ("ML0701",)}
            people.add_member(conn, late, number=OTHER_MONITOR, now=at, **about)
            signs.pulled(conn, late, "twilio", at, "8")

    renew([staffed], vault, family, at, rest)
    assert seen == [WHOLE]
    assert known(staffed, vault, at) == WHOLE
    with staffed.read() as conn:
        third = people.member_by_number(conn, vault, OTHER_MONITOR, at)
        assert third is not None
        assert name_of(conn, vault, third.id) == "Trois"


@pytest.mark.parametrize("family", ["roster", "staff", "cursor"])
def test_one_that_was_broken_off_goes_on(staffed: Database, vault: Vault, at: datetime, family: str) -> None:
    def power_cut(_seconds: float) -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            renew([staffed], vault, family, at, power_cut)
        assert known(staffed, vault, at) == WHOLE
        assert vault.keys.standing(family) == ("2-2026-07-14", "1")
    assert renew([staffed], vault, family, at, hurried).destroyed == 1
    assert known(staffed, vault, at) == WHOLE


def test_what_does_not_open_keeps_the_old_key(staffed: Database, vault: Vault, at: datetime) -> None:
    with staffed.write() as conn:
        conn.execute(staff.update().where(staff.c.id.is_not(None)).values(sealed_name=b"x" * 40))
    with pytest.raises(LasomiError, match="staff"):
        renew([staffed], vault, "roster", at, hurried)
    assert "1" in vault.keys.standing("roster")


def test_the_chain_goes_on_under_the_new_key_and_the_old_one_still_proves(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    about = {"account": "u1", "role": "monitor", "action": "verify", "object": "e1"}
    for days in range(3):
        with database.write() as conn:
            audit.write(conn, vault, at=at, **about)
        assert renew([], vault, "audit", at + timedelta(days=days), hurried).kept == days + 1
    with database.write() as conn:
        audit.write(conn, vault, at=at, **about)
        assert chain.walk(conn, keys).wrong is None
    keys.destroy_due(at + timedelta(days=5 * 366 - 1))
    assert keys.standing("audit")[-1] == "1"
    keys.destroy_due(at + timedelta(days=5 * 366))
    with database.read() as conn:
        walked = chain.walk(conn, keys)
    assert (walked.rows, walked.lost, walked.wrong) == (4, 1, None)


def test_a_backup_opens_for_thirty_five_days_after(
    database: Database, vault: Vault, keys: Keys, tmp_path: Path, at: datetime
) -> None:
    backup.backup(database, keys, tmp_path / "spool", tmp_path / "old")
    renew([], vault, "backup", at, hurried)
    backup.backup(database, keys, tmp_path / "spool", tmp_path / "new")

    def opens(name: str) -> bool:
        try:
            with strongbox.opened(tmp_path / name, *backup.standing_keys(keys)) as plain:
                return bool(plain.read())
        except LasomiError:
            return False

    keys.destroy_due(at + timedelta(days=34))
    assert (opens("old"), opens("new")) == (True, True)
    keys.destroy_due(at + timedelta(days=35))
    assert (opens("old"), opens("new")) == (False, True)


def test_keys_of_days_that_have_not_begun_are_made_anew(
    database: Database, vault: Vault, at: datetime
) -> None:
    before = {name: vault.keys.key("day", name) for name in ("2026-07-14", "2026-07-15", "2026-07-16")}
    assert rotation.renew_ahead(database, vault, at) > 5
    after = {name: vault.keys.key("day", name) for name in before}
    assert [before[name] == after[name] for name in before] == [True, False, False]


def test_a_key_that_a_wrong_clock_has_used_stays(database: Database, vault: Vault, at: datetime) -> None:
    ahead = seal_entry(
        vault, channel="c", kind="sms", external_id="1", body={}, received_at=at + timedelta(1)
    )
    with database.write() as conn:
        accept(conn, ahead)
    assert rotation.renew_ahead(database, vault, at) == 0
    assert rotation.renew_ahead(database, vault, at + timedelta(days=1, hours=9)) > 0


def test_marks_of_what_nobody_keeps_are_not_renewed(bureau: Bureau) -> None:
    for family in ("optout", "dedupe", "day"):
        with pytest.raises(LasomiError, match="roster, staff, cursor, audit, backup"):
            rotate(bureau.house, [family], "awa")


def test_the_command_renews_everything_and_writes_it_down(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0.0)
    bureau.member(MONITOR, "monitor")
    told = rotate(bureau.house, (), "awa")
    assert [each["family"] for each in told] == [*rotation.RENEWABLE, "day…"]
    with bureau.house.database.read() as conn:
        assert people.member_by_number(conn, bureau.house.vault, MONITOR, bureau.watch.at) is not None
        assert chain.walk(conn, bureau.house.keys).wrong is None
        assert len(conn.execute(select(staff)).all()) == 1
    acts = bureau.rows("SELECT object FROM audit WHERE action = 'keys_rotated' ORDER BY seq")
    assert [row["object"] for row in acts] == [*rotation.RENEWABLE, "ahead"]
