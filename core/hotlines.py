"""Telephone numbers of services: shown when somebody has called them lately, and not otherwise (P69, P70)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.files import from_file

VERIFIED_DAYS = 180
SOON_DAYS = 30
COUNTRY = "country"


@from_file
@dataclass(frozen=True, slots=True)
class Hotline:
    """A number as somebody claims it to be. `area` is a region's p-code, or `country`.

    `protected`: may be named to a person in danger. `answered_by` says who picks up: a line that police
    answer is never in the protected lane.
    """

    id: str
    number: str
    label: Mapping[str, str]
    area: str
    answered_by: str
    protected: bool = False
    verified_at: date | None = None
    verified_by: str | None = None
    source: str | None = None

    def usable(self, on: date) -> bool:
        """Called and confirmed by a named person within 180 days before `on` (P69)."""
        if not (self.verified_at and self.verified_by and self.source):
            return False
        return 0 <= (on - self.verified_at).days <= VERIFIED_DAYS

    def lapses_soon(self, on: date) -> bool:
        """Shown on a day, and no more thirty days after it unless somebody calls (P69)."""
        return self.usable(on) and not self.usable(on + timedelta(days=SOON_DAYS))
