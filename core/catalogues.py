"""Our sentences as they were compiled, each beside its state (`languages.md` §7).

`make catalogues` writes `lasomi.mo` and, because comments do not reach it, `lasomi.json`: for every French
sentence its confidence, whether it promises or warns (`safety`), and whether a native speaker has read it.
"""

import gettext
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import Fault, Misconfigured
from core.text import is_gsm7, letters, wire

CITIZEN_LANGUAGES = ("fr", "bm", "taq")
"""Those that stand on the first screen; a folder of `locales/` adds one (`languages_of`)."""
UI_LANGUAGES = ("fr", "en")
CONFIDENCES = ("high", "medium", "composed", "low", "missing")
REMEDY = "run `make catalogues`"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence in one language. `wire` is made at the start, never while answering."""

    orthographic: str
    wire: str
    confidence: str = "high"
    safety: bool = False
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language by their French. A sentence without a translation is `missing`."""

    language: str
    entries: Mapping[str, Entry]
    ui: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)


def languages_of(locales: Path) -> tuple[str, ...]:
    """Every language with a catalogue: the citizens' first, then those that were added, then English."""
    added = sorted(path.parent.parent.name for path in locales.glob("*/LC_MESSAGES/lasomi.po"))
    return tuple(dict.fromkeys([*CITIZEN_LANGUAGES, *(one for one in added if one != "en"), *UI_LANGUAGES]))


def read_catalogue(locales: Path, language: str) -> Catalogue:
    """One language as compiled. Misconfigured when a file is absent, broken or holds a sign no phone has."""
    folder = locales / language / "LC_MESSAGES"
    sentences, states = _compiled(folder / "lasomi.mo"), _states(folder / "lasomi.json")
    row = _row(folder / "lasomi.po", sentences)
    entries = {msgid: _entry(sentences, msgid, language, state, row) for msgid, state in states.items()}
    faults = [
        Fault(str(folder / "lasomi.po"), f"«{msgid}»", f"«{entry.wire}» does not encode in GSM-7: respell it")
        for msgid, entry in entries.items()
        if not is_gsm7(entry.wire)
    ]
    if faults:
        raise Misconfigured(*faults)
    return Catalogue(language, entries, sentences)


def _row(source: Path, sentences: gettext.NullTranslations) -> Mapping[int, str]:
    """How an added language is spelt for a phone: `X-Letters` in the header of its catalogue."""
    try:
        return letters(sentences.info().get("x-letters", ""))
    except ValueError as error:
        raise Misconfigured(Fault(str(source), "X-Letters", f"{error}: write pairs like ɛ→e")) from error


def _compiled(path: Path) -> gettext.GNUTranslations:
    try:
        with path.open("rb") as compiled:
            return gettext.GNUTranslations(compiled)
    except OSError as error:
        raise Misconfigured(Fault(str(path), "the file", f"cannot be read: {REMEDY}")) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise Misconfigured(Fault(str(path), "the file", f"is not a compiled catalogue: {REMEDY}")) from error


def _states(path: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        states = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Misconfigured(Fault(str(path), "the file", f"cannot be read: {REMEDY}")) from error
    faults = [
        Fault(str(path), f"«{msgid}»", f"its state is not complete: {REMEDY}")
        for msgid, state in states.items()
        if state.get("confidence") not in CONFIDENCES
    ]
    if faults:
        raise Misconfigured(*faults)
    return states  # type: ignore[no-any-return]


def _entry(
    sentences: gettext.GNUTranslations,
    msgid: str,
    language: str,
    state: Mapping[str, Any],
    row: Mapping[int, str],
) -> Entry:
    orthographic = sentences.pgettext("orthographic", msgid)
    own = sentences.pgettext("gsm7", msgid)
    spelt = own if own != msgid else orthographic
    return Entry(
        orthographic,
        wire(spelt, language, row),
        state["confidence"],
        bool(state.get("safety")),
        bool(state.get("reviewed")),
    )
