"""Answers weighted to the census by area and sex (`indicators.md` §5.3).

w = (N_h/N) / (n_h/n) for every stratum h; what is small is merged, a weight far from the others is trimmed,
and all are scaled to sum to n again. What the weights cost is told by `Figure.deff`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.indicators import Figure, figure

Sex = Literal["f", "m"]
SMALLEST: Final = 5
TRIMMED: Final = (0.2, 5.0)
MOST_UNSAID: Final = 0.30
REGION: Final = 4
"""The length of a region's p-code, with which those of its cercles begin."""


@dataclass(frozen=True, slots=True)
class Answers:
    """So many valid answers of distinct phones, `y` of them counting as one."""

    n: int = 0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Area:
    """A region or a cercle: its people in the census, and what was answered there, in all and by sex."""

    code: str
    people: Mapping[Sex, int]
    told: Answers
    by_sex: Mapping[Sex, Answers]

    @property
    def all_people(self) -> int:
        return sum(self.people.values())

    @property
    def unsaid(self) -> Answers:
        """Of those who did not say their sex."""
        said = self.by_sex.values()
        return Answers(self.told.n - sum(each.n for each in said), self.told.y - sum(each.y for each in said))


@dataclass(frozen=True, slots=True)
class Stratum:
    """Who weighs alike: the people whom they stand for, and what they said."""

    people: float
    told: Answers


@dataclass(frozen=True, slots=True)
class Weighing:
    """The strata of a unit and the weight of each answer in them.

    `leans_on` are the cells, by area and sex (empty: all), that follow from the weighted share beside the
    unweighted one: where one of them is hidden, the weighted share is too.
    """

    strata: Sequence[Stratum]
    weights: Sequence[float]
    leans_on: frozenset[tuple[str, str]]

    def figure(self) -> Figure:
        """The weighted share, with Kish's effective size."""
        pairs = [(each.told, weight) for each, weight in zip(self.strata, self.weights, strict=True)]
        return figure(
            round(sum(weight * told.y for told, weight in pairs), 4),
            round(sum(weight * told.n for told, weight in pairs), 4),
            weight2=sum(weight * weight * told.n for told, weight in pairs),
            n=sum(told.n for told, _ in pairs),
        )


def weigh(areas: Iterable[Area]) -> Weighing | None:
    """The weights of a unit made of these areas; None where there is nothing to weigh one against another."""
    blocks = merged(areas)
    known = _sex_is_known(blocks)
    split = [len(block) == 1 and known and _has_both(block[0]) for block in blocks]
    strata = [
        stratum
        for block, by_sex in zip(blocks, split, strict=True)
        for stratum in (_by_sex(block[0]) if by_sex else [_whole(block)])
    ]
    if len(strata) < 2:
        return None
    pairs = zip(blocks, split, strict=True)
    leans_on = {
        (area.code, sex)
        for block, by_sex in pairs
        for area in block
        for sex in (("f", "m") if by_sex else ("",))
    }
    return Weighing(strata, weights(strata), frozenset(leans_on))


def merged(areas: Iterable[Area]) -> list[list[Area]]:
    """The areas in the order of their codes, each too small one together with its neighbour."""
    blocks = [[area] for area in sorted(areas, key=lambda area: area.code)]
    while len(blocks) > 1 and (small := _smallest_left(blocks)) is not None:
        first = min(small, _neighbour(blocks, small))
        blocks[first : first + 2] = [blocks[first] + blocks[first + 1]]
    return blocks


def weights(strata: Sequence[Stratum]) -> list[float]:
    """Of each stratum, trimmed to [0.2, 5] times their mean and summing to n over all answers."""
    n = sum(each.told.n for each in strata)
    people = sum(each.people for each in strata)
    raw = [(each.people / people) / (each.told.n / n) for each in strata]
    mean = _sum(raw, strata) / n
    trimmed = [min(max(weight, TRIMMED[0] * mean), TRIMMED[1] * mean) for weight in raw]
    scale = n / _sum(trimmed, strata)
    return [weight * scale for weight in trimmed]


def _sum(each: Sequence[float], strata: Sequence[Stratum]) -> float:
    return sum(weight * stratum.told.n for weight, stratum in zip(each, strata, strict=True))


def _smallest_left(blocks: Sequence[Sequence[Area]]) -> int | None:
    small = (at for at, block in enumerate(blocks) if sum(area.told.n for area in block) < SMALLEST)
    return next(small, None)


def _neighbour(blocks: Sequence[Sequence[Area]], at: int) -> int:
    """The next p-code of the region, else the one before it, else the next of the country."""
    near = [each for each in (at + 1, at - 1) if 0 <= each < len(blocks)]
    region = blocks[at][0].code[:REGION]
    return next((each for each in near if blocks[each][0].code[:REGION] == region), near[0])


def _sex_is_known(blocks: Iterable[Iterable[Area]]) -> bool:
    areas = [area for block in blocks for area in block]
    return sum(area.unsaid.n for area in areas) <= MOST_UNSAID * sum(area.told.n for area in areas)


def _has_both(area: Area) -> bool:
    """Whether each sex is in the census and told enough; else it is merged with the other."""
    return all(area.people.get(sex) and area.by_sex.get(sex, Answers()).n >= SMALLEST for sex in ("f", "m"))


def _by_sex(area: Area) -> list[Stratum]:
    """Who did not say weighs as the area does, and stands for that share of its people."""
    said = 1 - area.unsaid.n / area.told.n
    found = [Stratum(area.people[sex] * said, area.by_sex[sex]) for sex in area.by_sex]
    return [*found, Stratum(area.all_people * (1 - said), area.unsaid)] if area.unsaid.n else found


def _whole(block: Sequence[Area]) -> Stratum:
    told = Answers(sum(area.told.n for area in block), sum(area.told.y for area in block))
    return Stratum(sum(area.all_people for area in block), told)
