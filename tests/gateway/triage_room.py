"""A room with a report in the verifiers' queue, and everybody who may or may not read it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from core.reports import Located, Report, Understanding
from store import reports
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, room

TEXT = "misi sonyara Ansongo, [TEL]"
ANSONGO = Located("ML0701", "Ansongo", 2, "ML07", "ML0701", None, 15.66, 0.5)
SAVED = {
    "intent": "incident",
    "code": "11",
    "place": "",
    "place_was": "",
    "place_code": "",
    "occurred": "today",
    "killed": "2",
    "injured": "",
    "basis": "eyewitness",
    "language": "bm",
    "do": "save",
}
"""What the form of a report sends when a verifier keeps what is typed."""


def staffed(database: Database, keys: Keys, data_dir: Path) -> Room:
    """A queue of one report at Ansongo; a verifier there, one at Douentza, one of the country, and others."""
    here = room(database, keys, data_dir, patience=0.0)
    told(here, "r1")
    for login, role, area in (
        ("awa", "verifier", "ML0701"),
        ("sira", "verifier", "ML0504"),
        ("oumou", "verifier", "ML"),
        ("moussa", "monitor", "ML0701"),
        ("fanta", "regional", "ML07"),
        ("ada", "analyst", "ML"),
        ("root", "admin", "ML"),
        ("bina", "gbv_focal", "ML"),
    ):
        here.person(login, [role], [area])
    here.person("deux", ["verifier", "admin"], ["ML"])
    return here


def told(
    here: Room,
    id_: str,
    text: str = TEXT,
    place: Located | None = ANSONGO,
    queue: str | None = "verifier",
    code: str = "22",
    **more: Any,
) -> None:
    said = Understanding(
        language="bm",
        language_confidence=0.9,
        intent="incident",
        redacted=text,
        code=code,
        code_confidence=0.5,
        method="keyword",
        severity=1,
        place=place,
        occurred="today",
        why=("misi", "sonya"),
    )
    at = NOON + timedelta(minutes=7)
    told = Report(id_, f"i-{id_}", "P" * 26, "2026-Q4w", "africastalking", at, said, **more)
    with here.house.database.write() as conn:
        assert reports.save(conn, here.house.vault, told, now=at, queue=queue) == "report"
