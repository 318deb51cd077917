"""What a translator's comments say of a sentence, and when not to believe them (`languages.md` §7, §16)."""

import hashlib
from collections.abc import Mapping

from babel.messages.catalog import Message

KEYS = ("source", "confidence", "safety", "reviewed")
UNTRANSLATED = {"source": "none", "confidence": "missing", "safety": "no", "reviewed": "no"}


def msgid(message: Message) -> str:
    """The French of an entry; nothing of ours is counted, so no entry has a plural."""
    return message.id if isinstance(message.id, str) else message.id[0]


def translation(message: Message) -> str:
    return message.string if isinstance(message.string, str) else ""


def told(message: Message) -> dict[str, str]:
    """The four comments of an entry by key, those that are there."""
    pairs = (comment.partition(":") for comment in message.user_comments)
    return {key.strip(): value.strip() for key, _, value in pairs if key.strip() in KEYS}


def is_cautious(message: Message) -> bool:
    """Whether the sentence promises, warns or instructs."""
    return told(message).get("safety") == "yes"


def settled(message: Message, *, cautious: bool = False) -> list[str]:
    """The comments as they must stand: a new sentence is missing, a changed one is no longer reviewed.

    `cautious`: it is a sentence of caution in some language, and so in each; French then stands beside it.
    """
    comments = UNTRANSLATED | told(message)
    if cautious:
        comments["safety"] = "yes"
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
        "reviewed": is_reviewed(comments),
        "safety": is_cautious(message),
    }
    if kept["reviewed"]:
        kept |= {"by": comments["reviewed"], "of": _mark(message)}
        if outdated(message, before):
            kept["of"] = before["of"]
    return kept


def is_reviewed(comments: Mapping[str, str]) -> bool:
    """Whether the `reviewed` line says yes."""
    return comments.get("reviewed", "no").startswith("yes")


def outdated(message: Message, before: Mapping[str, object]) -> bool:
    """A text that differs from the one its reviewed line was given for."""
    same_line = is_reviewed(told(message)) and told(message)["reviewed"] == before.get("by")
    return same_line and before.get("of") != _mark(message)


def _mark(message: Message) -> str:
    return hashlib.sha256(translation(message).encode()).hexdigest()[:16]
