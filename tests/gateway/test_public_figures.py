"""What the public is not shown does not follow from what it is: fewer than thirty are hidden twice (P58)."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import adversary
from benchmarks.disclosure import BY, random_ratings
from core.disclosure import K_RATINGS
from core.groups import ALL, DIMENSIONS
from gateway.feeds import heard, ratings, strata
from gateway.feeds.draft import draft
from gateway.feeds.heard import Said
from gateway.feeds.ratings import RatingCell, Shown
from store import figures
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import moment, room
from tests.mali import mali

Answers = Mapping[str, tuple[float, float]]
"""By `place group`: how many, and how many of them counting as one."""
SEEDS = st.integers(0, 10**6)
FEW, NEXT = "raters<30", "secondary"


def cells(told: Answers) -> list[RatingCell]:
    return [cell(name, told) for name in told]


def cell(name: str, told: Answers) -> RatingCell:
    place, group = name.split()
    n, yes = told[name]
    said = [told[each][0] for each in (f"{place} sex:f", f"{place} sex:m") if each in told]
    unsaid = n - sum(said) if said and group == ALL else None
    return RatingCell(place, 1, yes, n, n, 0, 5, group=group, unsaid=unsaid)


def rows(shown: list[Shown], level: int, by: str | None, *, public: bool = True) -> list[dict[str, Any]]:
    indicator = mali().indicator("G1")
    assert indicator is not None
    found = ratings.rows(mali(), indicator, "2026-Q3", shown, level=level, public=public, by=by)
    return [dict(row) for row in found]


def why(
    told: Answers, by: str | None = None, *, level: int = 1, public: bool = True
) -> dict[str, str | None]:
    """The reason of each row that is hidden, by place and group."""
    found = rows(ratings.suppressed(cells(told), mali()), level, by, public=public)
    return {f"{row['adm1_code'] or row['country']} {_group(row, by)}": row["suppressed"] for row in found}


def _group(row: Mapping[str, Any], by: str | None) -> str:
    return ALL if by is None or row["group"] == ALL else DIMENSIONS[by] + row["group"]


SEXES = {"ML07 all": (60.0, 30.0), "ML07 sex:f": (40.0, 20.0), "ML07 sex:m": (20.0, 10.0)}
EIGHT_MEN = {"ML07 all": (48.0, 21.0), "ML07 sex:m": (8.0, 1.0)}
HIDDEN_FROM_ALL = {"ML07 sex:f": NEXT, "ML07 sex:m": "k<10"}
AGES = {"ML07 all": (90.0, 30.0), "ML07 age:15-24": (50.0, 20.0), "ML07 age:25-34": (40.0, 10.0)}
WORDS = {"ML07 all": (60.0, 9.0), "ML07 lang:bm": (45.0, 5.0), "ML07 lang:fr": (15.0, 4.0)}
REGIONS = {"ML all": (95.0, 30.0), "ML06 all": (35.0, 9.0), "ML07 all": (40.0, 20.0), "ML08 all": (20.0, 1.0)}


@pytest.mark.parametrize(
    ("told", "by", "level", "partners", "public"),
    [
        (SEXES, "sex", 1, {}, {"ML07 sex:f": NEXT, "ML07 sex:m": FEW}),
        ({**SEXES, **EIGHT_MEN}, "sex", 1, HIDDEN_FROM_ALL, HIDDEN_FROM_ALL),
        ({**SEXES, "ML07 sex:m": (30.0, 15.0), "ML07 all": (70.0, 35.0)}, "sex", 1, {}, {}),
        (AGES, "age", 1, {}, {}),
        (WORDS, "language", 1, {}, {"ML07 lang:bm": NEXT, "ML07 lang:fr": FEW}),
        ({**AGES, "ML07 all": (110.0, 30.0)}, "age", 1, {}, {"ML07 age:25-34": NEXT}),
        (REGIONS, None, 1, {}, {"ML06 all": NEXT, "ML08 all": FEW}),
        ({"ML all": (60.0, 9.0), "ML07 all": (40.0, 5.0), "ML08 all": (20.0, 4.0)}, None, 0, {}, {}),
    ],
)
def test_who_is_hidden_from_whom(
    told: Answers, by: str | None, level: int, partners: dict[str, str], public: dict[str, str]
) -> None:
    for expected, scope in ((partners, False), (public, True)):
        found = why(told, by, level=level, public=scope)
        assert {key: reason for key, reason in found.items() if reason} == expected


@pytest.mark.parametrize(
    ("men", "unsaid", "partners", "public"),
    [(30.0, 30.0, 0.3, 0.3), (30.0, 20.0, 0.2222, None), (30.0, 5.0, None, None), (45.0, 0.0, 0.0, 0.0)],
)
def test_who_did_not_say_is_as_hidden_as_who_did(
    men: float, unsaid: float, partners: float | None, public: float | None
) -> None:
    told = {"ML07 all": (40 + men + unsaid, 30.0), "ML07 sex:f": (40.0, 20.0), "ML07 sex:m": (men, 10.0)}
    shown = ratings.suppressed(cells(told), mali())
    for expected, scope in ((partners, False), (public, True)):
        assert rows(shown, 1, None, public=scope)[0]["sex_missing"] == expected


@pytest.mark.parametrize(
    ("helped", "partners", "public"), [(30.0, 0.3333, 0.3333), (20.0, 0.25, None), (5.0, None, None)]
)
def test_how_many_were_helped_is_as_hidden_as_they_are(
    helped: float, partners: float | None, public: float | None
) -> None:
    told = {"ML07 all": (60.0, 30.0), "ML07 assisted": (helped, 2.0)}
    whole, beside = cells(told)
    shown = ratings.suppressed([replace(whole, assisted=helped), beside], mali())
    for expected, scope in ((partners, False), (public, True)):
        assert rows(shown, 1, None, public=scope)[0]["assisted_share"] == expected


def test_a_region_of_one_commune_and_few_groups_hides_who_is_left() -> None:
    """As many groups as there are places with a rest: they are not taken for a table without groups."""
    told = {"ML all": (60.0, 9.0), "ML07 all": (48.0, 8.0), "ML07 sex:f": (43.0, 7.0)}
    assert why(told, "sex", public=False)["ML07 sex:f"] == NEXT


def test_what_is_finer_than_a_region_is_no_stratum_of_the_public() -> None:
    """The weighted row tells by its effective size how many women a cercle has."""
    told = {f"{place} {group}": n for place in ("ML07", "ML0701") for group, n in (
        (ALL, (80.0, 30.0)), ("sex:f", (50.0, 20.0)), ("sex:m", (30.0, 10.0)))}  # fmt: skip
    shown = ratings.suppressed(cells(told), mali())
    assert strata.of(shown)[1].shown == {(p, sex) for p in ("ML07", "ML0701") for sex in ("", "f", "m")}
    assert strata.of(ratings.published(shown))[1].shown == {("ML07", sex) for sex in ("", "f", "m")}


def test_a_weighted_row_tells_the_public_of_no_sex_that_is_hidden_from_it(
    database: Database, keys: Keys, data_dir: Path
) -> None:
    """Its effective size says how many women there are: the public's row leans on what the public sees."""
    here = room(database, keys, data_dir)
    here.clock.at = moment("2026-10-15T12:00")
    with database.write() as conn:
        for index in range(60):
            rate(conn, "f" if index < 40 else "m", index)
    census = {("ML07", sex): 60_000 for sex in "fm"}
    house = replace(here.house, country=replace(mali(), census=census))
    parts = draft(house, next(each for each in mali().indicators if each.id == "G1"), "2026-Q3").parts
    for part, weighted in (("figures/1/all", ["none", "poststrat"]), ("public/1/all", ["none"])):
        assert [row["weighting"] for row in parts[part]] == weighted
    assert [row["suppressed"] for row in parts["public/1/sex"]] == [None, NEXT, FEW]


