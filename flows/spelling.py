"""In which letters a screen goes out: those that the caller asked for, or GSM-7 (`languages.md` §3)."""

from collections.abc import Sequence
from dataclasses import replace

from core.text import fits
from flows.nodes import LETTERS, Flows, Node, Session


def may_be_official(session: Session, node: Node) -> bool:
    """Help is read on every phone, and so is the question by which one gets rid of other letters."""
    return session.letters == "official" and node.ends != "protected" and node.asks != LETTERS


def are_held(flows: Flows, node: Node, language: str, pages: Sequence[str]) -> bool:
    """Whether pages in official letters, of which each holds 70 units, may be shown; else it is GSM-7.

    A last screen, and one that promises or warns, is not parted for the sake of letters.
    """
    parted = len(pages) > 1 and (node.ends is not None or _is_of_caution(flows, node, language))
    return not parted and all(fits(page, flows.limit) for page in pages)


def _is_of_caution(flows: Flows, node: Node, language: str) -> bool:
    known = language in flows.say.languages  # one that has left the catalogues is French
    entries = flows.say.catalogue(language if known else "fr").entries
    return any(entries[sentence].safety for sentence in node.sentences() if sentence in entries)


def in_gsm7(session: Session) -> Session:
    """The same caller, as if no letters had been asked for."""
    return replace(session, letters="gsm7") if session.letters != "gsm7" else session
