"""The sentences of a language with their states, what is proposed for them, and the table that goes out."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from core.catalogues import Entry
from core.languages import Say
from gateway.console.visitors import Visitor
from gateway.house import House
from store import wordings
from store.wordings import Wording

A_PAGE: Final = 25
COLUMNS: Final = ("language", "msgid", "orthographic", "gsm7", "source", "confidence", "safety", "reviewed")
"""Those of `lasomi locales import`."""
SOURCE: Final = "console"


@dataclass(frozen=True, slots=True)
class Share:
    """How far a language is; shares of all sentences, 0 to 1. `open`: proposals that nobody has reviewed."""

    language: str
    sentences: int
    translated: float
    reviewed: float
    open: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `text` is what is said today; `proposed` what somebody would say; `reviews`: whether the
    reader may review it, which is never who wrote it.
    """

    mark: str
    french: str
    text: str
    confidence: str
    reviewed: bool
    safety: bool
    proposed: str = ""
    state: str = ""
    reviews: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a language; `last` is the number of the last page, from 1."""

    sentences: Sequence[Sentence]
    page: int
    last: int


def languages(house: House) -> tuple[str, ...]:
    """Those that French is translated into."""
    return tuple(name for name in house.say.languages if name != "fr")


def shares(house: House) -> list[Share]:
    with house.database.read() as conn:
        return [_share(house.say, name, wordings.of_language(conn, name)) for name in languages(house)]


def _share(say: Say, language: str, said: dict[str, Wording]) -> Share:
    entries = say.catalogue(language).entries.values()
    there = [each for each in entries if each.confidence != "missing"]
    agreed = sum(each.is_reviewed for each in said.values())
    read = sum(each.reviewed for each in there)
    most = max(1, len(entries))
    told = (len(entries), len(there) / most, read / most)
    return Share(language, *told, len(said) - agreed, agreed)


def sheet(house: House, who: Visitor, language: str, page: int, *, only_open: bool) -> Sheet:
    """What warns or promises first, then what nobody has said, in the order of the flows."""
    with house.database.read() as conn:
        said = wordings.of_language(conn, language)
    listed = [
        _sentence(who, french, each, said) for french, each in house.say.catalogue(language).entries.items()
    ]
    kept = [each for each in listed if not (only_open and each.reviewed)]
    ordered = sorted(kept, key=lambda each: (each.reviewed, not each.safety, each.confidence != "missing"))
    last = max(1, -(-len(ordered) // A_PAGE))
    here = min(max(1, page), last)
    return Sheet(ordered[(here - 1) * A_PAGE : here * A_PAGE], here, last)


def _sentence(who: Visitor, french: str, entry: Entry, said: dict[str, Wording]) -> Sentence:
    mark = wordings.mark(french)
    known = said.get(mark)
    there = entry.confidence != "missing"
    state = "" if known is None else "agreed" if known.is_reviewed else "proposed"
    return Sentence(
        mark=mark,
        french=french,
        text=entry.orthographic if there else "",
        confidence=entry.confidence,
        reviewed=there and entry.reviewed,
        safety=entry.safety,
        proposed=known.text if known else "",
        state=state,
        reviews=state == "proposed" and known is not None and known.by != who.id,
    )


def french_of(house: House, language: str, mark: str) -> str | None:
    """The sentence of a mark; None when it is none of ours."""
    entries = house.say.catalogue(language).entries
    return next((french for french in entries if wordings.mark(french) == mark), None)


def table(house: House, language: str) -> str:
    """What two persons have agreed on, for `lasomi locales import`; who reviewed is named as a reviewer."""
    with house.database.read() as conn:
        said = wordings.of_language(conn, language)
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(_rows(house.say, language, said))
    return text.getvalue()


def _rows(say: Say, language: str, said: dict[str, Wording]) -> Iterator[tuple[str, ...]]:
    for french, entry in say.catalogue(language).entries.items():
        known = said.get(wordings.mark(french))
        if known is not None and known.reviewed_on is not None:
            safety = "yes" if entry.safety else "no"
            review = f"yes, reviewer, {known.reviewed_on.isoformat()}"
            yield language, french, known.text, "", SOURCE, "high", safety, review
