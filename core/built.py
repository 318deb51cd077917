"""The day before which no clock is right: Lasomi did not exist (`reliability.md` F14)."""

from datetime import UTC, datetime
from typing import Final

BUILT: Final = datetime(2026, 7, 1, tzinfo=UTC)
