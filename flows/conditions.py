"""When a node is asked and a key is shown: conditions on what was true at the start and on what was told."""

from collections.abc import Mapping
from typing import Final

from flows.nodes import Conditions, Session

THERE: Final = "yes"
ABSENT: Final = "no"
HOME: Final = "home"


def holds(conditions: Conditions, session: Session, answers: Mapping[str, str]) -> bool:
    """Whether one of the conditions holds, every part of it; no condition always does."""
    return not conditions or any(
        all(_is(said(name, session, answers), wanted) for name, wanted in each.items()) for each in conditions
    )


def said(name: str, session: Session, answers: Mapping[str, str]) -> str:
    """What is known under a name: an answer of this call, a fact, the home, `1` for a list with something."""
    listed = "1" if session.lists.get(name) else ""
    known = session.home if name == HOME else session.facts.get(name)
    return answers.get(name) or known or listed


def _is(known: str, wanted: str) -> bool:
    if wanted in (THERE, ABSENT):
        return bool(known) == (wanted == THERE)
    return not set(wanted.split(",")).isdisjoint(known.split(","))
