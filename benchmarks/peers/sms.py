"""One SMS for all sides: the same people and the same words, in the fields that each of them reads."""

from collections.abc import Iterator
from typing import Final

from benchmarks.client import Said, number, said
from benchmarks.peers.line import Exchange
from benchmarks.peers.wire import posted

WRITERS: Final = 500
"""People who write: RapidSMS keeps a row for each, which is there after the first round."""


def to_us(run: int, how_many: int, path: str) -> Iterator[list[Exchange]]:
    """As Africa's Talking posts them; 200 once it is on disk."""
    for message in _messages(run, how_many):
        yield [Exchange(posted(path, message.form() | {"from": number(_writer(message))}))]


def to_rapidsms(run: int, how_many: int, path: str) -> Iterator[list[Exchange]]:
    """In the two fields of its HTTP backend."""
    for message in _messages(run, how_many):
        fields = {"identity": number(_writer(message)), "text": message.text}
        yield [Exchange(posted(path, fields), b"OK")]


def _messages(run: int, how_many: int) -> Iterator[Said]:
    return (said(f"r{run}", index) for index in range(how_many))


def _writer(message: Said) -> int:
    return int(message.id.rpartition("-")[2]) % WRITERS
