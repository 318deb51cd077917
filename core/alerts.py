"""What monitors are told of an incident, and what they answer: the texts of `alerts.md` §5."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from core.enrolment import PIN
from core.text import measure, plain_digits, strict_key

AlertStatus = Literal["active", "acknowledged", "cancelled"]
Verb = Literal["OUI", "VRAI", "FAUX", "NOTE", "RAS", "AIDE"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. `number` is what people say aloud: four digits, drawn at random, free for 90 days."""

    id: str
    number: str
    rule: str
    incident: str
    code: str
    severity: int
    area: str
    state: str
    sources: int
    raised_at: datetime
    accepted_at: datetime
    expires_at: datetime
    status: AlertStatus = "active"
    acked_at: datetime | None = None
    acked_by: str | None = None
    level: int = 0
    all_new: bool = False
    seen: str = "?"
    when: str = "?"


@dataclass(frozen=True, slots=True)
class Command:
    """What a monitor asks by SMS (`alerts.md` §5.2). `number` is empty for RAS and AIDE; `pin` may follow a
    verdict.
    """

    verb: Verb
    number: str = ""
    note: str = ""
    pin: str = field(default="", repr=False)


RULE = "incident"
"""The rule of an alert that is raised by its severity, and by no count."""
STATES = {"unverified": "NON VERIFIE", "corroborated": "CORROBORE", "verified": "VERIFIE"}
WHEN = {"now": "en cours", "today": "auj.", "yesterday": "hier", "earlier": "plus tot", "unknown": "?"}
TASK = "Une tache vous attend dans la console."
"""The staff line: the same for every task, and without a word of it (P39)."""
UNKNOWN_NUMBER = "Numéro d'alerte inconnu."
HELP = "OUI 2417=recu. VRAI 2417. FAUX 2417. NOTE 2417 texte. RAS=rien a signaler."
_VERBS: dict[str, Verb] = {"oui": "OUI", "vrai": "VRAI", "faux": "FAUX", "note": "NOTE"}
_NUMBERED = re.compile(r"(oui|vrai|faux|note) ?a? ?(\d{4})( .+)?")
_NOTE = re.compile(r"\D*\d{4}\W*(.*)", re.DOTALL)


def five_minutes(at: datetime) -> str:
    """The clock time, rounded down to five minutes: an exact one joined with an operator's log is a name."""
    return f"{at.hour:02d}h{at.minute - at.minute % 5:02d}"


def alert_text(alert: Alert, *, late_minutes: int = 0, silent_minutes: int = 0) -> str:
    """The SMS of an alert: code and p-code only, never a word of a report, at most 160."""
    head = f"A{alert.number} S{alert.severity} {alert.code} {alert.area}"
    parts = [
        f"{head} {STATES[alert.state]} {alert.sources} src",
        "NOUVELLE" if alert.all_new else "",
        f"{alert.seen} {alert.when} recu {five_minutes(alert.accepted_at)}",
        f"SANS REPONSE {silent_minutes} min" if silent_minutes else "",
        f"retard {late_minutes} min" if late_minutes else "",
    ]
    return " ".join(part for part in parts if part) + ". OUI=recu VRAI FAUX AIDE"


def line_text(alert: Alert) -> str:
    """An alert among others: its number, severity, code and p-code, and its state once somebody judged it."""
    if alert.status == "cancelled":
        return f"A{alert.number} FAUX"
    head = f"A{alert.number} S{alert.severity} {alert.code} {alert.area}"
    return head if alert.state == "unverified" else f"{head} {STATES[alert.state]}"


def group_text(lines: Sequence[str], parts: int, mark: str = "") -> tuple[str, int]:
    """One text of at most so many SMS that tells of the first lines, and how many these are; one at least.

    `mark` is what will be put before it.
    """
    fits = 1
    while fits < len(lines) and measure(mark + _group(lines[: fits + 1]))[2] <= parts:
        fits += 1
    return _group(lines[:fits]), fits


def _group(lines: Sequence[str]) -> str:
    return f"{len(lines)} ALERTES {', '.join(lines)}. OUI no=recu AIDE"


def clock(at: datetime) -> str:
    return f"{at.hour:02d}h{at.minute:02d}"


def answer_text(verb: Verb, number: str, at: datetime) -> str:
    """What a member of staff hears back on a command."""
    return {
        "OUI": f"A{number} OUI {clock(at)}.",
        "VRAI": f"A{number} VERIFIE {clock(at)}.",
        "FAUX": f"A{number} FAUX {clock(at)}. Alerte annulée.",
        "NOTE": f"A{number} NOTE {clock(at)}.",
        "RAS": "RAS noté.",
        "AIDE": HELP,
    }[verb]


def read_command(text: str) -> Command | None:
    """The command in a text, or None. Case, accents, a missing space and the letter A do not matter."""
    key = strict_key(plain_digits(text))
    if key in {"ras", "00", "rien a signaler"}:
        return Command("RAS")
    if key == "aide":
        return Command("AIDE")
    found = _NUMBERED.fullmatch(key)
    if found is None:
        return None
    verb, number, rest = _VERBS[found[1]], found[2], found[3]
    if verb == "NOTE":
        return Command(verb, number, _note(text))
    if verb in {"VRAI", "FAUX"} and rest and PIN.fullmatch(rest.strip()):
        return Command(verb, number, pin=rest.strip())
    return None if rest else Command(verb, number)


def _note(text: str) -> str:
    """What follows the number, as it was written."""
    found = _NOTE.fullmatch(text)
    return found[1].strip() if found else ""
