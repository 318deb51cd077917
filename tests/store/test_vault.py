"""A number becomes a pseudonym, a body becomes sealed bytes, and neither can be turned back without its
key.
"""

from datetime import UTC, datetime, timedelta

import pytest

from core.contacts import pseudonym
from core.errors import LasomiError
from store.keys import Keys
from store.vault import Vault

NUMBER = "+22376000001"


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("report", "USZ752E6KNFYW5JRNEJQ75YX5F"),
        ("rating", "PX7FXQ2VFP6TXQLEY3UAMNNYGF"),
        ("optout", "ZZIPSC3QB43T3AA2NCEVX57AID"),
    ],
)
def test_pseudonyms_are_those_of_the_page(purpose: str, expected: str) -> None:
    assert pseudonym(bytes(range(32)), purpose, NUMBER) == expected


def test_one_person_is_another_in_every_purpose_and_epoch(vault: Vault, at: datetime) -> None:
    vault.keys.issue(at + timedelta(days=100))
    made = {
        vault.pseudonym(purpose, NUMBER, moment)
        for purpose in ("report", "rating", "contact", "limit", "session", "staff", "optout")
        for moment in (at, at)
    } | {vault.pseudonym("report", NUMBER, at + timedelta(days=100))}
    assert len(made) == 8


def test_the_old_pseudonym_is_known_for_seven_days_of_a_new_quarter(vault: Vault) -> None:
    before = datetime(2026, 9, 25, 12, tzinfo=UTC)
    vault.keys.issue(before)
    old = vault.pseudonym("report", NUMBER, before)
    turn = datetime(2026, 9, 28, tzinfo=UTC)  # 2026-W40: its Thursday is 1 October
    assert vault.previous("report", NUMBER, before) is None
    assert vault.previous("report", NUMBER, turn) == old
    assert vault.previous("report", NUMBER, turn + timedelta(days=6, hours=23)) == old
    assert vault.previous("report", NUMBER, turn + timedelta(days=7)) is None


def test_a_call_that_began_before_midnight_is_recognised(vault: Vault, at: datetime) -> None:
    mark = vault.mark("session", "africastalking|S1", at)
    assert vault.previous_mark("session", "africastalking|S1", at + timedelta(days=1)) == mark
    assert vault.mark("session", "africastalking|S1", at + timedelta(days=1)) != mark


@pytest.mark.parametrize("plain", [b"x", b"", "ɲɛ ߒߞߏ".encode(), bytes(20_000)])
def test_a_seal_opens_to_the_same_bytes(vault: Vault, at: datetime, plain: bytes) -> None:
    sealed, epoch = vault.seal("day", plain, at, table="inbox", row="r1", purpose="body")
    assert vault.open("day", epoch, sealed, table="inbox", row="r1", purpose="body") == plain


def test_the_same_text_never_looks_the_same(vault: Vault, at: datetime) -> None:
    seals = {vault.seal("day", b"x", at, table="t", row="r", purpose="p")[0] for _ in range(20)}
    assert len(seals) == 20


@pytest.mark.parametrize(
    ("table", "row", "purpose"), [("outbox", "r1", "body"), ("inbox", "r2", "body"), ("inbox", "r1", "name")]
)
def test_a_sealed_value_moved_elsewhere_does_not_open(
    vault: Vault, at: datetime, table: str, row: str, purpose: str
) -> None:
    sealed, epoch = vault.seal("day", b"secret", at, table="inbox", row="r1", purpose="body")
    with pytest.raises(LasomiError) as raised:
        vault.open("day", epoch, sealed, table=table, row=row, purpose=purpose)
    assert raised.value.code == "seal_broken"


def test_a_changed_or_cut_seal_does_not_open(vault: Vault, at: datetime) -> None:
    sealed, epoch = vault.seal("day", b"secret", at, table="inbox", row="r1", purpose="body")
    for broken in (sealed[:-1], sealed[:10], b"", bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(LasomiError) as raised:
            vault.open("day", epoch, broken, table="inbox", row="r1", purpose="body")
        assert raised.value.code == "seal_broken"


def test_no_family_opens_what_another_sealed(vault: Vault, at: datetime) -> None:
    sealed, epoch = vault.seal("day", b"secret", at, table="t", row="r", purpose="p")
    for family in ("callback", "protected"):
        with pytest.raises(LasomiError) as raised:
            vault.open(family, epoch, sealed, table="t", row="r", purpose="p")
        assert raised.value.code == "seal_broken"


def test_what_was_shredded_says_so(vault: Vault, keys: Keys, at: datetime) -> None:
    sealed, epoch = vault.seal("day", b"secret", at, table="t", row="r", purpose="p")
    keys.destroy_due(at + timedelta(hours=72))
    with pytest.raises(LasomiError) as raised:
        vault.open("day", epoch, sealed, table="t", row="r", purpose="p")
    assert raised.value.code == "key_gone"
