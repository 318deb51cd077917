"""A worker whose stages stumble over a word each: `python -m tests.protection.stumbling drain [--tied]`.

What is raised quotes the text, as a careless library would. The product has no switch for it.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from ops import worker
from workers import classify, language, pipeline, protect
from workers.message import meanings
from workers.mind import Mind

STAGES: Final[Mapping[str, tuple[str, Callable[..., Any]]]] = {
    "tokolangue": ("spoken", language.spoken),
    "tokoprotege": ("protected_code", protect.protected_code),
    "tokoclasse": ("classify", classify.classify),
    "tokolieu": ("meanings", meanings),
}
"""A word of a text, and what of the pipeline it makes stumble."""
REDACT: Final = "tokoredige"
WORDS: Final = (*STAGES, REDACT)
_spoken_of: list[str] = []
"""What is being read, for the stages that are not handed the text."""


def stumbles(word: str, stage: Callable[..., Any]) -> Callable[..., Any]:
    def spoiled(*handed: Any, **named: Any) -> Any:
        if any(word in text for text in _spoken_of):
            raise RuntimeError(*_spoken_of)
        return stage(*handed, **named)

    return spoiled


def overheard(read: Callable[..., Any]) -> Callable[..., Any]:
    """The pipeline, which notes what it reads, and stumbles before redaction over a word."""

    def noted(text: str, mind: Mind, **named: Any) -> Any:
        _spoken_of.append(text)
        try:
            if REDACT in text:
                raise ValueError(text)
            return read(text, mind, **named)
        finally:
            _spoken_of.clear()

    return noted


if __name__ == "__main__":
    for word, (name, stage) in STAGES.items():
        setattr(pipeline, name, stumbles(word, stage))
    setattr(pipeline, "read", overheard(pipeline.read))  # noqa: B010 -- by the name it is called there
    sys.exit(worker.main(sys.argv[1:]))
