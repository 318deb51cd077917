"""What a container shows: each text once, in every language, under an id that stays while the text stays."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "lasomi:flow-interop")
VERSION = "1.0.0-rc1"
MODES = ("USSD", "TEXT")
_ISO = {"fr": "fra", "bm": "bam", "en": "eng"}


def stable(*parts: str) -> str:
    """The id of a thing by its name: the same in every export."""
    return str(uuid.uuid5(NAMESPACE, "\n".join(parts)))


def iso_639_3(language: str) -> str:
    """`fra` for `fr`; a code of three letters is one already."""
    return _ISO.get(language, language)


def escaped(text: str) -> str:
    """A text in which no sign begins an expression."""
    return text.replace("@", "@@")


@dataclass(slots=True)
class Resources:
    """The texts of a container, by id."""

    values: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def add(self, texts: Mapping[str, str]) -> str:
        """The id of a text that is known by language; expressions in it are evaluated where it is shown."""
        identity = stable("resource", *(part for pair in texts.items() for part in pair))
        self.values[identity] = texts
        return identity

    def written(self) -> Iterator[dict[str, object]]:
        for identity, texts in sorted(self.values.items()):
            yield {"uuid": identity, "values": [_value(*pair) for pair in texts.items()]}


def _value(language: str, text: str) -> dict[str, object]:
    return {
        "language_id": iso_639_3(language),
        "content_type": "TEXT",
        "mime_type": "text/plain",
        "modes": list(MODES),
        "value": text,
    }
