"""What a person is shown, in which language, and when French must stand beside it (`languages.md` §7).

Three ways in. `say.screen(lines, language)` and `say.sentence("Merci. Message bien reçu.", language)` give
wire text for a phone. `say.ui("Connexion", "en")` gives console and command-line wording. The first argument
is a literal in orthographic French: `make catalogues` finds `.sentence("…")` and `.ui("…")` in Python, and
`ui("…")` or `say.ui("…")` in templates. Their English is written into `locales/en`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from core.catalogues import UI_LANGUAGES, Catalogue, Entry, languages_of, read_catalogue
from core.text import fits, is_gsm7, septets, signs, wire

Manner = Literal["alone", "beside", "french"]
Letters = Literal["gsm7", "official"]
"""How a screen is spelt: for any phone, or, for a contact who asked for it, as the language is written."""
Values = Mapping[str, Mapping[str, str]]
"""What stands in for `{name}` in a sentence, by name and language; French is never missing."""
NEUTRAL = "Merci. Message bien reçu."
_FRENCH = "fr"


def ui(sentence: str) -> str:
    """Marks console wording that stands in a table; `say.ui` says it (gettext calls that deferred)."""
    return sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a screen: a form with places for its sentences, `1 {0}` or `{0}, {1}`.

    `beside` puts it on the row of the line before; `notice` keeps it out of the count of §7.
    """

    form: str = "{0}"
    sentences: tuple[str, ...] = ()
    beside: bool = False
    notice: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    french: str
    text: str
    manner: Manner
    composed: bool
    line: Line

    def shown(self, both: bool) -> str:
        if self.manner == "beside":
            return f"{self.text}\n{self.french_alone()}" if both else self.french
        return self.text

    def french_alone(self) -> str:
        """The French under a translation: the key before it is not repeated."""
        return self.french.removeprefix(self.line.form.split("{0}")[0])


def line(sentence: str, *, key: str = "", beside: bool = False, notice: bool = False) -> Line:
    """A sentence, after its key if it has one: `1 Envoyer`."""
    return Line(f"{key} {{0}}" if key else "{0}", (sentence,), beside, notice)


def verbatim(text: str, *, key: str = "") -> Line:
    """A name or a number: the same in every language, spelt for a phone."""
    spelt = on_phone(text).replace("{", "{{").replace("}", "}}")
    return Line(f"{key} {spelt}" if key else spelt)


def on_phone(value: object, language: str = _FRENCH) -> str:
    """A value put into a sentence (a name, a number of Babel's): what no phone draws is left out."""
    spelt = wire(str(value), language)
    drawn = spelt if is_gsm7(spelt) else "".join(sign for sign in spelt if is_gsm7(sign))
    return " ".join(drawn.split())


def manner(entry: Entry | None) -> Manner:
    """How an entry may be shown: the table of `languages.md` §7."""
    if entry is None or entry.confidence == "missing":
        return "french"
    if entry.reviewed:
        return "alone"
    if entry.confidence == "low":
        return "french"
    if entry.confidence == "composed":
        return "french" if entry.safety else "beside"
    return "beside" if entry.safety else "alone"


