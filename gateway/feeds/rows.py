"""Rows of single events and sessions leave with a line in the audit: which key, what, and the question
(P55).
"""

from typing import Any

from gateway import rowlog
from gateway.house import House


def note(house: House, key: str, product: str, question: dict[str, Any]) -> None:
    """Once for each page that is read by a key of two persons."""
    asked = " ".join(f"{name}={value}" for name, value in sorted(question.items()) if value)
    with house.database.write() as conn:
        about = {"account": key, "role": rowlog.READER, "action": "read_rows", "object": product}
        rowlog.note(house, conn, **about, reason=asked)
