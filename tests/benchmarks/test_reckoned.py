"""The adversary recovers what a naive table tells, one of each kind, and not what is hidden well."""

from typing import Any

from benchmarks import adversary, reckoned
from benchmarks.adversary import Name
from benchmarks.days import rows
from benchmarks.days.diary import Diary, subtracted
from benchmarks.days.highlights import of_alerts
from benchmarks.days.rows import Rows
from benchmarks.days.working import worked_out
from tests.mali import mali

GAO = {"country": "ML", "adm1_code": "ML07", "adm2_code": None, "adm3_code": None}
MOPTI = GAO | {"adm1_code": "ML05"}
MALI = GAO | {"adm1_code": None}
HIDDEN: dict[str, Any] = {"value": None, "denominator": None, "n": None, "suppressed": "k<10"}


def shown(n: int, **more: Any) -> dict[str, Any]:
    return {"value": 0.5, "denominator": n, "n": n, "suppressed": None, "authority": "1"} | more


def hidden(**more: Any) -> dict[str, Any]:
    return HIDDEN | {"authority": "1"} | more


def test_the_share_that_a_relay_helped_tells_how_many() -> None:
    whole = GAO | shown(45, by="assisted", group="all", assisted_share=0.1)
    few = GAO | hidden(by="assisted", group="assisted")
    assert adversary.of_ratings(mali(), [whole, few]).known["ML07", "assisted"] == 5


def test_who_asked_one_authority_of_two_follows_from_all_of_them() -> None:
    told = [GAO | shown(30, authority=None), GAO | shown(26), GAO | hidden(authority="4")]
    true: dict[Name, float] = {("ML07", ""): 30.0, ("ML07", "1"): 26.0, ("ML07", "4"): 4.0}
    assert reckoned.of_cases(told).recovered(true, 10) == [("ML07", "4")]
    told[1] = GAO | hidden()
    assert reckoned.of_cases(told).recovered(true, 10) == []


def test_a_region_with_few_delays_follows_from_a_country_with_few() -> None:
    true: dict[Name, float] = {("ML",): 20.0, ("ML07",): 17.0, ("ML05",): 3.0}
    units = ["ML07", "ML05"]
    assert reckoned.of_sizes(mali(), {"ML": 20, "ML07": 17}, units).recovered(true, 5) == [("ML05",)]
    assert reckoned.of_sizes(mali(), {"ML": 20}, units).recovered(true, 5) == []


def test_the_answers_about_one_commitment_follow_from_those_of_its_region() -> None:
    told: dict[str, float | None] = {"/ML": 40.0, "/ML07": 40.0, "C1": 36.0, "C2": None}
    true: dict[Name, float] = {("C1",): 36.0, ("C2",): 4.0}
    book = reckoned.of_heard(told, {"C1": "ML07", "C2": "ML0701"})
    assert book.recovered(true, 10) == [("C2",)]


def test_the_false_ones_of_a_region_follow_from_a_share_beside_the_cube() -> None:
    """Of 20 incidents of the cube and some false ones a tenth were rumours: two, and all in Mopti."""
    week = [GAO | {"code": "22", "value": 20}]
    book = reckoned.of_rumours({"ML": 0.09, "ML07": 0.0, "ML05": None}, week)
    true: dict[Name, float] = {("ML05", "false"): 2.0}
    assert book.recovered(true, 5) == [("ML05", "false")]


def test_rows_of_sessions_tell_a_group_that_the_cube_hides() -> None:
    both = [GAO | hidden(by="sex", group=group) for group in ("f", "m")]
    whole = GAO | shown(30, by="sex", group="all", sex_missing=0.0)
    diary = diary_of([{("figures", str(at)): each for at, each in enumerate((whole, *both))}])
    diary.truths["G1", "2026-Q3"] = [{"1": {("ML07", "all"): 30.0, ("ML07", "sex:f"): 4.0}}]
    of: Name = ("G1", "2026-Q3", "1")
    assert list(worked_out(mali(), diary, {})) == []
    part: dict[Name, float] = {("ML07", "all"): 28.0, ("ML07", "sex:m"): 24.0}
    assert list(worked_out(mali(), diary, {of: part})) == []
    for told in ({"sex:f": 4.0}, {"sex:m": 26.0}):
        packed: dict[Name, float] = {("ML07", "all"): 30.0}
        packed |= {("ML07", group): n for group, n in told.items()}
        assert [name[-1] for name in worked_out(mali(), diary, {of: packed})] == ["sex:f"]


def diary_of(versions: list[dict[Any, Any]], indicator: str = "G1") -> Diary:
    diary = Diary()
    diary.versions[indicator, "2026-Q3"] = versions
    diary.truths[indicator, "2026-Q3"] = [{} for _ in versions]
    return diary


def test_two_versions_tell_of_one_who_does_not_know() -> None:
    before = {("figures",): GAO | shown(30, dont_know=0.25, indicator="G1")}
    after = {("figures",): GAO | shown(30, dont_know=0.2683, indicator="G1")}
    assert [name[3] for name in subtracted(diary_of([before, after]))] == ["dont_know"]
    assert list(subtracted(diary_of([before, before]))) == []


def test_what_one_version_hides_the_other_shows() -> None:
    before = {("figures",): GAO | shown(12, indicator="G1")}
    after = {("figures",): GAO | hidden(indicator="G1")}
    assert [name[3] for name in subtracted(diary_of([before, after]))] == ["hidden in one"]


def test_three_sessions_alike_point_at_three_people() -> None:
    seen = Rows()
    seen.kinds["p"] = [{("1", "ML07", "f"): 10, ("1", "ML07", "m"): 3}]
    assert [name[-1] for name in rows.pointed_at(seen)] == ["m"]
    seen.kinds["p"] = [{("1", "ML07", "f"): 10}, {("1", "ML07", "f"): 12}]
    assert [name[1] for name in rows.pointed_at(seen)] == ["two versions"]


def test_the_alerts_that_nobody_answered_follow_from_the_delays() -> None:
    counts = {"raised": 9, "in_time": 6, "late": None, "unanswered": None}
    true: dict[Name, float] = {("late",): 2.0, ("unanswered",): 1.0}
    found = of_alerts(counts, {"alert_to_acknowledgement": 8}).recovered(true, 5)
    assert found == [("late",), ("unanswered",)]
    assert of_alerts(counts | {"raised": None}, {}).recovered(true, 5) == []
