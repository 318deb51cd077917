"""Every indicator is defined in full, and has cases beside it that its own arithmetic gives."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from core import tracker, warning
from core.confirmed import Judged, confirmed
from core.country import Country
from core.indicators import figure
from core.measures import DONT_KNOW, measures
from core.warning import Event, Referred, Warned
from gateway.feeds.released import NEVER

FOLDER = Path(__file__).parent.parent / "cases" / "indicators" / "definitions"
CASES: Mapping[str, list[Any]] = {
    indicator: cases
    for path in sorted(FOLDER.glob("*.yaml"))
    for indicator, cases in yaml.safe_load(path.read_text("utf-8")).items()
}
EVERY = [
    pytest.param(indicator, case, id=f"{indicator}: {case['label']}")
    for indicator, cases in CASES.items()
    for case in cases
]
END = datetime(2026, 6, 30, tzinfo=UTC)


def test_none_lacks_cases(country: Country) -> None:
    assert {each.id for each in country.indicators} == set(CASES)
    assert all(CASES.values())


def test_every_indicator_of_the_page_is_defined(country: Country) -> None:
    rated = ["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G7b", "G8d", "G8n", "G9", "G10", "G11", "G12"]
    others = [*(f"E{n}" for n in range(1, 11)), *(f"T{n}" for n in range(1, 7)), "incidents"]
    assert [each.id for each in country.indicators] == [*rated, *others]


def test_a_definition_says_what_it_must(country: Country) -> None:
    for each in country.indicators:
        assert len({each.name["fr"], each.name["en"], ""}) == 3
        assert all((each.numerator, each.denominator, each.unit_counted))
        assert each.minimum >= {"proportion": 10, "count": 5, "share": 5}.get(each.formula, 1)
        assert bool(each.question) == bool(each.item)
        assert set(each.counts_as_one) <= set(each.answers)
        assert set(each.nap) <= set(range(1, 6))
        assert all(one.source for one in each.baseline)


def test_ratings_are_disaggregated_and_published_as_the_page_says(country: Country) -> None:
    rated = [each for each in country.indicators if each.formula == "proportion"]
    assert {each.minimum for each in rated} == {10}
    wanted = {"sex", "age", "language", "status", "authority", "adm1", "adm2", "adm3", "period", "channel"}
    assert all(set(each.disaggregation) == {*wanted, "assisted"} for each in rated)
    assert [each.id for each in country.indicators if each.direction == "down"] == [
        *("G5", "G11", "E4", "E6", "E10", "T4")
    ]


def test_what_is_measured_is_what_the_flow_asks(country: Country) -> None:
    asked = {"core", "g2", "g3", "g4", "g5", "g6", "g7", "g7b", "g8d", "g8n", "g9"}
    assert set(measures(country.indicators)) == asked


def test_every_baseline_is_from_elsewhere_and_none_is_invented(country: Country) -> None:
    told = {each.id: [one.value for one in each.baseline if not one.about] for each in country.indicators}
    assert {key: values for key, values in told.items() if values} == {
        "G7": [0.82],
        "G8n": [0.67, 0.67, 0.33],
        "G9": [0.34],
    }
    methods = {one.method for each in country.indicators for one in each.baseline}
    assert methods == {"face_to_face", "phone_panel"}
    assert [each.id for each in country.indicators if each.targets] == ["E9"]


@pytest.mark.parametrize(("indicator", "case"), EVERY)
def test_a_case_comes_out(country: Country, indicator: str, case: dict[str, Any]) -> None:
    defined = country.indicator(indicator)
    assert defined is not None
    found = PLAYED[defined.formula](country, indicator, case)
    expected = case["expect"]
    if isinstance(expected, dict):
        found = {name: found[name] for name in expected}
    assert found == pytest.approx(expected, abs=5e-5)


def rated(country: Country, indicator: str, case: dict[str, Any]) -> dict[str, Any]:
    told = next(each for each in measures(country.indicators).values() if each.indicator == indicator)
    answers = Counter({int(mark): n for mark, n in case["answers"].items()})
    numerator = sum(n for mark, n in answers.items() if mark in told.counted)
    denominator = sum(n for mark, n in answers.items() if mark in told.valid)
    shown = figure(numerator, denominator)
    names = ("value", "lower", "upper", "quality", "suppressed")
    told_of = {"numerator": numerator, "denominator": denominator, "dont_know": answers[DONT_KNOW]}
    return told_of | {name: getattr(shown, name) for name in names}


def answered(_: Country, __: str, case: dict[str, Any]) -> dict[str, Any]:
    share = warning.responses(referred(case))
    return {"part": share.part, "whole": share.whole}


def awaited(_: Country, __: str, case: dict[str, Any]) -> dict[str, Any]:
    found = warning.first_response(referred(case), END)
    return {"median": found.day, "lower": found.lower, "upper": found.upper}


def referred(case: dict[str, Any]) -> list[Referred]:
    """Referred so long before the end of the quarter, and answered so many days after that."""
    since = END - timedelta(days=case.get("end", 90))
    told = [
        Referred(1, "ML07", since, None if n is None else since + timedelta(days=n)) for n in case["days"]
    ]
    return [*told, *(Referred(1, "ML07", END - timedelta(days=n)) for n in case.get("waiting", ()))]


def judged(_: Country, __: str, case: dict[str, Any]) -> dict[str, Any]:
    cases = [Judged(1, "ML07", *each) for each in case["cases"]]
    share = confirmed(cases)
    return {"part": share.part, "whole": share.whole, "dont_know": sum(each.unknown for each in cases)}


def shared(_: Country, indicator: str, case: dict[str, Any]) -> dict[str, Any]:
    if indicator == "E9":
        share = warning.voices(case["women"], case["men"], case["phones"])
    elif indicator == "E5":
        share = warning.precision(Warned("ML07", 4, state) for _, state in case["events"])
    else:
        events = [Event("ML07", str(code), state, bool(more)) for code, state, *more in case["events"]]
        share = (warning.corroborated if indicator == "E3" else warning.rumours)(events)
    return {"part": share.part, "whole": share.whole}


def counted(_: Country, __: str, case: dict[str, Any]) -> dict[str, Any]:
    told = [str(code) for code, state in case["events"] if state != "false"]
    return dict(Counter(code for code in told if code not in NEVER))


def tracked(_: Country, indicator: str, case: dict[str, Any]) -> Any:
    made = [(each.get("of", ""), promise(each)) for each in case["commitments"]]
    promises, on = [each for _, each in made], END.date()
    if indicator == "T5":
        kinds = dict.fromkeys(kind for kind, _ in made)
        return {
            one: tracker.implementation([p for kind, p in made if kind == one], on).value for one in kinds
        }
    if indicator == "T6":
        share = case["heard"][True] / (case["heard"][True] + case["heard"][False])
        return {"share": share, "divergence": tracker.divergence(promises[0], on, share)}
    measured: Mapping[str, Callable[..., tracker.Part]] = {
        "T1": tracker.implementation,
        "T2": tracker.on_time,
        "T3": tracker.verification,
        "T4": tracker.staleness,
    }
    return measured[indicator](promises, on).value


def promise(told: dict[str, Any]) -> tracker.Promise:
    updates = tuple(tracker.Update(*update) for update in told["updates"])
    return tracker.Promise("C1", told["weight"], date(2026, 1, 1), told.get("due"), None, updates)


PLAYED: Mapping[str, Callable[[Country, str, dict[str, Any]], Any]] = {
    "proportion": rated,
    "response": answered,
    "wait": awaited,
    "confirmed": judged,
    "rate": lambda _, __, case: warning.rate(case["incidents"], case["people"]),
    "flags": lambda _, __, case: warning.flags(case["methods"]),
    "share": shared,
    "delay": lambda _, __, case: warning.delays(case["seconds"]),
    "readiness": lambda _, __, case: warning.delays(case["seconds"]),
    "completeness": lambda _, __, case: vars_of(warning.completeness(tuple(map(tuple, case["weeks"])))),
    "count": counted,
    "tracker": tracked,
}


def vars_of(share: warning.Share) -> dict[str, Any]:
    return {"part": share.part, "whole": share.whole}
