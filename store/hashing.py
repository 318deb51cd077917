"""Passwords as they are kept: Argon2id at the strength of P49, so many at once and no more.

One hash takes 64 MiB and a fifth of a second of a processor: who knocks often must not take the gateway's.
"""

import base64
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

AT_ONCE: Final = max(1, (os.cpu_count() or 2) // 2)
"""Half of the processors, at most: the other half answers providers."""


class Hasher:
    """Argon2id; tests hand in a weaker one. Unknown names are checked against `decoy`.

    `bench` has a hand for each hash that may be worked on at once; `waiting` counts whoever stands before it.
    """

    def __init__(self, memory_kib: int = 64 * 1024, passes: int = 3) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        settings = f"$argon2id$v=19$m={memory_kib},t={passes},p=1"
        self.decoy = f"{settings}${_base64(16)}${_base64(32)}"
        self.bench = ThreadPoolExecutor(AT_ONCE, "argon2")
        self.waiting = 0

    def hash(self, password: str) -> str:
        return self._argon2.hash(password)

    def fits(self, hashed: str, password: str) -> bool:
        try:
            return self._argon2.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def proves(self, hashed: str | None, password: str) -> bool:
        """A name that nobody has is checked too, against the hash of nothing, and takes as long."""
        return self.fits(hashed or self.decoy, password) and hashed is not None


def _base64(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
