"""Two hundred made-up people: a number, a name and a text each, and every form in which one could lie.

Looked for at once, in bytes: in clear, in either case, in UTF-16, base64, base32 and hex, with the digits of
a number spelt as people and programs spell them, and as the unkeyed hash that P16 forbids.
"""

import base64
import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

COUNT: Final = 200
SYLLABLES: Final = tuple(first + second for first in "bdfgklmnprstz" for second in "aeiou")
HASHES: Final = ("md5", "sha1", "sha256")
HEAD: Final = 8
"""Bytes by which a form is met first; none is shorter."""
BASES: Final = ((base64.b64encode, 3, 6), (base64.b32encode, 5, 5))
"""How it is written, how many bytes a group has, how many bits a sign."""


@dataclass(frozen=True, slots=True)
class Canary:
    """Somebody who is nobody, and what they tell: no word of it is in any dictionary."""

    number: str
    name: str
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.name.split(), *self.text.split())


def canaries(seed: int = 33, count: int = COUNT) -> tuple[Canary, ...]:
    chance = random.Random(seed)
    numbers = chance.sample(range(300_000, 1_000_000), count)
    return tuple(
        Canary(f"+22350{number}", _name(chance), f"{_word(chance)} {_word(chance)}") for number in numbers
    )


@dataclass(frozen=True, slots=True)
class Forms:
    """Every form of some canaries with what it is; by the first bytes, and a table of their first four,
    mixed, that says where it is worth looking.
    """

    said: Mapping[bytes, str]
    by_head: Mapping[bytes, Sequence[bytes]]
    known: "np.typing.NDArray[np.bool_]"


def forms_of(listed: Iterable[Canary]) -> Forms:
    said = {form: what for each in listed for form, what in _forms(each) if len(form) >= HEAD}
    by_head: dict[bytes, list[bytes]] = {}
    for form in said:
        by_head.setdefault(form[:HEAD], []).append(form)
    known = np.zeros(1 << 22, dtype=bool)
    known[_mixed(np.array([int.from_bytes(head[:4], "little") for head in by_head], dtype=np.uint32))] = True
    return Forms(said, by_head, known)


def found(blob: bytes, forms: Forms) -> set[str]:
    """Which canaries lie in these bytes, in either case."""
    lowered = blob.lower()
    seen = _met(blob, forms)
    return seen | _met(lowered, forms) if lowered != blob else seen


def _forms(each: Canary) -> Iterator[tuple[bytes, str]]:
    for word in each.words:
        for form in (*_written(word.encode()), *_written(word.lower().encode())):
            yield form, f"word {word}"
    for spelt in spellings(each.number):
        for form in _written(spelt.encode()):
            yield form, f"number {spelt}"
        for name in HASHES:
            digest = hashlib.new(name, spelt.encode(), usedforsecurity=False).digest()
            yield digest, f"{name} of {spelt}"
            yield digest.hex().encode(), f"{name} of {spelt}"


def spellings(number: str) -> tuple[str, ...]:
    """+22350731946 as it is dialled, typed and read aloud; one inside another is met with it."""
    local = number[4:]
    pairs = [local[n : n + 2] for n in range(0, 8, 2)]
    return (number, f"00{number[1:]}", local, *(sign.join(pairs) for sign in (" ", "-", ".")))


def _written(plain: bytes) -> Iterator[bytes]:
    yield plain
    yield plain.decode().encode("utf-16-le")
    yield plain.hex().encode()
    for encode, group, bits in BASES:
        for before in range(group):
            yield _inside(encode(bytes(before) + plain), before, len(plain), bits)


def _inside(coded: bytes, before: int, size: int, bits: int) -> bytes:
    """The signs that depend on the plain bytes alone."""
    first, last = -(-before * 8 // bits), (before + size) * 8 // bits
    return coded[first:last]


def _met(blob: bytes, forms: Forms) -> set[str]:
    met = set[str]()
    for place in _places(blob, forms.known):
        for form in forms.by_head.get(blob[place : place + HEAD], ()):
            if blob.startswith(form, place) and not _by_chance(blob, place, form):
                met.add(forms.said[form])
    return met


def _places(blob: bytes, known: "np.typing.NDArray[np.bool_]") -> Iterator[int]:
    for offset in range(min(4, len(blob))):
        size = (len(blob) - offset) // 4
        windows = np.frombuffer(blob, dtype="<u4", count=size, offset=offset)
        yield from (np.flatnonzero(known[_mixed(windows)]) * 4 + offset).tolist()


def _mixed(windows: "np.typing.NDArray[np.uint32]") -> "np.typing.NDArray[np.uint32]":
    return (windows.astype(np.uint32) * np.uint32(2_654_435_761)) >> np.uint32(10)


def _by_chance(blob: bytes, place: int, form: bytes) -> bool:
    """Eight digits in the midst of a longer run of hex digits are part of an id, or of a time."""
    around = blob[max(place - 1, 0) : place] + blob[place + len(form) : place + len(form) + 1]
    return (
        len(form) == HEAD
        and form.isdigit()
        and len(around) == 2
        and all(b in b"0123456789abcdef" for b in around)
    )


def _name(chance: random.Random) -> str:
    return f"{_word(chance).capitalize()} {_word(chance).capitalize()}"


def _word(chance: random.Random) -> str:
    """Six syllables: long enough that chance never says it."""
    return "".join(chance.choice(SYLLABLES) for _ in range(6))
