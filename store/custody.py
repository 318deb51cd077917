"""One secret, two persons: shut once for every pair of custodians, by what both know (P29, P45).

No phrase is kept, and none can be tried alone: only a right pair shows itself. Argon2id makes each try cost
64 MiB.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, permutations
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import LasomiError

SALT: Final = "salt/1"
LOCK: Final = "lock"
NONCE_BYTES: Final = 12
FEWEST: Final = 2
MOST: Final = 6
SHORTEST: Final = 16
"""Characters of a phrase: four common words."""
PASSES: Final = 3
MEMORY_KIB: Final = 64 * 1024
Ring = Mapping[str, bytes]


def shut(private: bytes, phrases: Sequence[str]) -> dict[str, bytes]:
    """The entries by which any two of these persons open it. Raises LasomiError `custody`."""
    spoken = [plain(phrase) for phrase in phrases]
    if not FEWEST <= len(set(spoken)) <= MOST or len(set(spoken)) < len(spoken):
        raise LasomiError("custody", "two to six persons, each with a phrase of their own")
    if min(map(len, spoken)) < SHORTEST:
        raise LasomiError("custody", f"a phrase has {SHORTEST} characters or more")
    salt = secrets.token_bytes(16)
    known = [stretched(phrase, salt) for phrase in spoken]
    pairs = combinations(range(len(known)), 2)
    locks = {
        f"{LOCK}/{a + 1}+{b + 1}": _locked(private, known[a], known[b], f"{a + 1}+{b + 1}") for a, b in pairs
    }
    return {SALT: salt, **locks}


def opened(ring: Ring, known: Iterable[bytes]) -> tuple[bytes, str]:
    """The secret, and which two opened it: `1+3`. `known`: stretched phrases. Raises LasomiError."""
    locks = {name.partition("/")[2]: box for name, box in ring.items() if name.startswith(f"{LOCK}/")}
    for one, other in permutations(known, 2):
        for pair, box in locks.items():
            try:
                cipher = AESGCM(_joined(one, other))
                return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], pair.encode()), pair
            except InvalidTag:
                continue
    raise LasomiError("phrases", "these are not the phrases of two custodians")


def stretched(phrase: str, salt: bytes) -> bytes:
    """What stands for a phrase: slow and large to compute, for whoever guesses too."""
    said = plain(phrase).encode()
    return hash_secret_raw(said, salt, PASSES, MEMORY_KIB, parallelism=1, hash_len=32, type=Type.ID)


def plain(phrase: str) -> str:
    """The same phrase from another keyboard: composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", phrase).split())


def _locked(private: bytes, one: bytes, other: bytes, pair: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_joined(one, other)).encrypt(nonce, private, pair.encode())


def _joined(one: bytes, other: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"lasomi custody v1").derive(one + other)
