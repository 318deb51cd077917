"""How often the machine was right, by language: against people who had not seen its answer. Figures only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.indicators import Figure, figure
from core.labels import CHECKED, LANGUAGES, judged
from core.languages import Say
from gateway.console.answers import options
from gateway.console.figures import percent
from gateway.house import House
from store import labels


@dataclass(frozen=True, slots=True)
class Line:
    """One field in one language. Below ten answers only `n` is shown; below thirty it is indicative."""

    field: str
    n: int
    value: str = ""
    interval: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    language: str
    lines: Sequence[Line]


def tables(house: House, lang: str) -> list[Table]:
    """One for each language of which something was checked, as the people who checked say it."""
    with house.database.read() as conn:
        checked = labels.checked(conn)
    counted = Counter(
        (label.human.language, name, right) for label in checked for name, right in judged(label).items()
    )
    names = dict(options(house.say, house.country, lang)["language"])
    found = ((code, _lines(house.say, counted, code, lang)) for code in LANGUAGES)
    return [Table(names[code], lines) for code, lines in found if lines]


def _lines(say: Say, counted: Counter[tuple[str, str, bool]], language: str, lang: str) -> list[Line]:
    sums = ((name, counted[language, name, True], counted[language, name, False]) for name in CHECKED)
    return [
        _line(say, fields(say, lang)[name], right, figure(right, right + wrong), right + wrong, lang)
        for name, right, wrong in sums
        if right + wrong
    ]


def _line(say: Say, name: str, right: int, share: Figure, n: int, lang: str) -> Line:
    if share.value is None or share.lower is None or share.upper is None:
        return Line(name, n, remark=say.ui("moins de 10 réponses", lang))
    remark = say.ui("indicatif", lang) if share.quality == "indicative" else ""
    return Line(name, n, percent(right / n), f"{percent(share.lower)} – {percent(share.upper)}", remark)


def fields(say: Say, lang: str) -> dict[str, str]:
    return {
        "language": say.ui("Langue", lang),
        "intent": say.ui("De quoi il s'agit", lang),
        "code": say.ui("Catégorie, telle que classée", lang),
        "code_accepted": say.ui("Catégorie, quand elle a été retenue d'office", lang),
        "place": say.ui("Lieu", lang),
        "occurred": say.ui("Quand", lang),
        "casualties": say.ui("Morts et blessés", lang),
        "basis": say.ui("Vu ou entendu", lang),
    }
