"""The head of a catalogue, written by us: Babel drops or spoils its plural line (`languages.md` §6)."""

import re

from core.forms import PLURALS

_LINE = re.compile(r'^"([A-Za-z-]+): *(.*)\\n"$', re.MULTILINE)
_DEFAULT = "nplurals=2; plural=(n != 1);"
"""What gettext takes where a catalogue says nothing."""


def header(language: str, old: str = "") -> str:
    """Its lines. An added language keeps the plural and the `X-Letters` that its file has (`old`)."""
    told = _told(old)
    plural = PLURALS.get(language) or told.get("Plural-Forms", _DEFAULT)
    own = {"Plural-Forms": plural} if language else {}
    if letters := told.get("X-Letters"):
        own["X-Letters"] = letters
    lines = {
        "Project-Id-Version": "lasomi",
        "Language": language,
        **own,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def letters_of(old: str) -> str:
    """The `X-Letters` of a file, pairs like `ɛ→e`; nothing when it has none."""
    return _told(old).get("X-Letters", "")


def _told(old: str) -> dict[str, str]:
    return dict(_LINE.findall(old.split("\n\n", maxsplit=1)[0]))
