"""The table a linguist works on: one row a sentence and language, CSV in UTF-8."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from core.errors import LasomiError
from flows.nodes import Flows
from ops.catalogues import folder_of, read
from ops.locales.fitting import left
from ops.locales.prompts import ids, prompts
from ops.sentence_states import UNTRANSLATED, is_reviewed, msgid, told, translation
from ops.wording import wording

TEXTS = ("orthographic", "gsm7")
EVIDENCE = ("source", "confidence", "safety", "reviewed")
WRITTEN = (*TEXTS, *EVIDENCE)
"""What a linguist may change."""
COLUMNS = ("language", "msgid", *WRITTEN, "sent", "left", "audio")
"""The last three are for reading: what leaves for a phone, septets left, ids of recordings."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that came back. `number` as a spreadsheet counts: the head of the table is row 1."""

    number: int
    language: str
    msgid: str
    cells: Mapping[str, str]


def exported(flows: Flows, root: Path, languages: Iterable[str], *, unreviewed: bool) -> str:
    """The table as text. `gsm7` is empty where the rules of the language make what is sent."""
    named = ids(prompts(flows))
    text = StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    for language in languages:
        own = flows.say.catalogue(language)
        room = left(flows, own)
        for french, cells in cells_of(read(folder_of(root, language))).items():
            if unreviewed and is_reviewed(cells):
                continue
            entry = own.entries.get(french)
            sent = entry.wire if entry and entry.confidence != "missing" else ""
            read_only = {"sent": sent, "left": room.get(french, ""), "audio": " ".join(named.get(french, ()))}
            table.writerow({"language": language, "msgid": french, **cells, **read_only})
    return text.getvalue()


def cells_of(catalogue: Catalog) -> Mapping[str, Mapping[str, str]]:
    """What each sentence of a catalogue has in the columns a linguist may change.

    A guess that nobody has looked at (`fuzzy`) is no translation: its row is empty, like a new sentence's.
    """
    spoken = [one for one in catalogue if one.id and one.context == "orthographic"]
    return {msgid(one): _cells(one, catalogue.get(one.id, "gsm7")) for one in spoken}


def _cells(message: Message, short: Message | None) -> Mapping[str, str]:
    comments = told(message)
    if message.fuzzy:
        return {**dict.fromkeys(TEXTS, ""), **UNTRANSLATED, "safety": comments.get("safety", "no")}
    evidence = {key: comments.get(key, "") for key in EVIDENCE}
    return {"orthographic": translation(message), "gsm7": translation(short) if short else "", **evidence}


def came_back(path: Path) -> Iterator[Row]:
    """The rows of a file, with commas or semicolons between the cells, with or without a BOM.

    LasomiError when it is not UTF-8, or when a column is missing.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = wording().ui("{path}: ce n'est pas de l'UTF-8; enregistrez en «CSV UTF-8».", path=path)
        raise LasomiError("not_utf8", sentence) from error
    first = text.split("\n", maxsplit=1)[0]
    table = csv.DictReader(StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    if missing := [name for name in COLUMNS[:-3] if name not in (table.fieldnames or ())]:
        sentence = wording().ui("{path}: il manque: {columns}.", path=path, columns=", ".join(missing))
        raise LasomiError("columns_missing", sentence)
    for cells in table:
        told_cells = {name: (cells[name] or "").strip() for name in WRITTEN}
        yield Row(table.line_num, (cells["language"] or "").strip(), cells["msgid"] or "", told_cells)
