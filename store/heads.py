"""The head of the audit: where its chain ended at an hour, signed, for somebody outside the machine (P53).

Lines of plain ASCII that a mail carries unchanged. The signature is Ed25519 by the key `head` of the keys
file, whose public half every head names: whoever keeps the first knows all that follow.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.errors import LasomiError
from store.keys import Keys

FAMILY: Final = "head"
_SIGNED: Final = "lasomi audit head 1"
_NAMES: Final = ("row", "at", "mac", "key", "sig1", "sig2")
_HEAD: Final = re.compile(r"\s".join(rf"[> ]*{name} +(\S+) *\r?" for name in _NAMES))


@dataclass(frozen=True, slots=True)
class Head:
    """Row `seq` was the last at `at` (ISO 8601), and `mac` bound it to all before. `key` is public."""

    seq: int
    at: str
    mac: bytes
    key: bytes
    signature: bytes


def sign(keys: Keys, seq: int, mac: bytes, now: datetime) -> Head:
    """Raises LasomiError while the keys do not answer."""
    private = _private(keys, now)
    at = now.isoformat(timespec="seconds")
    return Head(seq, at, mac, private.public_key().public_bytes_raw(), private.sign(_said(seq, at, mac)))


def public_key(keys: Keys, now: datetime) -> bytes:
    """By which the auditor knows the heads of this house."""
    return _private(keys, now).public_key().public_bytes_raw()


def written(head: Head) -> str:
    """As it leaves the machine."""
    signature = head.signature.hex()
    values = (str(head.seq), head.at, head.mac.hex(), head.key.hex(), signature[:64], signature[64:])
    return "\n".join(f"{name} {value}" for name, value in zip(_NAMES, values, strict=True))


def read(text: str) -> list[Head]:
    """Every head of a mail, a mailbox or a file. Raises LasomiError `head.broken` where there is none."""
    try:
        found = [_head(*values) for values in _HEAD.findall(text)]
    except ValueError:
        found = []
    if not found:
        raise LasomiError("head.broken", "no whole head of an audit")
    return found


def _head(row: str, at: str, mac: str, key: str, first: str, second: str) -> Head:
    return Head(int(row), at, bytes.fromhex(mac), bytes.fromhex(key), bytes.fromhex(first + second))


def is_signed(head: Head, key: bytes) -> bool:
    """Whether the holder of this public key has signed it."""
    if head.key != key:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(head.signature, _said(head.seq, head.at, head.mac))
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(keys: Keys, now: datetime) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.key(FAMILY, keys.epoch(FAMILY, now)))


def _said(seq: int, at: str, mac: bytes) -> bytes:
    return f"{_SIGNED}\n{seq}\n{at}\n{mac.hex()}".encode("ascii")
