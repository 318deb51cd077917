"""The rows of `places.md` §6 that count answers: of a labelled file, and of names that were made up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.misspellings import Question
from core.country import Country
from core.placenames import normal
from core.reports import Located, Understanding
from ops.scoring.labelled import Row

LANGUAGES: Final = ("fr", "bm", "taq", "mixed")
RIGHT, WRONG, AMONG, NONE = "right", "wrong", "among", "none"
BINS: Final = (0.6, 0.7, 0.8, 0.9)

Figure = tuple[str, str, str, str]
"""Number of the row, measure, aim, and what was found."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one message. `sure` is the confidence of an accepted place, `language` the row's."""

    outcome: str
    sure: float | None = None
    language: str = ""
    cercle: bool = False
    commune: bool = False


def of_row(row: Row, said: Understanding, country: Country) -> Answer:
    """How the place of a labelled message was found; `none` of one that names none is right."""
    wanted, sure = normal(row["place_adm2"]), said.place.confidence if said.place else None

    def lies(place: Located) -> bool:
        cercle = country.gazetteer.get(place.adm2 or "")
        return cercle is not None and normal(cercle.name) == wanted

    return Answer(_outcome(said, lies), sure, row["lang"])


def of_question(asked: Question, said: Understanding, country: Country) -> Answer:
    """How a place was found that was asked for by a name. The unit that holds it is right too, and wide."""

    def fits(place: Located) -> bool:
        own = asked.place
        gazetteer = country.gazetteer
        nests = gazetteer.within(own.code, place.code) or gazetteer.within(place.code, own.code)
        return nests or (place.adm3 == own.adm3 and normal(place.name) == normal(own.name))

    first = said.place if said.place and said.place.adm3 else next(iter(said.candidates), said.place)
    cercle = first is not None and first.adm2 == asked.place.adm2
    commune = first is not None and first.adm3 == asked.place.adm3
    sure = said.place.confidence if said.place else None
    return Answer(_outcome(said, fits), sure, "", cercle, commune)


def _outcome(said: Understanding, fits: Callable[[Located], bool]) -> str:
    if said.place:
        return RIGHT if fits(said.place) else WRONG
    return AMONG if any(map(fits, said.candidates)) else NONE


def share(answers: Sequence[Answer], *outcomes: str) -> str:
    if not answers:
        return "-"
    count = sum(answer.outcome in outcomes for answer in answers)
    return f"{count}/{len(answers)} {100 * count / len(answers):.1f} %"


def of_corpus(rows: Iterable[tuple[Row, Answer]]) -> Iterator[Figure]:
    """Rows 1 to 4 of one part of the corpus."""
    every = list(rows)
    named = [answer for row, answer in every if row["place_text"].strip()]
    bare = [answer for row, answer in every if not row["place_text"].strip()]
    for language in ("", "fr", "bm"):
        own = [answer for answer in named if language in ("", answer.language)]
        aim = {"": "≥ 85 %", "fr": "≥ 88 %", "bm": "≥ 80 %"}[language]
        yield "1", f"named: accepted, right cercle {language}".strip(), aim, share(own, RIGHT)
    yield "2", "named: accepted, wrong cercle", "≤ 4 %", share(named, WRONG)
    yield "3", "named: right cercle among five", "≥ 95 %", share(named, RIGHT, AMONG)
    for language in LANGUAGES:
        own = [answer for answer in bare if answer.language == language]
        yield (
            "4",
            f"none named: accepted {language}",
            "≤ 2 %" if language == "fr" else "≤ 5 %",
            _accepted(own),
        )


def _accepted(answers: Sequence[Answer]) -> str:
    return _share_of(answer.sure is not None for answer in answers)


def of_names(answers: Mapping[str, Sequence[Answer]]) -> Iterator[Figure]:
    """Rows 5 to 9 of one half of the names."""
    aims = {
        "ear": ("6", "≥ 92 %", "≤ 5 %"),
        "edit": ("7", "≥ 80 %", "≤ 5 %"),
        "edit_unit": ("8", "≥ 85 %", "≤ 3 %"),
    }
    yield "5", "written otherwise: accepted, right", "≥ 99 %", share(answers["written"], RIGHT)
    for kind, (number, among, wrong) in aims.items():
        yield number, f"{kind}: among five", among, share(answers[kind], RIGHT, AMONG)
        yield number, f"{kind}: accepted, wrong", wrong, share(answers[kind], WRONG)
    known = answers["cercle"]
    yield "9", "cercle known: right cercle", "≥ 98 %", _share_of(each.cercle for each in known)
    yield "9", "cercle known: right commune", "≥ 90 %", _share_of(each.commune for each in known)


def _share_of(right: Iterable[bool]) -> str:
    return share([Answer(RIGHT if each else NONE) for each in right], RIGHT)


def of_confidence(answers: Sequence[Answer]) -> Iterator[Figure]:
    """Row 10: of the places accepted with each confidence, those that are right."""
    for low in BINS:
        own = [
            each
            for each in answers
            if each.sure is not None and low == min(BINS[-1], int(each.sure * 10) / 10)
        ]
        aim = "≥ 95 %" if low == BINS[-1] else f"{100 * low:.0f}–{100 * low + 10:.0f} %"
        yield "10", f"accepted at {low:.1f}: right", aim, share(own, RIGHT)
