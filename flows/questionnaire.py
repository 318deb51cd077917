"""The questions that a rating answers, as the flow of the day asks them; what asks otherwise has another
mark (`standards.md` §4).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from flows.nodes import Flows, Node, is_form

FLOW: Final = "rate_authority."
PASSED: Final = "skip"
Questions = Mapping[str, Mapping[str, Any]]
"""By the name of the answer: `label`, and the values of its `choices`, in the order of the screen."""


def questions(flows: Flows) -> Questions:
    """What is asked by number in the flow of ratings; who passes a question does not answer it."""
    asked = (node for name, node in flows.nodes.items() if name.startswith(FLOW))
    return {node.asks: _question(node) for node in asked if node.asks and node.choices}


def mark_of(asked: Questions) -> str:
    """16 hexadecimal characters, the same for the same questions."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def _question(node: Node) -> dict[str, Any]:
    answers = [choice.answers[node.asks] for choice in node.choices.values()]
    labels = {choice.answers[node.asks]: choice.label for choice in node.choices.values()}
    kept = [answer for answer in answers if answer != PASSED]
    label = " ".join(text for text in node.say if not is_form(text))  # which place it is about is no question
    return {"label": label, "choices": kept, "labels": {each: labels[each] for each in kept}}