def rate(conn: Any, sex: str, index: int) -> None:
    figures.observe(
        conn,
        indicator="G1",
        places=mali().gazetteer.ancestors("ML070101"),
        period="2026-Q3",
        authority=1,
        group=f"all sex:{sex}",
        numerator=float(index % 2),
        denominator=1.0,
        member=f"town {index % 3}",
    )


def test_a_public_table_hidden_badly_is_found_by_the_audit() -> None:
    shown = ratings.suppressed(cells(SEXES), mali())
    assert ratings.exposures(shown, mali()) == []
    row_by_row = [replace(each, refused=FEW if each.cell.denominator < 30 else "") for each in shown]
    assert ratings.exposures(row_by_row, mali()) == ["ML07/sex:m"]


@given(SEEDS)
@settings(deadline=None, max_examples=15)
def test_an_adversary_recovers_nothing_from_the_public_rows(seed: int) -> None:
    drawn = random_ratings(mali(), random.Random(seed))
    shown = ratings.suppressed(drawn, mali())
    told = [row for level in (0, 1) for by in BY for row in rows(shown, level, by)]
    truth: dict[adversary.Name, float] = {
        (each.place, each.group): each.denominator for each in drawn if len(each.place) <= 4
    }
    assert adversary.of_ratings(mali(), told).recovered(truth, K_RATINGS) == []
    assert ratings.exposures(shown, mali()) == []
    assert all(each.refused for each in shown if each.reason or each.cell.denominator < 30)


@pytest.mark.parametrize(
    ("answered", "partners", "public"),
    [
        ({"C1": 40, "C2": 15}, {}, {"C1": NEXT, "C2": FEW}),
        ({"C1": 40, "C2": 15, "C3": 20}, {}, {"C2": FEW, "C3": FEW}),
        ({"C1": 40, "C2": 35}, {}, {}),
        ({"C1": 40, "C2": 20, "C3": 8}, {"C2": NEXT, "C3": "k<10"}, {"C2": NEXT, "C3": "k<10"}),
    ],
)
def test_commitments_that_few_answered_do_not_follow_from_their_region(
    answered: dict[str, int], partners: dict[str, str], public: dict[str, str]
) -> None:
    units = dict.fromkeys(answered, "ML07")
    whole = sum(answered.values())
    told = {key: Said(n // 2, n, n) for key, n in {**answered, "/ML07": whole, "/ML": whole}.items()}
    for expected, scope in ((partners, False), (public, True)):
        found = heard.shown(told, units, public=scope)
        assert {key: shown.suppressed for key, shown in found.items() if shown.suppressed} == expected
        assert heard.audited(told, units, public=scope) == []


@given(
    st.lists(st.tuples(st.sampled_from(["ML", "ML06", "ML07"]), st.integers(1, 70)), min_size=1, max_size=7)
)
@settings(deadline=None, max_examples=25)
def test_no_share_that_is_hidden_from_the_public_follows(promised: list[tuple[str, int]]) -> None:
    units = {f"C{at}": unit for at, (unit, _) in enumerate(promised)}
    told = {f"C{at}": Said(n // 2, n, n) for at, (_, n) in enumerate(promised)}
    for code, unit in units.items():
        for total in heard.totals(unit):
            n = told[code].whole + (told[total].whole if total in told else 0)
            told[total] = Said(n // 2, n, n)
    assert heard.audited(told, units, public=True) == []
    partners, public = (heard.shown(told, units, public=scope) for scope in (False, True))
    assert all(public[key].value is None for key in told if partners[key].value is None)
