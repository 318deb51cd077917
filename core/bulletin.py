"""The community bulletin: a line for each kind of closed case, in general words (`alerts.md` §11). Pure.

What was reported, what was found, what was done: no place finer than the region, no date finer than the week,
no count, nothing that fewer than k people told (`protection.md` P56, P62, P66). Bambara and Tamasheq stand
where the sources attest them, with French beside and a mark until a native speaker has read them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.languages import Say
from core.text import septets, wire

FRENCH: Final = "fr"
LANGUAGES: Final = ("fr", "bm", "taq")
SMS: Final = 160
MOST_SMS: Final = 3

IsShown = Callable[["Closed"], bool]


@dataclass(frozen=True, slots=True)
class Closed:
    """A case that is over, as far as the bulletin looks at it. `week`: of the report. `code` is empty for a
    commitment and for a rating, which nobody reported.
    """

    code: str
    region: str
    week: str
    state: str
    response: str
    outcome: str


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line, as codes: what was reported, found and done, and how it ended."""

    code: str
    found: str
    done: str
    ended: str


@dataclass(frozen=True, slots=True)
class Voice:
    """In whose words it is told: our sentences, the country's `labels` of categories by code and language,
    the name of the region, the `service` code to dial.
    """

    say: Say
    labels: Mapping[str, Mapping[str, str]]
    region: str
    service: str

    def category(self, code: str, language: str) -> str:
        """The word with the French beside it: no native speaker has read the languages of the country yet."""
        words = self.labels.get(code, {})
        french, own = words.get(FRENCH, code), words.get(language, "")
        return french if language == FRENCH or not own else f"{own} ({french})"


def lines(closed: Iterable[Closed], is_shown: IsShown) -> tuple[list[Line], int]:
    """The lines that may be told, each once however often it would come, and how many cases are held back."""
    cases = list(closed)
    told = [each for each in cases if not each.code or is_shown(each)]
    return sorted({_line(each) for each in told}), len(cases) - len(told)


def _line(closed: Closed) -> Line:
    found = closed.state if closed.state in {"verified", "false"} else "followed"
    return Line(closed.code, found if closed.code else "", closed.response, closed.outcome)


def texts(voice: Voice, told: Sequence[Line], counters: Sequence[str]) -> dict[str, str]:
    """The text for page and radio, by language. Counter-messages are French, as their author wrote them."""
    spoken = [language for language in LANGUAGES if language in voice.say.languages]
    return {language: _text(voice, told, counters, language) for language in spoken}


def _text(voice: Voice, told: Sequence[Line], counters: Sequence[str], language: str) -> str:
    words = _words(voice.say, language)
    rows = [_unread(voice.say, language), f"{words['head']} {voice.region}."]
    rows += [f"- {_said(words, voice, line, language)}." for line in told] or [words["none"]]
    rows += [f"{words['rumour']} {text}" for text in counters]
    return "\n".join(row for row in (*rows, words["rest"], f"{words['dial']} {voice.service}.") if row)


def sms(voice: Voice, week: str, told: Sequence[Line]) -> list[str]:
    """At most three SMS for relays, in French: GSM-7, within 160. What does not fit stays for the radio."""
    words = _words(voice.say, FRENCH)
    head = f"{words['short']} S{week[-2:]}:"
    found: list[str] = []
    for line in told:
        row = wire(f"{_said(words, voice, line, FRENCH)}.", FRENCH)
        if found and septets(f"{found[-1]} {row}") <= SMS:
            found[-1] += f" {row}"
        elif septets(f"{head} {row}") <= SMS:
            found.append(f"{head} {row}")
    return found[:MOST_SMS]


def _said(words: Mapping[str, str], voice: Voice, line: Line, language: str) -> str:
    what = voice.category(line.code, language) if line.code else words["promise"]
    after = [words.get(key, "") for key in (line.found, line.done, line.ended)]
    return f"{what}: {', '.join(dict.fromkeys(part for part in after if part))}"


def _unread(say: Say, language: str) -> str:
    """What stands over a text that no native speaker has read."""
    return {
        FRENCH: "",
        "bm": say.sentence("NON RELU. Bambara à faire relire avant de le dire à la radio.", FRENCH),
        "taq": say.sentence("NON RELU. Tamasheq à faire relire avant de le dire à la radio.", FRENCH),
    }[language]


def _words(say: Say, language: str) -> Mapping[str, str]:
    """Our sentences of the bulletin: French stands for each that a language does not have."""
    return {
        "short": say.sentence("Bulletin", language),
        "head": say.sentence("Ce qui a été signalé et suivi, région de", language),
        "none": say.sentence("Cette semaine, il n'y a rien à dire ici.", language),
        "rest": say.sentence("Tout n'est pas dit ici, pour protéger chacun.", language),
        "dial": say.sentence("Si un fait dit réglé ne l'est pas, dites-le en composant", language),
        "rumour": say.sentence("Rumeur démentie:", language),
        "promise": say.sentence("Demande faite à une autorité", language),
        **_ends(say, language),
    }


def _ends(say: Say, language: str) -> Mapping[str, str]:
    return {
        "verified": say.sentence("vérifié", language),
        "false": say.sentence("pas confirmé", language),
        "followed": say.sentence("suivi", language),
        "seen": say.sentence("l'autorité s'en occupe", language),
        "visit": say.sentence("visite sur place", language),
        "measure": say.sentence("mesure prise", language),
        "transfer": say.sentence("confié à un autre service", language),
        "refusal": say.sentence("l'autorité n'a pas donné suite", language),
        "settled": say.sentence("dit réglé", language),
        "partly": say.sentence("dit réglé en partie", language),
        "unfounded": say.sentence("rien à régler", language),
        "beyond": say.sentence("pas réglé", language),
    }
