"""What a translator's comments say of a sentence, and when not to believe them (`languages.md` §7, §16)."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping

from babel.messages.catalog import Catalog, Message

from core.catalogues import CONFIDENCES
from core.never import NeverWords
from core.text import is_gsm7, wire

KEYS = ("source", "confidence", "safety", "reviewed")
_UNTRANSLATED = {"source": "none", "confidence": "missing", "safety": "no", "reviewed": "no"}
_OTHER_LETTERS = {"ə": "ǝ", "ǎ": "ă", "ᾰ": "ă"}


def msgid(message: Message) -> str:
    """The French of an entry; nothing of ours is counted, so no entry has a plural."""
    return message.id if isinstance(message.id, str) else message.id[0]


def translation(message: Message) -> str:
    return message.string if isinstance(message.string, str) else ""


def told(message: Message) -> dict[str, str]:
    """The four comments of an entry by key, those that are there."""
    pairs = (comment.partition(":") for comment in message.user_comments)
    return {key.strip(): value.strip() for key, _, value in pairs if key.strip() in KEYS}


def settled(message: Message) -> list[str]:
    """The comments as they must stand: a new sentence is missing, a changed one is no longer reviewed."""
    comments = _UNTRANSLATED | told(message)
    if message.fuzzy or not message.string:
        comments["reviewed"] = "no"
    if not message.string:
        comments |= {"source": "none", "confidence": "missing"}
    others = [one for one in message.user_comments if one.partition(":")[0].strip() not in KEYS]
    return [*others, *(f"{key}: {comments[key]}" for key in KEYS)]


def state(message: Message, language: str, before: Mapping[str, object]) -> dict[str, object]:
    """What the program reads beside the compiled sentence. `of` marks the text that was reviewed."""
    if language == "fr":
        return {"confidence": "high", "reviewed": True, "safety": False}
    comments = told(message)
    usable = message.string and not message.fuzzy
    kept: dict[str, object] = {
        "confidence": comments.get("confidence", "missing") if usable else "missing",
        "reviewed": _reviewed(comments),
        "safety": comments.get("safety") == "yes",
    }
    if kept["reviewed"]:
        kept |= {"by": comments["reviewed"], "of": _mark(message)}
        if _outdated(message, before):
            kept["of"] = before["of"]
    return kept


def faults_of(
    catalogue: Catalog, language: str, states: Mapping[str, Mapping[str, object]], never: NeverWords
) -> Iterator[str]:
    """Every fault of a catalogue, with the sentence and the remedy."""
    for message in catalogue:
        if message.id:
            for fault in _faults(message, language, states.get(msgid(message), {}), never):
                yield f"«{msgid(message)}»: {fault}"


def _faults(
    message: Message, language: str, before: Mapping[str, object], never: NeverWords
) -> Iterator[str]:
    if message.context == "ui":
        if language == "en" and (not message.string or message.fuzzy):
            yield "has no English: translate it"
        return
    text = translation(message) or (msgid(message) if language == "fr" else "")
    if text != unicodedata.normalize("NFC", text):
        yield "is not NFC: type its letters again"
    if not is_gsm7(wire(text, language)):
        yield f"«{wire(text, language)}» does not encode in GSM-7: respell it"
    if words := never.found_in(text):
        yield f"holds {', '.join(words)}, which must never reach a phone: say it otherwise"
    if language != "fr":
        yield from _faults_of_translation(message, language, before)


def _faults_of_translation(message: Message, language: str, before: Mapping[str, object]) -> Iterator[str]:
    comments = told(message)
    if missing := [key for key in KEYS if key not in comments]:
        yield f"lacks the comment {', '.join(missing)}: write it"
    elif comments["confidence"] not in CONFIDENCES:
        yield f"confidence is {comments['confidence']}: use one of {', '.join(CONFIDENCES)}"
    elif message.string and comments["confidence"] == "missing":
        yield "is translated and called missing: give its source and confidence"
    if language == "taq":
        for letter in _OTHER_LETTERS.keys() & set(translation(message)):
            yield f"holds {letter} (U+{ord(letter):04X}): write {_OTHER_LETTERS[letter]}"
    if _outdated(message, before):
        yield "was changed after its review: renew the reviewed line, or write `reviewed: no`"


def _reviewed(comments: Mapping[str, str]) -> bool:
    return comments.get("reviewed", "no").startswith("yes")


def _outdated(message: Message, before: Mapping[str, object]) -> bool:
    """A text that differs from the one its reviewed line was given for."""
    same_line = _reviewed(told(message)) and told(message)["reviewed"] == before.get("by")
    return same_line and before.get("of") != _mark(message)


def _mark(message: Message) -> str:
    return hashlib.sha256(translation(message).encode()).hexdigest()[:16]
