"""The kept texts read again with the words and models of today; nothing that was known is lost by it.

Whose message it was is not kept with its report, and so neither is their home, which helps to find a place:
a place stands unless it is now found within. Which incident a report tells of stays too: nobody is alerted,
and no message is answered twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Final, Protocol

from core.country import Country
from core.periods import iso_week
from core.places import Gazetteer
from core.reports import Understanding
from core.taxonomy import NOTHING_TO_REPORT
from store import rereading
from store.database import Database
from store.recount import Drift
from store.reports import ReportRow
from store.rereading import Changed
from store.vault import Vault
from workers.credence import TRAINED
from workers.modelmark import models_of
from workers.pipeline import understand
from workers.protect import PROTECTED
from workers.work import TURN

REPORTS: Final = "reports"
AT_ONCE: Final = 50
"""Reports of one transaction: whoever accepts a message waits for it."""
LANGUAGE: Final = ("language", "language_confidence")
CODE: Final = ("code", "code_confidence", "method", "accepted", "severity")
FACTS: Final = ("occurred", "killed", "injured", "hearsay", "basis", "child", "displaced")
PLACE: Final = ("adm1", "adm2", "adm3", "lat", "lon")
TOLD: Final = ("language", "code", "accepted", "severity", *FACTS, "place")
"""What makes a report another one: a confidence alone does not."""


class Library(Protocol):
    """What of a house a reading needs."""

    @property
    def database(self) -> Database: ...
    @property
    def country(self) -> Country: ...
    @property
    def vault(self) -> Vault: ...


def reread(
    library: Library, since: date | None, *, mend: bool, done: Callable[[str], None]
) -> tuple[int, list[Drift]]:
    """How many texts were read, and how many reports say otherwise now, by what and week."""
    with library.database.snapshot() as conn:
        readings = rereading.texts(conn, library.vault, midnight(since))
        count, changed = 0, []
        for row, text in readings:
            count += 1
            done(iso_week(row.received_at))
            if values := otherwise(library.country, row, text):
                changed.append(Changed(row, values))
    if mend:
        _keep(library, changed)
    faults = Counter((iso_week(each.row.received_at), name) for each in changed for name in _named(each))
    return count, [Drift(REPORTS, name, week, other=n) for (week, name), n in sorted(faults.items())]


def midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def otherwise(country: Country, row: ReportRow, text: str) -> dict[str, Any]:
    """What of a report its text says otherwise today; nothing where it would tell of no event any more, or of
    help for one person: that is for a person to say.
    """
    said = understand(text, country, prior=row.language, trained=row.role in TRAINED)
    if said.intent != "incident" or said.code in {None, NOTHING_TO_REPORT, *PROTECTED}:
        return {}
    now = dict(_said(row, said)) | _placed(country.gazetteer, row, said)
    if all(getattr(row, name) == now.get(name, getattr(row, name)) for name in TOLD):
        return {}
    model = models_of(country.folder / "model")
    return now | {"model": model, "taxonomy_version": country.taxonomy.version}


def _said(row: ReportRow, said: Understanding) -> Iterator[tuple[str, Any]]:
    """Language, code and facts. A code that stands gives way to no guess, and a fact not to its absence."""
    names = LANGUAGE if row.accepted and not said.accepted else (*LANGUAGE, *CODE)
    yield from ((name, getattr(said, name)) for name in names)
    yield from ((name, getattr(said, name)) for name in FACTS if _is_said(name, getattr(said, name)))


def _is_said(name: str, value: object) -> bool:
    return value not in {None, "unknown"} and (value is not False or name == "hearsay")


def _placed(gazetteer: Gazetteer, row: ReportRow, said: Understanding) -> dict[str, Any]:
    """A place where there was none, or one within the place that was known."""
    place = said.place
    if place is None or (row.place is not None and not gazetteer.within(place.code, row.place)):
        return {}
    found = {name: getattr(place, name) for name in PLACE}
    return found | {"place": place.code, "place_confidence": place.confidence, "place_reason": ""}


def _named(each: Changed) -> Iterator[str]:
    return (name for name in TOLD if name in each.values and each.values[name] != getattr(each.row, name))


def _keep(library: Library, changed: list[Changed]) -> None:
    for at in range(0, len(changed), AT_ONCE):
        with library.database.write() as conn:
            library.database.take_turn(conn, TURN)
            rereading.say_anew(conn, changed[at : at + AT_ONCE])
