"""What one person told, and the incident that it belongs to."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

Lane = Literal["general", "protected"]
Occurred = Literal["now", "today", "yesterday", "earlier", "unknown"]
Basis = Literal["eyewitness", "victim", "hearsay", "unknown"]
Intent = Literal[
    "incident",
    "rating",
    "question",
    "thanks",
    "chatter",
    "optout",
    "help",
    "language",
    "operator_spam",
    "gbv",
]
Method = Literal["ussd", "code", "keyword", "model", "rule", "human"]
State = Literal["unverified", "corroborated", "verified", "false", "unresolved"]


@dataclass(frozen=True, slots=True)
class Located:
    """A place as understood. `level` 1 region, 2 cercle, 3 commune, 4 town or village, 5 locality."""

    code: str
    name: str
    level: int
    adm1: str | None
    adm2: str | None
    adm3: str | None
    lat: float
    lon: float
    confidence: float = 1.0
    how: str = "exact"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another answer that would also fit, with its share of the confidence."""

    code: str
    confidence: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text says. `code` is the best guess; `accepted` says whether it stands (`taxonomy.md` §7)."""

    language: str
    language_confidence: float
    intent: Intent
    redacted: str
    code: str | None = None
    code_confidence: float = 0.0
    method: Method = "rule"
    accepted: bool = False
    severity: int | None = None
    place: Located | None = None
    place_reason: str = ""
    candidates: tuple[Located, ...] = ()
    alternatives: tuple[Candidate, ...] = ()
    occurred: Occurred = "unknown"
    killed: int | None = None
    injured: int | None = None
    hearsay: bool | None = None
    basis: Basis = "unknown"
    child: bool = False
    displaced: bool = False
    ratings: tuple[tuple[str, int], ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it is stored. `contact` is the pseudonym of purpose `report` of its week-quarter.

    `role`, `known`, `operator` and `weight` (r of `alerts.md` §6) are kept as values: the pseudonym ends
    with its quarter.
    """

    id: str
    inbox_id: str
    contact: str
    epoch: str
    channel: str
    received_at: datetime
    understanding: Understanding
    session: str | None = None
    position: int = 0
    confirmed: bool = True
    role: str = "public"
    known: bool = False
    operator: str = "unknown"
    weight: float = 0.25
    proven: bool = True
    late: bool = False
    incident: str | None = None
    first_seen: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """The reports of one event, merged. `confidence` is conf of `alerts.md` §6; times are UTC.

    `late`: every report of it bears a date of more than a day before its receipt.
    """

    id: str
    code: str
    severity: int
    adm1: str | None
    adm2: str | None
    adm3: str | None
    place: str | None
    lat: float | None
    lon: float | None
    occurred: Occurred
    state: State
    confidence: float
    sources: int
    opened_at: datetime
    updated_at: datetime
    killed: int | None = None
    injured: int | None = None
    hearsay_only: bool = False
    seen: bool = False
    all_new: bool = False
    late: bool = False

    def with_state(self, state: State, at: datetime) -> "Incident":
        return replace(self, state=state, updated_at=at)
