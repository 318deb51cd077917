"""The thresholds of alerts, read from a country's `alerts.yaml` (`alerts.md` §4–§9, `languages.md` §12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from core.files import from_file

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Severity = Annotated[int, Field(ge=0, le=4)]


@from_file
@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: who is told when nobody has answered for so many seconds since `raised_at`."""

    after_seconds: Count
    role: Literal["monitor", "regional", "national"]


@from_file
@dataclass(frozen=True, slots=True)
class CountRule:
    """So many incidents of a category (a code, or its first digit) in one cercle within so many hours: the
    one that makes them so many is told at once, whatever its severity, and no other until the hours are over.

    `why`: where its numbers come from; `reviewed`: when people of the country agreed to them, None: nobody
    has.
    """

    id: Annotated[str, Field(pattern=r"^[a-z_]{3,24}$")]
    category: Annotated[str, Field(pattern=r"^[1-57][0-9]?$")]
    incidents: Annotated[int, Field(ge=2)]
    hours: Annotated[int, Field(ge=1)]
    why: Annotated[str, Field(min_length=1)]
    reviewed: date | None


@from_file
@dataclass(frozen=True, slots=True)
class SourceWeights:
    """r of `alerts.md` §6: how much one report of each kind of source is worth."""

    monitor: Share
    relay: Share
    known: Share
    new: Share

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

    repeat_minutes: Count
    per_hour: Count
    per_day: Count
    staff_per_day: Count
    suspect_minutes: Count
    suspect_phones: Count
    suspect_new_share: Share
    likeness: Share
    likeness_letters: Count
    rating_wait_hours: Count


@from_file
@dataclass(frozen=True, slots=True)
class AnomalyRules:
    """When a series of incidents is flagged (`alerts.md` §3): days by EARS, weeks by CUSUM.

    `dense`: incidents of one code in the weeks of a baseline that make a series of its own of it.
    """

    score: Annotated[float, Field(gt=0)]
    least_count: Count
    least_deviation: Annotated[float, Field(gt=0)]
    excess: Annotated[float, Field(gt=0)]
    cusum_alarm: Annotated[float, Field(gt=0)]
    cusum_allowance: Annotated[float, Field(ge=0)]
    baseline_weeks: Annotated[int, Field(ge=1)]
    least_weeks: Annotated[int, Field(ge=1)]
    dense: Count


@from_file
@dataclass(frozen=True, slots=True)
class AlertRules:
    """Every number that decides when an alert is raised, told, escalated and closed.

    The mappings are by severity, 0 to 4; a severity that is absent has no such deadline. Seconds run from
    acceptance for `told_seconds`, from `raised_at` for the others. Severities of `sms_severities` leave by
    SMS, those below in a digest, but for what one of the `counts` tells at once.
    """

    told_seconds: Mapping[Severity, Count]
    acknowledge_seconds: Mapping[Severity, Count]
    ladder: Mapping[Severity, tuple[Rung, ...]]
    expiry_hours: Annotated[Mapping[Severity, Count], Field(min_length=1)]
    counts: tuple[CountRule, ...]
    sms_severities: tuple[Severity, ...]
    sms_window_seconds: Count
    unreviewed_hold_minutes: Count
    grouped_parts: Count
    corroboration_hours: Count
    radius_km: Annotated[float, Field(gt=0)]
    lateness_hours: Count
    dated_late_hours: Count
    weights: SourceWeights
    hearsay_discount: Share
    corroborated_at: Share
    corroborated_sources: Count
    known_after_days: Count
    unresolved_after_days: Count
    number_rest_days: Count
    caps: FloodCaps
    anomalies: AnomalyRules
    daily_digest_hour: Annotated[int, Field(ge=0, le=23)]
    weekly_digest_weekday: int
    weekly_digest_hour: Annotated[int, Field(ge=0, le=23)]
    silence_days: Count
    completeness_floor: Share
    command_slips: Count
    pin_slips: Annotated[int, Field(ge=1)]
    enrolment_hours: Annotated[int, Field(ge=1)]
    quiet_from_hour: Annotated[int, Field(ge=0, le=23)]
    quiet_until_hour: Annotated[int, Field(ge=0, le=23)]

    @property
    def number_rest(self) -> timedelta:
        """How long the number of an alert is not used again."""
        return timedelta(days=self.number_rest_days)

    def expires_in(self, severity: int) -> timedelta:
        """How long an alert of this severity stays open; the longest of all when none is given for it."""
        hours = self.expiry_hours.get(severity, max(self.expiry_hours.values()))
        return timedelta(hours=hours)