class Say:
    """Every sentence of ours, in every language, as it may be shown today."""

    def __init__(self, catalogues: Iterable[Catalogue]) -> None:
        self._catalogues: Mapping[str, Catalogue] = {one.language: one for one in catalogues}

    def catalogue(self, language: str) -> Catalogue:
        """The sentences of a language with their states, for the console and for checks."""
        return self._catalogues[language]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages a citizen may choose."""
        return tuple(name for name, one in self._catalogues.items() if one.entries)

    def knows(self, sentence: str) -> bool:
        """Whether the sentence stands in the French catalogue, and so before every translator."""
        return sentence in self._catalogues[_FRENCH].entries

    def sentence(self, msgid: str, language: str, **values: object) -> str:
        """One sentence for a phone, with French under it or instead of it where §7 asks for that."""
        row = self._row(line(msgid), language, {name: {_FRENCH: str(each)} for name, each in values.items()})
        both = row.shown(both=True)
        return both if septets(both) <= 160 else row.shown(both=False)

    def neutral(self, language: str) -> str:
        """The one neutral reply (P6): French until a native speaker has read it."""
        entry = self._entry(NEUTRAL, language)
        return entry.wire if entry and entry.reviewed else self._french(NEUTRAL)

    def screen(
        self,
        lines: Sequence[Line],
        language: str,
        limit: int = 160,
        values: Values = MappingProxyType({}),
        letters: Letters = "gsm7",
    ) -> tuple[str, ...]:
        """The rows of a screen. French stands under a line while all of it fits into `limit` septets.

        A screen on which fewer than half of the lines have the language is French as a whole. `values` stand
        in for `{name}` in any sentence, in its language where they have it. Official letters change how its
        lines are spelt and not which they are, and French keeps to GSM-7; whether a page holds them then,
        `core.text.fits` says.
        """
        rows = [self._row(one, language, values) for one in lines]
        both: set[int] = set()
        for index, row in enumerate(rows):
            if row.manner == "beside" and fits(_text(rows, both | {index}), limit):
                both.add(index)
        if language != _FRENCH and not _half_is_there(rows, both):
            return self.screen(lines, _FRENCH, limit, values)
        spelt = rows if letters == "gsm7" else [self._row(one, language, values, letters) for one in lines]
        return tuple(_joined(spelt, both))

    def ui(self, msgid: str, language: str, **values: object) -> str:
        """Wording of the console and the command line, in `fr` or `en`, letters as they are."""
        catalogue = self._catalogues.get(language)
        text = catalogue.ui.pgettext("ui", msgid) if catalogue else msgid
        return text.format_map(values) if values else text

    def _entry(self, msgid: str, language: str) -> Entry | None:
        catalogue = self._catalogues.get(language)
        return catalogue.entries.get(msgid) if catalogue else None

    def _french(self, msgid: str) -> str:
        entry = self._entry(msgid, _FRENCH)
        return entry.wire if entry else wire(msgid, _FRENCH)

    def _row(self, one: Line, language: str, values: Values, letters: Letters = "gsm7") -> _Row:
        french = _filled(one.form.format(*(self._french(each) for each in one.sentences)), values, _FRENCH)
        entries = [self._entry(msgid, language) for msgid in one.sentences]
        manners = {manner(entry) for entry in entries}
        if language == _FRENCH or not manners:
            return _Row(french, french, "alone", False, one)
        if "french" in manners or (manners != {"alone"} and (one.beside or len(entries) > 1)):
            return _Row(french, french, "french", False, one)
        own = [entry for entry in entries if entry]
        text = _filled(one.form.format(*(_spelt(entry, letters) for entry in own)), values, language)
        composed = any(entry.confidence == "composed" and not entry.reviewed for entry in own)
        return _Row(french, text, "alone" if manners == {"alone"} else "beside", composed, one)


def _spelt(entry: Entry, letters: Letters) -> str:
    return signs(entry.orthographic) if letters == "official" else entry.wire


def _filled(text: str, values: Values, language: str) -> str:
    for name, said in values.items():
        if (field := f"{{{name}}}") in text:
            text = text.replace(field, on_phone(said.get(language) or said[_FRENCH], language))
    return text


def _joined(rows: Sequence[_Row], both: set[int]) -> list[str]:
    shown: list[str] = []
    for index, row in enumerate(rows):
        text = row.shown(both=index in both)
        if row.line.beside and shown:
            shown[-1] += f" {text}"
        else:
            shown.append(text)
    return shown


def _text(rows: Sequence[_Row], both: set[int]) -> str:
    return "\n".join(_joined(rows, both))


def _half_is_there(rows: Sequence[_Row], both: set[int]) -> bool:
    """Composed lines never count as lines of the language; names, numbers and notices do not count at all."""
    counted = [
        row.manner == "alone" or (index in both and not row.composed)
        for index, row in enumerate(rows)
        if row.line.sentences and not row.line.notice
    ]
    return sum(counted) * 2 >= len(counted)


def load_catalogues(locales: Path | None = None, languages: Collection[str] | None = None) -> Say:
    """The compiled catalogues of a folder, ours unless named. Misconfigured when one cannot be read.

    `languages`: those of a country; French and what pages are read in are always there.
    """
    folder = locales or Path(__file__).parent.parent / "locales"
    every = languages_of(folder)
    wanted = every if languages is None else {*languages, *UI_LANGUAGES}
    return Say([read_catalogue(folder, language) for language in every if language in wanted])
