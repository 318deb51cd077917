"""Pseudonyms, marks and seals: what becomes of a number before anything is written (P15–P22)."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from core.contacts import pseudonym
from core.errors import LasomiError
from core.periods import bounds, end_of
from store.families import FAMILIES, lasts
from store.keys import Keys

NONCE_BYTES = 16
OVERLAP = timedelta(days=7)


class Vault:
    """What the keys can do, and nothing that shows a key."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def pseudonym(self, purpose: str, number: str, now: datetime) -> str:
        """The 26 characters that stand for a number (E.164) in this purpose and epoch."""
        return pseudonym(self.keys.key(purpose, self.keys.epoch(purpose, now)), purpose, number)

    def known_as(self, purpose: str, number: str, now: datetime) -> tuple[str, ...]:
        """Every pseudonym that may stand for a number while a key that is renewed by hand gives way to its
        successor, the newest first.
        """
        epochs = self.keys.standing(purpose) if lasts(purpose) else (self.keys.epoch(purpose, now),)
        return tuple(pseudonym(self.keys.key(purpose, epoch), purpose, number) for epoch in epochs)

    def previous(self, purpose: str, number: str, now: datetime) -> str | None:
        """The pseudonym of the epoch before, in the first 7 days of a new one; else None (P17)."""
        epoch = self._epoch_before(purpose, now)
        key = None if epoch is None else self._key_or_none(purpose, epoch)
        return None if key is None else pseudonym(key, purpose, number)

    def previous_epoch(self, purpose: str, now: datetime) -> str | None:
        """The epoch of `previous`, while its key still stands."""
        epoch = self._epoch_before(purpose, now)
        return None if epoch is None or self._key_or_none(purpose, epoch) is None else epoch

    def mark(self, purpose: str, value: str, now: datetime) -> bytes:
        """HMAC-SHA256 of a value that must be recognised and never read: a provider's id, a USSD session."""
        return self.marks(purpose, (value,), now)[0]

    def marks(self, purpose: str, values: Iterable[str], now: datetime) -> list[bytes]:
        """The same of several, with one look at the keys."""
        key = self.keys.key(purpose, self.keys.epoch(purpose, now))
        return [_mark(key, value) for value in values]

    def previous_mark(self, purpose: str, value: str, now: datetime) -> bytes | None:
        """The mark of the epoch before, while its key stands: a call that began before midnight."""
        return next(iter(self.previous_marks(purpose, (value,), now)), None)

    def previous_marks(self, purpose: str, values: Iterable[str], now: datetime) -> list[bytes]:
        """The same of several; none of any without that key."""
        epoch = self._epoch_before(purpose, now)
        key = None if epoch is None else self._key_or_none(purpose, epoch)
        return [] if key is None else [_mark(key, value) for value in values]

    def seal(
        self, family: str, plain: bytes, now: datetime, *, table: str, row: str, purpose: str
    ) -> tuple[bytes, str]:
        """The sealed bytes and the epoch of their key. They open only for this table, row and purpose."""
        epoch = self.keys.epoch(family, now)
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AESSIV(self.keys.key(family, epoch))
        return nonce + cipher.encrypt(plain, _bound_to(table, row, purpose, nonce)), epoch

    def open(self, family: str, epoch: str, sealed: bytes, *, table: str, row: str, purpose: str) -> bytes:
        """Raises LasomiError `key_gone` when shredded, `seal_broken` when moved, cut or changed."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        cipher = AESSIV(self.keys.key(family, epoch))
        try:
            return cipher.decrypt(body, _bound_to(table, row, purpose, nonce))
        except InvalidTag as error:
            raise LasomiError("seal_broken", f"{table} {row}") from error

    def open_any(self, family: str, sealed: bytes, *, table: str, row: str, purpose: str) -> bytes:
        """The same, under whichever standing key of a family that is renewed by hand has sealed it."""
        *older, oldest = self.keys.standing(family)
        for epoch in older:
            try:
                return self.open(family, epoch, sealed, table=table, row=row, purpose=purpose)
            except LasomiError as error:
                if error.code not in {"key_gone", "seal_broken"}:
                    raise
        return self.open(family, oldest, sealed, table=table, row=row, purpose=purpose)

    def _epoch_before(self, purpose: str, now: datetime) -> str | None:
        if lasts(purpose):
            return None
        before, until = _before(purpose, self.keys.epoch(purpose, now))
        return before if now < until else None

    def _key_or_none(self, purpose: str, epoch: str) -> bytes | None:
        try:
            return self.keys.key(purpose, epoch)
        except LasomiError as error:
            if error.code != "key_gone":
                raise
            return None


def _mark(key: bytes, value: str) -> bytes:
    return hmac.digest(key, value.encode(), "sha256")


def _bound_to(table: str, row: str, purpose: str, nonce: bytes) -> list[bytes]:
    return [table.encode(), row.encode(), purpose.encode(), nonce]


@lru_cache(maxsize=64)
def _before(purpose: str, epoch: str) -> tuple[str, datetime]:
    """The epoch before one, and until when its pseudonyms are recognised."""
    before = FAMILIES[purpose].epoch(_last_moment_before(epoch))
    return before, end_of(before) + OVERLAP


def _last_moment_before(epoch: str) -> datetime:
    return datetime.combine(bounds(epoch)[0], time.min, UTC) - timedelta(seconds=1)
