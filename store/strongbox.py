"""A file that only a key opens: compressed, then encrypted in pieces, each bound to its place and to the end.

AES-256-GCM under a key of the file's own (HKDF-SHA256 of the backup key and a random salt); the nonce counts
the pieces and marks the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). So a
piece that is changed, moved or missing is seen, the end of the file included.
"""

import gzip
import io
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import LasomiError
from store import durable

MAGIC = b"lasomi-backup-1\n"
SALT_BYTES = 32
KNOWN_BYTES = 8
PIECE = 256 * 1024
TAG = 16
_BUFFER = 64 * 1024


@contextmanager
def sealed(path: Path, key: bytes) -> Iterator[gzip.GzipFile]:
    """A new file of mode 0600 to write to: whole and on disk under its name after the block, or not there.

    Raises FileExistsError when the name is taken, OSError when the disk refuses.
    """
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with io.BufferedWriter(_Sealer(file, key), PIECE) as pieces, _packed(pieces) as plain:
                yield plain
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    durable.sync(path.parent)


@contextmanager
def opened(path: Path, *keys: bytes) -> Iterator[gzip.GzipFile]:
    """What was written into it under one of these keys. Raises LasomiError `backup.key`, or `backup.broken`
    while reading.
    """
    with path.open("rb") as file:
        pieces = io.BufferedReader(_Opener(file, keys), _BUFFER)
        with pieces, gzip.GzipFile(fileobj=pieces, mode="rb") as plain:
            yield plain


class _Sealer(io.RawIOBase):
    """Encrypts what it is given, piece by piece; `close` writes the last one."""

    def __init__(self, file: BinaryIO | IO[bytes], key: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        own, known = _derived(key, salt)
        self._file, self._cipher = file, AESGCM(own)
        self._waiting, self._count = bytearray(), 0
        file.write(MAGIC + salt + known)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        given = bytes(data)  # type: ignore[call-overload]
        self._waiting += given
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, last), piece, MAGIC))
        self._count += 1


class _Opener(io.RawIOBase):
    """Gives back what `_Sealer` was given."""

    def __init__(self, file: BinaryIO | IO[bytes], keys: Sequence[bytes]) -> None:
        head = file.read(len(MAGIC) + SALT_BYTES + KNOWN_BYTES)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + SALT_BYTES + KNOWN_BYTES:
            raise broken()
        derived = [_derived(key, head[len(MAGIC) : len(MAGIC) + SALT_BYTES]) for key in keys]
        fit = [own for own, known in derived if secrets.compare_digest(known, head[-KNOWN_BYTES:])]
        if not fit:
            raise LasomiError("backup.key", "another keys file wrote this backup: set LASOMI_KEYS_FILE")
        self._file, self._cipher, self._count = file, AESGCM(fit[0]), 0
        self._plain, self._next = b"", file.read(PIECE + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._plain and self._next:
            self._plain = self._piece()
        given = self._plain[: len(view)]
        view[: len(given)] = given
        self._plain = self._plain[len(given) :]
        return len(given)

    def _piece(self) -> bytes:
        here, self._next = self._next, self._file.read(PIECE + TAG)
        nonce = _nonce(self._count, last=not self._next)
        self._count += 1
        try:
            return self._cipher.decrypt(nonce, here, MAGIC)
        except InvalidTag:
            raise broken() from None


def broken() -> LasomiError:
    return LasomiError("backup.broken", "this is no whole backup of Lasomi: take another copy of it")


def _packed(pieces: IO[bytes]) -> gzip.GzipFile:
    return gzip.GzipFile(filename="", fileobj=pieces, mode="wb", compresslevel=6, mtime=0)


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The key of one file, and what tells that it is the right one without opening anything."""
    made = HKDF(SHA256(), 32 + KNOWN_BYTES, salt, b"lasomi backup 1").derive(key)
    return made[:32], made[32:]


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])
