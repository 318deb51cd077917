"""What is wrong with one sentence of a catalogue, and in which of its columns (`languages.md` §1, §7, §16).

The same checks stand behind `make catalogues` and behind a table that comes back from a linguist.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Formatter

from babel.messages.catalog import Catalog, Message

from core.catalogues import CONFIDENCES
from core.never import NeverWords
from core.text import is_gsm7, wire
from ops.sentence_states import KEYS, is_reviewed, msgid, outdated, told, translation

ROLES = (
    *("relecteur", "relectrice", "linguiste", "traducteur", "traductrice", "locuteur", "locutrice"),
    *("enseignant", "enseignante", "reviewer", "linguist", "translator", "speaker", "teacher"),
)
_REVIEWED = re.compile(r"yes, *(?P<who>[^,]+), *(?P<day>[^,]+)")
_INITIALS = re.compile(r"[A-ZÀ-ÝƐƆƝŊ](?:[. -]?[A-ZÀ-ÝƐƆƝŊ]){0,3}\.?")
_OTHER_LETTERS = {"ə": "ǝ", "ǎ": "ă", "ᾰ": "ă"}
_TONES = frozenset("\u0300\u0301\u0302\u0304\u030c")
"""Grave, acute, circumflex, macron, caron: linguists write tones with them."""

Flaw = tuple[str, str]
"""A column of the table, and what mends it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the sentences of one language are held to. `row` is how an added language is spelt for a phone."""

    language: str
    never: NeverWords
    row: Mapping[int, str] = field(default_factory=dict)


def faults_of(catalogue: Catalog, states: Mapping[str, Mapping[str, object]], rules: Rules) -> Iterator[str]:
    """Every fault of a catalogue, with the sentence and the remedy."""
    for message in catalogue:
        if message.id:
            respelt = bool(message.context == "orthographic" and catalogue.get(message.id, "gsm7"))
            for _, remedy in flaws(message, states.get(msgid(message), {}), rules, respelt=respelt):
                yield f"«{msgid(message)}»: {remedy}"


def flaws(
    message: Message, before: Mapping[str, object], rules: Rules, *, respelt: bool = False
) -> Iterator[Flaw]:
    """Every fault of one entry. `before` is the state that was compiled last.

    `respelt`: a `gsm7` entry beside it says what is sent, so its own letters may be any.
    """
    if message.context == "ui":
        if rules.language == "en" and (not message.string or message.fuzzy):
            yield "orthographic", "has no English: translate it"
        return
    column = str(message.context)
    text = translation(message) or (msgid(message) if rules.language == "fr" else "")
    for remedy in (*_spelling(text, rules, respelt), *_placeholders(msgid(message), text)):
        yield column, remedy
    if rules.language == "bm":
        yield from ((column, remedy) for remedy in _tones(msgid(message), text))
    if rules.language != "fr":
        yield from _evidence(message)
        if outdated(message, before):
            yield "reviewed", "was changed after its review: renew the reviewed line, or write `reviewed: no`"


def _spelling(text: str, rules: Rules, respelt: bool) -> Iterator[str]:
    if text != unicodedata.normalize("NFC", text):
        yield "is not NFC: type its letters again"
    if not respelt and not is_gsm7(sent := wire(text, rules.language, rules.row)):
        yield f"«{sent}» does not encode in GSM-7: respell it"
    if words := rules.never.found_in(text):
        yield f"holds {', '.join(words)}, which must never reach a phone: say it otherwise"
    if rules.language == "taq":
        for letter in sorted(_OTHER_LETTERS.keys() & set(text)):
            yield f"holds {letter} (U+{ord(letter):04X}): write {_OTHER_LETTERS[letter]}"


def _placeholders(french: str, text: str) -> Iterator[str]:
    if not text:
        return
    try:
        wanted, given = _names(french), _names(text)
    except ValueError:
        yield "has a brace without its other half: mend it"
        return
    if wanted != given:
        named = ", ".join(f"{{{name}}}" for name in sorted(wanted ^ given))
        yield f"must hold the places of the French, each once, and no other: see to {named}"


def _names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _tones(french: str, text: str) -> Iterator[str]:
    """On the wire a low ò would be read as ɔ. A word that the French has too keeps its accents."""
    for word in re.findall(r"[\w\u0300-\u036f]+", text):
        if _TONES & set(unicodedata.normalize("NFD", word)) and word not in french:
            yield f"«{word}» has a mark of tone: write it without"


def _evidence(message: Message) -> Iterator[Flaw]:
    comments = told(message)
    if missing := [key for key in KEYS if not comments.get(key)]:
        yield missing[0], f"lacks the comment {', '.join(missing)}: write it"
        return
    if comments["confidence"] not in CONFIDENCES:
        yield "confidence", f"confidence is {comments['confidence']}: use one of {', '.join(CONFIDENCES)}"
    elif message.string and comments["confidence"] == "missing":
        yield "confidence", "is translated and called missing: give its source and confidence"
    if comments["safety"] not in ("yes", "no"):
        yield "safety", "must be yes or no"
    if remedy := _not_a_review(comments["reviewed"]):
        yield "reviewed", remedy
    elif is_reviewed(comments) and not message.string:
        yield "reviewed", "is reviewed and has no text: write `no`"


def _not_a_review(line: str) -> str:
    """Why a `reviewed` line is refused, or nothing. A full name could put a reviewer at risk."""
    if line == "no":
        return ""
    if not (parts := _REVIEWED.fullmatch(line)):
        return "must be `no`, or `yes`, initials or a role, and a date: yes, AK, 2027-01-15"
    if parts["who"] not in ROLES and not _INITIALS.fullmatch(parts["who"]):
        return f"«{parts['who']}» may be a name: write initials, or one of {', '.join(ROLES)}"
    try:
        date.fromisoformat(parts["day"])
    except ValueError:
        return f"{parts['day']} is no date: write it like 2027-01-15"
    return ""
