"""The thresholds of alerts, read from a country's `alerts.yaml` (`alerts.md` §4, §6, §7, §9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.files import from_file


@from_file
@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: who is told when nobody has answered for so many seconds since `raised_at`."""

    after_seconds: int
    role: str


@from_file
@dataclass(frozen=True, slots=True)
class SourceWeights:
    """r of `alerts.md` §6: how much one report of each kind of source is worth."""

    monitor: float
    relay: float
    known: float
    new: float

    def of(self, role: str, *, known: bool) -> float:
        """The weight of a source; a role that neither verifies nor relays is the public's."""
        if role in {"monitor", "regional", "national"}:
            return self.monitor
        if role == "relay":
            return self.relay
        return self.known if known else self.new


@from_file
@dataclass(frozen=True, slots=True)
class FloodCaps:
    """Most reports taken from one phone; what comes above them is counted, not kept."""

    repeat_minutes: int
    per_hour: int
    per_day: int
    staff_per_day: int
    suspect_minutes: int
    suspect_phones: int
    suspect_new_share: float
    likeness: float
    likeness_letters: int


@from_file
@dataclass(frozen=True, slots=True)
class AlertRules:
    """Every number that decides when an alert is raised, told, escalated and closed.

    The mappings are by severity, 0 to 4; a severity that is absent has no such deadline. Seconds run from
    acceptance for `told_seconds`, from `raised_at` for the others. Severities of `sms_severities` leave by
    SMS, those below in a digest.
    """

    told_seconds: Mapping[int, int]
    acknowledge_seconds: Mapping[int, int]
    ladder: Mapping[int, tuple[Rung, ...]]
    expiry_hours: Mapping[int, int]
    sms_severities: tuple[int, ...]
    sms_window_seconds: int
    grouped_parts: int
    corroboration_hours: int
    radius_km: float
    lateness_hours: int
    dated_late_hours: int
    weights: SourceWeights
    hearsay_discount: float
    corroborated_at: float
    corroborated_sources: int
    known_after_days: int
    unresolved_after_days: int
    number_rest_days: int
    caps: FloodCaps
    daily_digest_hour: int
    weekly_digest_weekday: int
    weekly_digest_hour: int
    silence_days: int
    completeness_floor: float
    command_slips: int

    def expires_in(self, severity: int) -> timedelta:
        """How long an alert of this severity stays open; the longest of all when none is given for it."""
        hours = self.expiry_hours.get(severity, max(self.expiry_hours.values()))
        return timedelta(hours=hours)
