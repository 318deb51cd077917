"""Closed keys are made and destroyed unopened, and open for two custodians alone (P29)."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.errors import LasomiError, Misconfigured
from store import boxes, closed, custody, keyslots, rings
from store.custody import stretched
from store.keys import FAMILIES, Keys, open_keys
from store.panic import panic
from store.vault import Vault
from tests.protection.sealing import MEMORY, PHRASES, made, open_house_of


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder that is gone with the power."""
    with TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def sealed(memory: Path, tmp_path: Path, at: datetime) -> Keys:
    """A house of three custodians, still open."""
    return open_house_of(at, memory, tmp_path / "keys")


def shut_of(keys: Keys) -> Path:
    assert keys.closed
    return keys.closed


def known(at: datetime, *numbers: int) -> list[bytes]:
    return [made(at).known[n] for n in numbers]


def ring(path: Path) -> dict[str, bytes]:
    return dict(keyslots.found(path) or {})


def refused(act: object, *given: object) -> str:
    with pytest.raises(LasomiError) as raised:
        act(*given)  # type: ignore[operator]
    return raised.value.code


@pytest.mark.parametrize("size", [0, 1, 32, 16_384])
def test_a_box_opens_for_its_key_under_its_name(size: int) -> None:
    private, plain = secrets.token_bytes(32), secrets.token_bytes(size)
    box = boxes.close(boxes.public_of(private), plain, "day/2026-07-14")
    assert boxes.open_(private, box, "day/2026-07-14") == plain
    assert refused(boxes.open_, private, box, "day/2026-07-15") == "seal_broken"
    assert refused(boxes.open_, secrets.token_bytes(32), box, "day/2026-07-14") == "seal_broken"
    assert refused(boxes.open_, private, box[:-1], "day/2026-07-14") == "seal_broken"
    assert refused(boxes.open_, private, b"", "day/2026-07-14") == "seal_broken"


def test_no_key_lies_in_the_closed_file(sealed: Keys) -> None:
    raw, keys = shut_of(sealed).read_bytes(), ring(sealed.path)
    assert len(keys) > len(FAMILIES)
    assert [name for name, key in keys.items() if key in raw or key.hex().encode() in raw] == []


@pytest.mark.parametrize(("pair", "who"), [((0, 1), "1+2"), ((2, 0), "1+3"), ((1, 2), "2+3")])
def test_any_two_open_all_of_it(sealed: Keys, at: datetime, pair: tuple[int, int], who: str) -> None:
    before = ring(sealed.path)
    assert closed.lock(sealed.path)
    assert sealed.sealed
    assert closed.unlock(shut_of(sealed), sealed.path, known(at, *pair)) == who
    assert ring(sealed.path) == before
    assert sealed.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("numbers", [(0, 0), (0,), ()])
def test_one_alone_opens_nothing(sealed: Keys, at: datetime, numbers: tuple[int, ...]) -> None:
    closed.lock(sealed.path)
    assert refused(closed.unlock, shut_of(sealed), sealed.path, known(at, *numbers)) == "phrases"
    assert sealed.sealed


def test_a_phrase_that_is_nearly_right_is_wrong(sealed: Keys, at: datetime) -> None:
    closed.lock(sealed.path)
    nearly = stretched(PHRASES[0][:-1], closed.salt(shut_of(sealed)))
    assert refused(closed.unlock, shut_of(sealed), sealed.path, [nearly, *known(at, 1)]) == "phrases"
    again = stretched(f" {PHRASES[0]}  ", closed.salt(shut_of(sealed)))
    assert closed.unlock(shut_of(sealed), sealed.path, [again, *known(at, 1)]) == "1+2"


@pytest.mark.parametrize(
    "phrases",
    [list(PHRASES[:1]), [PHRASES[0]] * 2, ["court", PHRASES[0]], [f"{PHRASES[0]} {n}" for n in range(7)]],
)
def test_custodians_are_two_to_six_with_a_phrase_each(tmp_path: Path, phrases: list[str]) -> None:
    assert refused(closed.make, tmp_path / "closed", {}, phrases) == "custody"
    assert not (tmp_path / "closed").exists()


def test_another_keyboard_types_the_same_phrase(sealed: Keys) -> None:
    assert custody.plain(" e\u0301le\u0301phant   gris ") == "éléphant gris"


def test_keys_come_and_go_unopened(sealed: Keys, at: datetime) -> None:
    closed.lock(sealed.path)
    assert ("day", "2026-07-18") in sealed.issue(at + timedelta(days=1))
    assert ("letter", "2026-07-14") in sealed.destroy_due(at + timedelta(hours=73))
    names = set(ring(shut_of(sealed)))
    assert "day/2026-07-18" in names
    assert not names & {"day/2026-07-14", "letter/2026-07-14", "public/2026-07-14"}
    closed.unlock(shut_of(sealed), sealed.path, known(at, 0, 1))
    assert len(sealed.key("day", "2026-07-18")) == 64
    assert refused(sealed.key, "day", "2026-07-14") == "key_gone"


def test_what_changes_while_open_changes_in_the_closed_file_too(sealed: Keys, at: datetime) -> None:
    sealed.issue(at + timedelta(days=2))
    sealed.change(lambda before: rings.renewed(before, "roster", at))
    sealed.destroy_due(at + timedelta(hours=73))
    before = ring(sealed.path)
    closed.lock(sealed.path)
    closed.unlock(shut_of(sealed), sealed.path, known(at, 1, 2))
    assert ring(sealed.path) == before
    assert sealed.standing("roster") == ("2-2026-07-14", "1")


def test_without_two_persons_nothing_opens(sealed: Keys, at: datetime) -> None:
    vault = Vault(sealed)
    assert vault.pseudonym("report", "+22376000001", at)
    raw = sealed.path.read_bytes()
    closed.lock(sealed.path)
    for act in (
        lambda: vault.pseudonym("report", "+22376000001", at),
        lambda: sealed.key("day", "2026-07-14"),
    ):
        assert refused(act) == "sealed"
    again = open_keys(sealed.path, shut_of(sealed))
    assert again.sealed
    assert refused(again.key, "day", "2026-07-14") == "sealed"
    assert raw


def test_a_panic_leaves_nothing_to_unlock(sealed: Keys, at: datetime) -> None:
    closed.lock(sealed.path)
    panic(sealed.path, at, shut_of(sealed))
    assert not sealed.sealed
    assert sealed.panicked
    assert refused(sealed.key, "day", "2026-07-14") == "panic"
    assert sealed.issue(at) == []
    assert refused(closed.unlock, shut_of(sealed), sealed.path, known(at, 0, 1)) == "phrases"


def test_a_panic_while_open_destroys_both(sealed: Keys, at: datetime) -> None:
    panic(sealed.path, at, shut_of(sealed))
    assert rings.is_panicked(ring(sealed.path))
    assert rings.is_panicked(ring(shut_of(sealed)))


def test_open_keys_lie_in_memory_or_not_at_all(sealed: Keys) -> None:
    with pytest.raises(Misconfigured, match="LASOMI_KEYS_FILE is a file in memory"):
        open_keys(Path("/nowhere/keys"), shut_of(sealed))


def test_without_a_closed_file_nothing_starts(memory: Path, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="closed"):
        open_keys(memory / "keys", tmp_path / "closed")
