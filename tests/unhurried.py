"""A busy machine may be given its time, where a test asks what is answered and not how soon."""

import pytest

from gateway import calls, ussd
from gateway.intake import Intake
from store import postgres

LONG = 60.0
LIMITS = ((ussd, "BUDGET_SECONDS"), (calls, "BEGIN_SECONDS"), (calls, "FIND_SECONDS"))


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request gives up."""
    for module, name in LIMITS:
        monkeypatch.setattr(module, name, LONG)
    monkeypatch.setattr(Intake.commit, "__defaults__", (LONG,))
    monkeypatch.setattr(postgres, "CALL_LIMIT", f"{LONG:.0f}s")
