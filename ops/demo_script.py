"""What the demo plays, as it ships: messages, calls, ratings and the roster of `sandbox/demo/<country>/`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from core.errors import Fault, Misconfigured
from ops.people import Newcomer
from sandbox.line import is_made_up, is_masthead

SCRIPTS = Path(__file__).parent.parent / "sandbox" / "demo"


@dataclass(frozen=True, slots=True)
class Sms:
    at: datetime
    number: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """`keys` are pressed one after the other; `hangs_up` says that the caller leaves before the end."""

    at: datetime
    number: str
    keys: tuple[str, ...]
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """How many minutes after an alert somebody says OUI, and VRAI; None for never."""

    number: str
    channel: str
    answers_after: int
    verifies_after: int | None


@dataclass(frozen=True, slots=True)
class Script:
    quarter: str
    service_code: str
    account: Mapping[str, Any]
    members: tuple[Newcomer, ...]
    duties: tuple[Duty, ...]
    ratings: tuple[Call, ...]
    day: tuple[Sms | Call, ...]


def read_script(folder: Path) -> Script:
    """The whole script, in the order of time. Raises Misconfigured with file and line."""
    if not folder.is_dir():
        remedy = "there is no sample day here: write roster.yaml, messages.tsv, calls.tsv and ratings.tsv"
        raise Misconfigured(Fault(str(folder), "the folder", remedy))
    roster = yaml.safe_load((folder / "roster.yaml").read_text(encoding="utf-8"))
    date = f"{roster['day']}T"
    messages = [
        Sms(_moment(date + row["time"]), row["number"], row["channel"], row["text"])
        for row in _rows(folder / "messages.tsv")
    ]
    calls = [_call(date, row) for row in _rows(folder / "calls.tsv")]
    return Script(
        roster["quarter"],
        roster["service_code"],
        roster["account"],
        tuple(_newcomer(member) for member in roster["members"]),
        tuple(_duty(member) for member in roster["members"] if "answers_after" in member),
        tuple(_call("", row) for row in _rows(folder / "ratings.tsv")),
        tuple(sorted([*messages, *calls], key=lambda event: event.at)),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise Misconfigured(Fault(str(path), f"line {number}", f"write {len(header)} cells between tabs"))
        row = dict(zip(header, cells, strict=True))
        if not is_made_up(row["number"]) and not is_masthead(row["number"]):
            raise Misconfigured(Fault(str(path), f"line {number}", "take a made-up number (P81)"))
        yield row


def _call(date: str, row: Mapping[str, str]) -> Call:
    keys = tuple(row["keys"].split("*"))
    return Call(_moment(date + row["time"]), row["number"], keys, row.get("hangs_up") == "yes")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _newcomer(member: Mapping[str, Any]) -> Newcomer:
    channel = member.get("channel", "africastalking")
    return Newcomer(
        member["number"], member["name"], tuple(member["roles"]), tuple(member["areas"]), channel=channel
    )


def _duty(member: Mapping[str, Any]) -> Duty:
    channel = member.get("channel", "africastalking")
    return Duty(member["number"], channel, member["answers_after"], member.get("verifies_after"))
