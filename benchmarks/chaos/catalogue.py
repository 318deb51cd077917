"""Which row or test answers for each fault (F1–F31) and check (1–40) of `reliability.md`: none is absent.

An answer is `row NAME`, `pytest …`, `python -m …`, or `skipped: why`. A row that is named and has no module
yet is shown as not built, and is never green.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks.chaos.row import Row, Store

ROOT: Final = Path(__file__).parent.parent.parent

FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "F1": ("row kill-gateway",),
    "F2": ("row kill-worker",),
    "F3": ("row redis",),
    "F4": ("row redis-down",),
    "F5": ("row pg-kill",),
    "F6": ("row sqlite-lock",),
    "F7": ("row powercut",),
    "F8": ("row diskfull",),
    "F9": ("row eio",),
    "F10": ("row provider",),
    "F11": ("row duplicates", "pytest tests/store/test_inbox.py"),
    "F12": ("pytest tests/store/test_outbox.py",),
    "F13": ("row missed",),
    "F14": ("row skew",),
    "F15": ("python -m benchmarks.fuzz", "pytest tests/store/test_charset.py"),
    "F16": ("row slowloris", "pytest tests/gateway/test_http.py"),
    "F17": ("pytest tests/gateway/test_webhook_forgery.py",),
    "F18": ("pytest tests/gateway/test_injections.py", "pytest tests/browser/test_injections.py"),
    "F19": ("row flood",),
    "F20": ("row simbox",),
    "F21": ("row bruteforce",),
    "F22": ("pytest tests/gateway/test_ssrf.py",),
    "F23": ("pytest tests/protection/test_authz.py", "pytest tests/gateway/test_openapi.py"),
    "F24": ("row bruteforce",),
    "F25": ("row net", "row hosts"),
    "F26": ("row escalate",),
    "F27": ("row deadman",),
    "F28": ("row poison",),
    "F29": ("skipped: no language model in the house; there is nothing to switch on",),
    "F30": ("row upgrade", "row restore"),
    "F31": ("row soak",),
    "ussd": ("pytest tests/flows/test_replay.py", "pytest tests/gateway/test_ussd.py"),
}

CHECKS: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("row kill-gateway",),
    2: ("row kill-worker",),
    3: ("row redis",),
    4: ("row redis-down",),
    5: ("row pg-kill", "row sqlite-lock"),
    6: ("row powercut",),
    7: ("row diskfull", "row eio"),
    8: ("pytest tests/store/test_inbox.py", "row duplicates"),
    9: ("pytest tests/store/test_outbox.py",),
    10: ("row missed",),
    11: ("row skew",),
    12: ("row selftest",),
    13: ("row alerts",),
    14: ("row provider",),
    15: ("row escalate",),
    16: ("row auditor",),
    17: ("row deadman",),
    18: ("row storm",),
    19: ("python -m benchmarks.load",),
    20: ("python -m benchmarks.ussd",),
    21: ("row slowloris",),
    22: ("row soak",),
    23: ("python -m benchmarks.fuzz",),
    24: ("pytest tests/gateway/test_openapi.py",),
    25: ("pytest tests/gateway/test_injections.py", "pytest tests/browser/test_injections.py"),
    26: ("pytest tests/gateway/test_exports.py",),
    27: ("pytest tests/store/test_charset.py",),
    28: ("pytest tests/gateway/test_webhook_forgery.py",),
    29: ("row bruteforce",),
    30: ("pytest tests/protection/test_authz.py",),
    31: ("pytest tests/gateway/test_ssrf.py",),
    32: ("row flood", "row simbox"),
    33: ("pytest tests/protection/test_canaries.py",),
    34: ("pytest tests/protection/test_pseudonyms.py",),
    35: ("python -m benchmarks.redaction",),
    36: ("python -m benchmarks.disclosure",),
    37: ("pytest tests/protection/test_protected_lane.py",),
    38: ("pytest tests/protection/test_audit.py", "pytest tests/protection/test_panic.py"),
    39: ("pytest tests/ops/test_supply.py", "python -m benchmarks.mutation"),
    40: ("row restore", "row upgrade"),
}

WHOLE: Final = (
    *("kill-gateway", "kill-worker", "redis", "redis-down", "pg-kill", "sqlite-lock", "duplicates"),
    *("powercut", "diskfull", "eio", "missed", "skew", "selftest", "provider", "alerts"),
    *(
        "alerts-chaos",
        "escalate",
        "auditor",
        "deadman",
        "storm",
        "slowloris",
        "flood",
        "simbox",
        "bruteforce",
        "poison",
    ),
    *("net", "hosts", "restore", "upgrade", "soak"),
)
"""Checks A and B of §8 and their neighbours, on every store that they know (`make chaos FULL=1`)."""
REDUCED: Final[Mapping[str, tuple[Store, ...]]] = {
    **dict.fromkeys(("kill-gateway", "sqlite-lock", "powercut", "diskfull", "eio", "missed"), ("sqlite",)),
    **dict.fromkeys(("skew", "selftest", "net"), ("sqlite",)),
    **dict.fromkeys(("kill-worker", "redis", "redis-down", "pg-kill", "duplicates"), ("postgres",)),
    **dict.fromkeys(("alerts", "poison", "restore", "upgrade"), ("postgres",)),
}
"""What fits into 25 minutes (`make chaos`): each way to lose something once, with a tenth of the numbers."""
SHORT: Final[Mapping[str, tuple[Store, ...]]] = {
    **dict.fromkeys(("kill-gateway", "redis", "sqlite-lock", "diskfull", "selftest"), ("sqlite",)),
    **dict.fromkeys(("kill-worker", "duplicates"), ("sqlite", "postgres")),
}
"""What CI runs in ten minutes."""
OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "selftest": ("--only", "1,3,7", "--untimed"),
    "diskfull": ("--places", "data,database"),
}
"""Of both selections."""
SHORT_TESTS: Final = (
    ("F12", "pytest tests/store/test_outbox.py"),
    ("F15", "python -m benchmarks.fuzz --cases 2000"),
)
"""What CI runs beside the short rows, for the faults that are no rows."""


def answer(named: str, rows: Mapping[str, Row]) -> str:
    """An answer, with the truth about what does not exist yet."""
    return named if named.startswith("skipped:") or _stands(named, rows) else f"{named}: not built"


def _stands(named: str, rows: Mapping[str, Row]) -> bool:
    """Whether the row, the file of tests or the module that is named is there."""
    what = named.rsplit(maxsplit=1)[-1]
    if named.startswith("row "):
        return what in rows
    return (ROOT / (what if named.startswith("pytest ") else f"{what.replace('.', '/')}.py")).exists()


def lines(rows: Mapping[str, Row]) -> Iterator[tuple[str, str]]:
    """Fault or check, and what answers for it."""
    for fault, answers in FAULTS.items():
        yield fault, "; ".join(answer(one, rows) for one in answers)
    for check, answers in CHECKS.items():
        yield f"check {check}", "; ".join(answer(one, rows) for one in answers)


def page(rows: Mapping[str, Row]) -> str:
    return "\n".join(f"{what:<9} {answered}" for what, answered in lines(rows))
