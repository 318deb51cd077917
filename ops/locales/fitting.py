"""How much room a sentence has left, and which screens a language does not fill (`languages.md` §7)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from core.catalogues import Catalogue, Entry
from core.languages import Say
from core.text import fits, is_gsm7, septets, signs
from flows.nodes import MORE, Flows, Moment, Node, Session
from flows.screens import more, pages
from ops.looks import sessions

_PLACE = re.compile(r"\{\w+\}")
_LONGEST_OF_UCS2 = 70


def left(flows: Flows, own: Catalogue, *, french_beside: bool = True) -> Mapping[str, int]:
    """Septets left by each sentence on its tightest screen, every translation shown as if it were reviewed.

    A sentence on no screen has what 160 leave. On a screen that turns pages a line is measured with the key
    of the next page. French stands where there is no translation, so the figure says how much longer than
    the French a new one may be; or (`french_beside` false) nothing stands there yet.
    """
    french = flows.say.catalogue("fr")
    whole = _as_if_reviewed(french if french_beside else _blank(french), own)
    drawn = replace(flows, say=Say([french, whole]))
    room = {msgid: flows.limit - septets(entry.wire) for msgid, entry in whole.entries.items()}
    for node in flows.nodes.values():
        for msgid, page in _standing(drawn, node, whole):
            room[msgid] = min(room[msgid], flows.limit - septets(page))
    return room


def _standing(flows: Flows, node: Node, shown: Catalogue) -> Iterator[tuple[str, str]]:
    """The sentences of a node with each screen that they stand on."""
    known = [msgid for msgid in (*node.sentences(), *flows.call.sentences()) if msgid in shown.entries]
    literals = {msgid: _literal(shown.entries[msgid]) for msgid in known}
    for page in dict.fromkeys(_drawn(flows, node, shown.language)):
        yield from ((msgid, page) for msgid, literal in literals.items() if literal and literal in page)


def _as_if_reviewed(french: Catalogue, own: Catalogue) -> Catalogue:
    entries = {
        msgid: replace(own.entries[msgid] if _is_there(own, msgid) else entry, reviewed=True)
        for msgid, entry in french.entries.items()
    }
    return Catalogue(own.language, entries)


def _blank(french: Catalogue) -> Catalogue:
    return replace(french, entries=dict.fromkeys(french.entries, Entry("", "")))


def _is_there(own: Catalogue, msgid: str) -> bool:
    return msgid in own.entries and own.entries[msgid].confidence != "missing"


def _literal(entry: Entry) -> str:
    """The longest piece of a sentence that no value changes."""
    return max(_PLACE.split(entry.wire), key=len)


def _drawn(flows: Flows, node: Node, language: str) -> Iterator[str]:
    """Its screens, as every caller may see it; a word about a wrong key is not measured: it may turn a page.

    Where pages are allowed, each row stands alone with the key that turns the page; else all rows together.
    """
    turn = more(flows, language)
    for session in sessions(node, language):
        shown = pages(flows, session, Moment(node), language, date.min)
        rows = [row for page in shown for row in page.split("\n") if not row.startswith(f"{MORE} ")]
        if node.pages:
            yield from (f"{row}\n{turn}" for row in rows)
        else:
            yield "\n".join(rows)


def in_french(flows: Flows, language: str) -> tuple[str, ...]:
    """The nodes whose screen a caller of this language sees in French, for want of half of its lines."""
    return tuple(
        node.id
        for node in flows.nodes.values()
        if node.sentences() and _first(flows, node, language) == _first(flows, node, "fr")
    )


def _first(flows: Flows, node: Node, language: str) -> tuple[str, ...]:
    return pages(flows, Session(language, first_use=False), Moment(node), language, date.min)


def too_long_for_official_letters(flows: Flows, language: str) -> tuple[str, ...]:
    """The sentences that no page of 70 UCS-2 units holds: a screen with one of them stays in GSM-7."""
    turn = more(flows, language)
    return tuple(
        msgid
        for msgid, entry in flows.say.catalogue(language).entries.items()
        if not is_gsm7(text := signs(entry.orthographic)) and not fits(f"0 {text}\n{turn}", flows.limit)
    )
