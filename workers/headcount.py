"""What the numbers of a text count: people, animals, or something else (`taxonomy.md` §5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.text import strict_key
from workers.lexicon import Hit
from workers.numerals import Number
from workers.signs import is_age
from workers.spelling import Word, word_set

CHILD = frozenset({"child", "girl", "sign_age"})
PEOPLE = CHILD | word_set(
    "people person woman women man young family herder farmer soldier gendarme police chief"
)
ANIMALS = word_set("cattle sheep goat camel donkey beast")
_TIME = word_set(
    "jour jours jr jrs mois moi an ans annee annees semaine semaines tile kalo san lere dogokun",
    "heure heures h mn min minute minutes",
)
_UNCOUNTED = _TIME | word_set(
    "km kilometre kilometres f fr frs fcfa cfa franc francs mil mille million millions eme fois",
    "cercle commune village villages vilage quartier moto motos camion camions case cases maison maisons",
)
AND = word_set("et ni e plus ainsi que avec")
_ONE_MORE = word_set("leur son sa le la mon ma")
_MOST_ANDS = 2


@dataclass(frozen=True, slots=True)
class Group:
    """A number of people at the words `start` to `end`, its noun included."""

    start: int
    end: int
    value: int


def people_in(hits: Sequence[Hit]) -> list[Hit]:
    """The words for people. *Vaches* sounds like *vacher*: as it is spelt, it is no person."""
    animals = {(hit.start, hit.end) for hit in hits if hit.form.concept in ANIMALS}
    named = [hit for hit in hits if hit.form.concept in PEOPLE]
    return [hit for hit in named if (hit.start, hit.end) not in animals or _is_spelt(hit)]


def animals_in(hits: Sequence[Hit]) -> list[Hit]:
    """The words for animals that are spelt as no person."""
    people = {(hit.start, hit.end) for hit in hits if hit.form.concept in PEOPLE and _is_spelt(hit)}
    return [hit for hit in hits if hit.form.concept in ANIMALS and (hit.start, hit.end) not in people]


def _is_spelt(hit: Hit) -> bool:
    return strict_key(hit.written).startswith(hit.form.spelt)


def counts_people(words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number]) -> list[Number]:
    """The numbers that may count people: no hours, francs, years, ages, places or animals."""
    heads = {number.start for number in herds(hits, numbers)}
    return [
        number
        for number in numbers
        if number.start not in heads and number.value and not _measures(words, number)
    ]


def herds(hits: Sequence[Hit], numbers: Sequence[Number]) -> list[Number]:
    """The numbers that count animals: `45 boeufs`, `3 vieux moutons`, `misi saba`. They are no victims."""
    animals = animals_in(hits)
    starts, ends = {hit.start for hit in animals}, {hit.end for hit in animals}
    return [number for number in numbers if number.start in ends or starts & {number.end, number.end + 1}]


def groups(words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number]) -> list[Group]:
    """The people of a text by number; those named together are one: `deux femmes et un enfant` are three."""
    people = people_in(hits)
    nouns = {hit.end for hit in people}
    keys = [word.key for word in words]
    found: list[Group] = []
    for number in counts_people(words, hits, numbers):
        group, last = _group(number, people), found[-1] if found else None
        if last and {last.end, group.end} <= nouns and _only_and(keys[last.end : group.start]):
            found[-1] = Group(last.start, group.end, last.value + group.value)
        else:
            found.append(group)
    return [_with_one_more(group, nouns, keys) for group in found]


def _measures(words: Sequence[Word], number: Number) -> bool:
    following = words[number.end].key if number.end < len(words) else ""
    before = words[number.start - 1].key if number.start else ""
    return following in _UNCOUNTED or before in _TIME or is_age(words, number)


def _group(number: Number, people: Sequence[Hit]) -> Group:
    """`7 personnes`, `mɔgɔ saba`: the number with the noun that it counts."""
    ends = [hit.end for hit in people if hit.start == number.end]
    starts = [hit.start for hit in people if hit.end == number.start and hit.form.language != "fr"]
    return Group(min(starts, default=number.start), max(ends, default=number.end), number.value)


def _only_and(between: Sequence[str]) -> bool:
    return len(between) <= _MOST_ANDS and all(key in AND for key in between)


def _with_one_more(group: Group, nouns: set[int], keys: Sequence[str]) -> Group:
    """`2 eleves et leur maitre`."""
    behind = keys[group.end : group.end + 3]
    more = len(behind) == 3 and behind[0] in AND and behind[1] in _ONE_MORE and group.end in nouns
    return Group(group.start, group.end + 3, group.value + 1) if more else group
