"""`lasomi locales import`: a table that came back goes into the catalogues, whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from core.catalogues import CONFIDENCES, Catalogue, Entry
from core.errors import Fault, LasomiError, Misconfigured
from core.languages import Say
from core.text import is_gsm7, septets, wire
from flows.definition import load_flows
from flows.nodes import Flows
from ops.catalogues import folder_of, read, rules, states_of, write, written
from ops.locales.fitting import left
from ops.locales.table import EVIDENCE, TEXTS, Row, came_back, cells_of
from ops.sentence_faults import Rules, flaws
from ops.sentence_states import KEYS, is_reviewed

_Fault = tuple[Row, str, str]
"""A row, its column, and what mends it."""


def bring_back(path: Path, root: Path, flows: Flows) -> Mapping[str, int]:
    """How many sentences changed, by language. LasomiError names every fault by row and column."""
    rows = list(came_back(path))
    returned = [_returned(root, flows, rows, language) for language in _named(rows, flows)]
    faults = [*_strange(rows, flows), *(fault for one in returned for fault in one.faults)]
    told = [_said(path, *fault) for fault in sorted(faults, key=lambda fault: fault[0].number)]
    if told := told or list(_no_longer_fit(flows, {one.new.language: one.new for one in returned})):
        raise LasomiError("table_refused", "\n".join(told))
    write({file: content for one in returned for file, content in one.outputs.items()})
    return {one.new.language: one.changed for one in returned}


@dataclass(frozen=True, slots=True)
class _Returned:
    """What a table makes of one language."""

    new: Catalogue
    changed: int
    faults: Sequence[_Fault]
    outputs: Mapping[Path, bytes]


def _returned(root: Path, flows: Flows, rows: Iterable[Row], language: str) -> _Returned:
    folder, held = folder_of(root, language), rules(root, language)
    catalogue = read(folder)
    before = cells_of(catalogue)
    own = [row for row in rows if row.language == language and row.msgid in before]
    changed = [row for row in own if row.cells != before[row.msgid]]
    for row in changed:
        _put(catalogue, row)
    new = _with(flows, changed, held)
    faults = [*_faults(changed, before, catalogue, states_of(folder), held), *_too_long(changed, flows, new)]
    return _Returned(new, len(changed), faults, written(folder, catalogue, language))


def _no_longer_fit(flows: Flows, new: Mapping[str, Catalogue]) -> Iterator[str]:
    """Screens that the start would refuse: of lines together, where no row alone is too long."""
    say = flows.say
    catalogues = [new.get(language) or say.catalogue(language) for language in say.languages]
    try:
        load_flows(flows.country, say=Say(catalogues))
    except Misconfigured as broken:
        yield from map(str, broken.faults)


def _said(path: Path, row: Row, column: str, remedy: str) -> str:
    return str(Fault(path.name, f"row {row.number}, column {column}", remedy))


def _named(rows: Iterable[Row], flows: Flows) -> Sequence[str]:
    known = set(flows.say.languages) - {"fr"}
    return [name for name in dict.fromkeys(row.language for row in rows) if name in known]


def _strange(rows: Iterable[Row], flows: Flows) -> Iterator[_Fault]:
    """Rows that no catalogue has, and rows that stand twice."""
    seen: set[tuple[str, str]] = set()
    known = set(_named(rows, flows))
    for row in rows:
        if row.language not in known:
            yield row, "language", f"«{row.language}» is no language to translate into: leave it as exported"
        elif row.msgid not in flows.say.catalogue(row.language).entries:
            yield row, "msgid", f"«{row.msgid}» is no sentence of ours: leave it as exported"
        elif (row.language, row.msgid) in seen:
            yield row, "msgid", "stands twice: keep one row"
        seen.add((row.language, row.msgid))


def _put(catalogue: Catalog, row: Row) -> None:
    message = catalogue.get(row.msgid, "orthographic")
    if message is None:
        return
    message.string = row.cells["orthographic"]
    message.flags.discard("fuzzy")
    message.user_comments = _comments(message, row)
    short = catalogue.get(row.msgid, "gsm7")
    if not row.cells["gsm7"]:
        catalogue.delete(row.msgid, "gsm7")
    elif short:
        short.string, short.user_comments = row.cells["gsm7"], _comments(short, row)
    else:
        comments = _comments(message, row)
        catalogue.add(row.msgid, row.cells["gsm7"], message.locations, user_comments=comments, context="gsm7")


def _comments(message: Message, row: Row) -> list[str]:
    others = [one for one in message.user_comments if one.partition(":")[0].strip() not in KEYS]
    return [*others, *(f"{key}: {row.cells[key]}" for key in EVIDENCE)]


def _faults(
    changed: Iterable[Row],
    before: Mapping[str, Mapping[str, str]],
    catalogue: Catalog,
    states: Mapping[str, Mapping[str, object]],
    held: Rules,
) -> Iterator[_Fault]:
    for row in changed:
        was = before[row.msgid]
        if row.cells["safety"] != was["safety"]:
            yield row, "safety", "is decided by who runs the service: leave it as exported"
        if not row.cells["orthographic"] and (was["orthographic"] or row.cells["gsm7"]):
            yield row, "orthographic", "is empty: say it, or leave the row out"
        if _renewed(row, was):
            yield row, "reviewed", "the text changed: write who read it now and when, or `no`"
        for context in TEXTS:
            message = catalogue.get(row.msgid, context)
            if message is None:
                continue
            respelt = context == "orthographic" and bool(row.cells["gsm7"])
            found = flaws(message, states.get(row.msgid, {}), held, respelt=respelt)
            yield from ((row, *flaw) for flaw in found if context in ("orthographic", flaw[0]))


def _renewed(row: Row, was: Mapping[str, str]) -> bool:
    """A `gsm7` form is read with its sentence: the review of both is void when one changes."""
    return (
        was["reviewed"] != "no"
        and row.cells["reviewed"] == was["reviewed"]
        and row.cells["orthographic"] == was["orthographic"]
        and row.cells["gsm7"] != was["gsm7"]
    )


def _with(flows: Flows, changed: Iterable[Row], held: Rules) -> Catalogue:
    """The language as it would be, without what could not be sent."""
    old = flows.say.catalogue(held.language)
    made = {row.msgid: _entry(row, _sent(row, held)) for row in changed if row.cells["orthographic"]}
    return Catalogue(
        held.language, {**old.entries, **{key: one for key, one in made.items() if is_gsm7(one.wire)}}
    )


def _too_long(changed: Sequence[Row], flows: Flows, new: Catalogue) -> Iterator[_Fault]:
    """Measured with the whole table in place; French beside it is the business of `_no_longer_fit`.

    Where no sentence alone is to blame, all of them are named.
    """
    room = left(flows, new, french_beside=False)
    crowded = [row for row in changed if room.get(row.msgid, 0) < 0]
    to_blame = [row for row in crowded if room[row.msgid] + _grown(flows, new, row.msgid) >= 0]
    for row in to_blame or crowded:
        column = "gsm7" if row.cells["gsm7"] else "orthographic"
        yield row, column, f"is {-room[row.msgid]} septets too long on its tightest screen: shorten it"


def _grown(flows: Flows, new: Catalogue, msgid: str) -> int:
    """By how many septets a sentence is longer than the one that was on the screen."""
    entry = flows.say.catalogue(new.language).entries[msgid]
    if entry.confidence == "missing":
        entry = flows.say.catalogue("fr").entries[msgid]
    return septets(new.entries[msgid].wire) - septets(entry.wire)


def _entry(row: Row, sent: str) -> Entry:
    cells = row.cells
    confidence = cells["confidence"] if cells["confidence"] in CONFIDENCES else "missing"
    return Entry(cells["orthographic"], sent, confidence, cells["safety"] == "yes", is_reviewed(cells))


def _sent(row: Row, held: Rules) -> str:
    return wire(row.cells["gsm7"] or row.cells["orthographic"], held.language, held.row)
