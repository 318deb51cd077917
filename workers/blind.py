"""One report in twenty is answered by a person who has not seen the machine's answer: accuracy in use."""

from datetime import datetime
from typing import Final

from core.reports import Understanding
from store.vault import Vault

ONE_IN: Final = 20


def is_chosen(vault: Vault, report_id: str, now: datetime) -> bool:
    """The same answer for a report whenever it is asked; without the keys nobody can tell which come next."""
    return int.from_bytes(vault.mark("dedupe", f"blind|{report_id}", now)[:8]) % ONE_IN == 0


def is_free_text(said: Understanding) -> bool:
    """Words that were understood: no key pressed, no code sent."""
    return bool(said.redacted) and said.method not in {"ussd", "code"}
