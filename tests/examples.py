"""How many examples a property is tried with: a third at every `make test`, all of them with FULL=1."""

import os


def many(full: int) -> int:
    """`full` is what is tried before a release."""
    return full if os.environ.get("FULL") else max(8, full // 3)
