"""A sealed file gives back what was put in, opens with its key only, and shows every change."""

import secrets
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import LasomiError
from store import strongbox
from tests.examples import many

KEY = bytes(range(64))


def put(path: Path, *pieces: bytes) -> Path:
    with strongbox.sealed(path, KEY) as out:
        for piece in pieces:
            out.write(piece)
    return path


def took(path: Path, key: bytes = KEY) -> bytes:
    with strongbox.opened(path, key) as plain:
        return plain.read()


@pytest.mark.parametrize("size", [0, 1, strongbox.PIECE - 1, strongbox.PIECE, 3 * strongbox.PIECE + 7])
def test_what_was_put_in_comes_out(tmp_path: Path, size: int) -> None:
    content = secrets.token_bytes(size)  # does not compress: it fills pieces
    path = put(tmp_path / "box", content[: size // 2], content[size // 2 :])
    assert took(path) == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@settings(max_examples=many(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(at=st.integers(0, 2**30), bit=st.integers(0, 7), cut=st.booleans())
def test_a_changed_or_shortened_file_does_not_open(tmp_path: Path, at: int, bit: int, cut: bool) -> None:
    path = tmp_path / "box"
    if not path.exists():
        put(path, secrets.token_bytes(strongbox.PIECE + 999))
    raw = bytearray(path.read_bytes())
    other = tmp_path / "other"
    raw[at % len(raw)] ^= 1 << bit
    other.write_bytes(path.read_bytes()[: at % len(raw)] if cut else raw)
    with pytest.raises(LasomiError) as raised:
        took(other)
    assert raised.value.code in {"backup.broken", "backup.key"}


def test_pieces_that_changed_places_do_not_open(tmp_path: Path) -> None:
    raw = put(tmp_path / "box", secrets.token_bytes(3 * strongbox.PIECE)).read_bytes()
    head, size = len(strongbox.MAGIC) + strongbox.SALT_BYTES + strongbox.KNOWN_BYTES, strongbox.PIECE + 16
    first, second = raw[head : head + size], raw[head + size : head + 2 * size]
    (tmp_path / "other").write_bytes(raw[:head] + second + first + raw[head + 2 * size :])
    with pytest.raises(LasomiError, match="no whole backup"):
        took(tmp_path / "other")


def test_another_key_is_told_from_a_broken_file(tmp_path: Path) -> None:
    path = put(tmp_path / "box", b"x")
    with pytest.raises(LasomiError, match="LASOMI_KEYS_FILE"):
        took(path, bytes(64))


def test_nothing_is_left_of_a_file_that_was_not_finished(tmp_path: Path) -> None:
    def fails() -> None:
        with strongbox.sealed(tmp_path / "box", KEY) as out:
            out.write(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    path = put(tmp_path / "box", b"first")
    with pytest.raises(FileExistsError):
        put(path, b"second")
    assert took(path) == b"first"
