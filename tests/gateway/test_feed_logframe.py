"""Beside a figure stand its baseline, its target and how far it is; and the row that a census weighs."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.country import Country, load_country
from core.definitions import Baseline, Target
from gateway.feeds import cube, derived, indicators
from gateway.feeds.csvtable import Row
from store import figures
from store.database import Database
from store.keys import Keys
from tests.core.packs import small_pack
from tests.gateway.rooms import Room, mali, moment, room, seen

QUARTER_READ = moment("2026-10-15T12:00")
CENSUS = "code,sex,population,year,source\nML0704,f,60000,2009,essai\nML0704,m,60000,2009,essai\n"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir)
    made.clock.at = QUARTER_READ
    return made


@pytest.fixture(scope="session")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """A country folder with a census of Ménaka."""
    folder = tmp_path_factory.mktemp("countries")
    (small_pack(folder) / "population.csv").write_text(CENSUS, "utf-8")
    return load_country("ml", folder)


def aiming(indicator: str, **told: Any) -> Country:
    """Mali, with more said of one indicator."""
    changed = [replace(each, **told) if each.id == indicator else each for each in mali().indicators]
    return replace(mali(), indicators=tuple(changed))


def table(
    here: Room, country: Country, period: str = "2026-Q3", level: str = "adm2", **asked: str
) -> list[Row]:
    house = replace(here.house, country=country)
    query = indicators.IndicatorQuery(period=period, level=level, **asked)  # type: ignore[arg-type]
    return list(indicators.table(house, query, "figures").rows)


def rate(here: Room, unit: str, sex: str, *, yes: int, n: int, indicator: str = "G2", **told: Any) -> None:
    with here.house.database.write() as conn:
        for index in range(n):
            figures.observe(
                conn,
                indicator=indicator,
                places=mali().gazetteer.ancestors(unit),
                period=told.get("period", "2026-Q3"),
                authority=1,
                group=f"all sex:{sex}" if sex else "all",
                numerator=float(index < yes),
                denominator=1.0,
                member=f"{unit}-{index % 3}",
            )


def test_a_target_and_its_status(here: Room) -> None:
    """The rows of `standards.md` §2.2: 18 of 40 against one half, and a hidden one."""
    here.ratings("ML070101", "2026-Q3", yes=18, no=22)
    here.ratings("ML070201", "2026-Q3", yes=5, no=3)
    here.ratings("ML070301", "2026-Q3", yes=3, no=9)
    rows = table(here, aiming("G1", targets=(Target(value=0.5),)))
    names = ("adm2_code", "value", "target", "target_status", "method")
    method = "sampling=self_selected;source=gateway;method_break=false"
    assert seen(rows, *names) == [
        ("ML0701", 0.45, 0.5, "at_risk", method),
        ("ML0702", None, 0.5, "not_measurable", method),
        ("ML0703", None, 0.5, "not_measurable", method),
    ]
    assert {row["change"] for row in rows} == {None}


def test_without_a_target_there_is_no_status(here: Room) -> None:
    here.ratings("ML070101", "2026-Q3", yes=18, no=22)
    assert seen(table(here, mali()), "baseline", "target", "target_status") == [(None, None, None)]


def test_what_was_measured_in_another_way_is_shown_and_not_subtracted(here: Room) -> None:
    here.ratings("ML070101", "2026-Q3", yes=18, no=22, indicator="G9")
    row = table(here, mali())[0]
    assert (row["baseline"], row["method_break"], row["change"]) == (0.34, True, None)
    assert row["method"] == "sampling=self_selected;source=gateway;method_break=true"
    assert row["baseline_of"]["method"] == "face_to_face"
    assert row["baseline_of"]["n"] == 1200


def test_what_is_of_something_narrower_is_no_baseline(here: Room) -> None:
    here.ratings("ML070101", "2026-Q3", yes=18, no=22, indicator="G5", authority=7)
    assert seen(table(here, mali()), "baseline", "method_break") == [(None, False)]


def test_the_first_full_quarter_is_the_baseline(here: Room) -> None:
    """20 of 50, then 30 of 50: a change by §5.6; and no longer one among what did not move."""
    here.ratings("ML070401", "2026-Q1", yes=20, no=30)
    here.ratings("ML070401", "2026-Q3", yes=30, no=20)
    country = aiming("G1", baseline_period="2026-Q1")
    row = table(here, country)[0]
    assert (row["baseline"], row["method_break"]) == (0.4, False)
    told = {"difference": 0.2, "lower": 0.0046, "upper": 0.3752, "is_change": True}
    assert row["change"] == {**told, "panel": "not available"}  # McNemar: nobody is followed (§5.6)
    assert seen(table(here, country, period="2026-Q1"), "baseline", "change") == [(None, None)]
    here.unpublish()
    for unit in ("ML070101", "ML070201", "ML070301"):
        here.ratings(unit, "2026-Q1", yes=20, no=30)
        here.ratings(unit, "2026-Q3", yes=20, no=30)
    changes = [row["change"]["is_change"] for row in table(here, country)]
    assert changes == [False, False, False, False]


def test_a_baseline_of_our_own_with_few_answers_is_no_change(here: Room) -> None:
    here.ratings("ML070401", "2026-Q3", yes=45, no=5)
    ours = Baseline(value=0.4, date="2026-Q1", source="lasomi", method="gateway", n=20)
    row = table(here, aiming("G1", baseline=(ours,)))[0]
    assert row["change"]["is_change"] is False
    assert row["change"]["lower"] > 0


def test_the_weighted_row_stands_beside_the_unweighted(here: Room, counted: Country) -> None:
    """S7: women 7 of 10, men 16 of 40, as many of each in the census."""
    rate(here, "ML070401", "f", yes=7, n=10)
    rate(here, "ML070401", "m", yes=16, n=40)
    names = ("value", "ci_lower", "ci_upper", "n", "n_eff", "deff", "weighting", "quality")
    assert seen(table(here, counted), *names) == [
        (0.46, 0.3297, 0.596, 50, 50.0, 1.0, "none", "normal"),
        (0.55, 0.3817, 0.7076, 50, 32.0, 1.5625, "poststrat", "normal"),
    ]
    here.unpublish()
    assert seen(table(here, mali()), "weighting") == [("none",)]


@pytest.mark.parametrize(
    ("women", "men", "unsaid"),
    [(9, 41, 0), (20, 20, 9), (3, 40, 0), (0, 0, 50)],
    ids=["nine women", "nine who did not say", "merged", "nobody said"],
)
def test_no_weighted_row_that_would_tell_a_hidden_cell(
    here: Room, counted: Country, women: int, men: int, unsaid: int
) -> None:
    for sex, n in (("f", women), ("m", men), ("", unsaid)):
        rate(here, "ML070401", sex, yes=n // 2, n=n)
    assert seen(table(here, counted), "weighting") == [("none",)]


def test_a_census_of_one_cercle_weighs_no_region(here: Room, counted: Country) -> None:
    rate(here, "ML070401", "f", yes=7, n=10)
    rate(here, "ML070401", "m", yes=16, n=40)
    assert seen(table(here, counted, level="adm1"), "weighting") == [("none",)]


def test_day_and_night_are_two_series_of_one_figure(here: Room) -> None:
    for indicator in ("G8d", "G8n", "G9"):
        here.ratings("ML070101", "2026-Q3", yes=18, no=22, indicator=indicator)
    assert seen(table(here, mali(), indicator="G8"), "indicator") == [("G8d",), ("G8n",)]
    assert seen(table(here, mali(), indicator="G8n"), "indicator", "baseline") == [("G8n", 0.67)]


def shown(indicator: str, sex: str = "all", y: int = 20, n: int = 50) -> Mapping[str, Any]:
    row = dict.fromkeys(("adm1_code", "adm2_code", "adm3_code"), None) | {"country": "ML", "authority": "1"}
    row |= {"indicator": indicator, "period": "2026-Q3", "sex": sex, "age": "all", "status": "all"}
    return row | {"weighting": "none", "value": y / n, "numerator": y, "denominator": n, "n_eff": float(n)}


def test_gaps_and_scores_follow_from_what_is_shown() -> None:
    told = derived.of([shown("G4", "f", 30), shown("G4", "m", 20), shown("G5", "f")])
    assert seen(told["gender_gap"], "indicator", "value", "ci_lower", "ci_upper", "is_gap") == [
        ("G4", 0.2, 0.0046, 0.3752, True)
    ]
    four = [shown("G1", y=30), shown("G2", y=25), shown("G3", y=20), shown("G6", y=35)]
    assert seen(derived.of(four)["community_score"], "period", "value") == [("2026-Q3", 0.55)]
    assert derived.of(four[:3]) == derived.of([]) == {"gender_gap": [], "community_score": []}


def test_every_reader_sees_the_same_columns(here: Room) -> None:
    """The one door of the cube decorates: the console and the highlights read what the feed reads."""
    here.ratings("ML070101", "2026-Q3", yes=18, no=22, indicator="G9")
    indicator = mali().indicator("G9")
    assert indicator is not None
    assert seen(cube.rows(here.house, indicator, "2026-Q3", cube.Cut(2, "figures")), "baseline") == [(0.34,)]
