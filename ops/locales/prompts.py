"""A name for everything a call says, so that a recorded voice can follow the screens.

A prompt is a sentence on a node. Its id is `flow.node.` and eight hexadecimal signs of the SHA-256 of the
French: it stays while both stay, in every language, and a changed sentence asks for a new recording.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import LasomiError
from flows.nodes import Flows

EVERY_CALL = "call"
"""Stands for the node of what every call says: back, more, a wrong key."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One sentence, in French, where it is said."""

    node: str
    sentence: str

    @property
    def id(self) -> str:
        return f"{self.node}.{hashlib.sha256(self.sentence.encode()).hexdigest()[:8]}"


def prompts(flows: Flows) -> tuple[Prompt, ...]:
    """Everything that the flows say, node by node."""
    told = [Prompt(node.id, sentence) for node in flows.nodes.values() for sentence in node.sentences()]
    return (*told, *(Prompt(EVERY_CALL, sentence) for sentence in flows.call.sentences()))


def ids(told: Iterable[Prompt]) -> Mapping[str, tuple[str, ...]]:
    """The ids of each sentence. LasomiError when one id would stand for two prompts."""
    owners: dict[str, Prompt] = {}
    found: dict[str, list[str]] = defaultdict(list)
    for prompt in told:
        if owners.setdefault(prompt.id, prompt) != prompt:
            raise LasomiError("prompt_ids", f"{prompt.id}: «{prompt.sentence}» and another have this id")
        found[prompt.sentence].append(prompt.id)
    return {sentence: tuple(dict.fromkeys(named)) for sentence, named in found.items()}
