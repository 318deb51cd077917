"""Reports of one event make one incident, believed as its independent sources deserve (`alerts.md` §6)."""

from datetime import timedelta
from typing import Any

import pytest

from core.country import Country
from core.reports import Incident
from tests.workers.field import ANSONGO, BARA, NOON, event, tells, village_of
from workers.corroborate import Telling, confidence, join, kilometres, merge, opened
from workers.credence import independent
from workers.tally import of_source, spoken

HEARSAY: dict[str, Any] = {"basis": "hearsay"}
SILENT: dict[str, Any] = {"basis": "unknown"}
GOLDEN = [
    ("3 new phones that saw", [("new", {})] * 3, 0.5781, "unverified"),
    ("relay and new phone, both saw", [("relay", {}), ("new", {})], 0.70, "corroborated"),
    ("4 new phones, hearsay", [("new", HEARSAY)] * 4, 0.4138, "unverified"),
    ("1 relay that saw", [("relay", {})], 0.60, "unverified"),
    ("2 known phones that saw", [("known", {})] * 2, 0.5775, "unverified"),
    ("1 known and 2 new that saw", [("known", {}), ("new", {}), ("new", {})], 0.6344, "corroborated"),
    ("2 relays that saw", [("relay", {})] * 2, 0.84, "corroborated"),
    ("flood of unknown basis and relay that saw", [("new", SILENT), ("relay", {})], 0.65, "corroborated"),
    (
        "a relay and a monitor who say nothing of it",
        [("relay", SILENT), ("monitor", SILENT)],
        0.96,
        "corroborated",
    ),
]


def together(country: Country, *told: Telling) -> Incident:
    return merge(opened("i", told[0]), told, country.taxonomy, country.alerts)


@pytest.mark.parametrize(
    ("sources", "conf", "state"), [pytest.param(*case[1:], id=case[0]) for case in GOLDEN]
)
def test_golden_numbers_of_sources(
    country: Country, sources: list[tuple[str, dict[str, Any]]], conf: float, state: str
) -> None:
    told = [tells(f"phone {i}", kind, **said) for i, (kind, said) in enumerate(sources)]
    incident = together(country, *told)
    assert incident.confidence == pytest.approx(conf, abs=5e-4)
    assert (incident.state, incident.sources) == (state, len(sources))


def test_one_phone_is_one_source_however_often_it_tells(country: Country) -> None:
    said = [tells("same", "relay"), tells("same", "relay", basis="hearsay")]
    assert (together(country, *said).sources, together(country, *said).confidence) == (1, 0.6)


def test_new_phones_of_one_operator_and_day_are_one_source(country: Country) -> None:
    crowd = [tells(f"p{i}", operator="orange") for i in range(40)]
    incident = together(country, *crowd)
    assert (incident.sources, incident.confidence, incident.all_new) == (1, 0.25, True)
    other_day = tells("p41", operator="orange", first_seen="2026-07-11")
    assert together(country, *crowd, other_day).sources == 2


def test_known_phones_of_one_operator_and_day_are_two(country: Country) -> None:
    assert together(country, *(tells(f"p{i}", "known", operator="orange") for i in range(2))).sources == 2


def test_a_merged_source_has_the_worth_of_its_best_member(country: Country) -> None:
    said = [tells("a", operator="orange", basis="hearsay"), tells("b", operator="orange")]
    (source,) = independent(said)
    said_by_it = of_source(spoken(source, country.alerts))
    assert said_by_it == {"worth 0.25": 1, "code 11 0.25": 1}


def test_without_proof_of_origin_nobody_is_corroborated(country: Country) -> None:
    forged = [tells(f"f{i}", "relay", proven=False) for i in range(5)]
    assert together(country, *forged).confidence == 0.25
    real = together(country, tells("a", "relay"), *forged)
    assert (real.sources, real.confidence, real.state) == (1, 0.6, "unverified")


def test_nobody_at_all_is_worth_nothing() -> None:
    assert confidence({}) == 0.0


def test_a_verdict_stays_whatever_is_told_later(country: Country) -> None:
    told = [tells("a", "relay"), tells("b", "relay")]
    for state in ("verified", "false", "unresolved"):
        merged = merge(event(state=state), told, country.taxonomy, country.alerts)
        assert merged.state == state
    weaker = merge(event(state="corroborated"), told[:1], country.taxonomy, country.alerts)
    assert weaker.state == "corroborated"


def test_a_witness_outweighs_a_rumour_in_numbers(country: Country) -> None:
    said = [
        tells("a", killed=2),
        tells("b", killed=40, basis="hearsay"),
        tells("c", injured=7, **HEARSAY),
    ]
    incident = together(country, *said)
    assert (incident.killed, incident.injured) == (2, 7)


def test_numbers_of_unknown_basis_come_between_witness_and_rumour(country: Country) -> None:
    said = [tells("a", killed=3, **SILENT), tells("b", killed=40, **HEARSAY)]
    assert together(country, *said).killed == 3


def test_the_code_is_that_of_the_weightier_sources_then_the_graver(country: Country) -> None:
    assert together(country, tells("a", code="15"), tells("b", "relay", code="12")).code == "12"
    assert together(country, tells("a", code="12"), tells("b", code="11")).code == "11"


def test_severity_is_computed_from_the_merged_facts(country: Country) -> None:
    heard = together(country, tells("a", **HEARSAY))
    assert (heard.severity, heard.hearsay_only, heard.seen) == (3, True, False)
    seen = together(country, tells("a", **HEARSAY), tells("b"))
    assert (seen.severity, seen.hearsay_only, seen.seen) == (4, False, True)
    cattle = [tells("a", code="22"), tells("b", code="22", occurred="now")]
    assert (together(country, *cattle).severity, together(country, *cattle).occurred) == (3, "now")


def test_a_report_joins_within_a_day_and_one_first_digit(country: Country) -> None:
    rules = country.alerts
    assert join(tells("a", code="12"), [event()], rules) == event()
    assert join(tells("a", code="22"), [event()], rules) is None
    late = NOON + timedelta(hours=24, minutes=59)
    assert join(tells("a", received_at=late), [event()], rules) == event()
    assert join(tells("a", received_at=NOON + timedelta(hours=25)), [event()], rules) is None


def test_ninety_joins_nothing_and_a_report_without_place_neither(country: Country) -> None:
    assert join(tells("a", code="90"), [event(code="90")], country.alerts) is None
    assert join(tells("a", place=None), [event()], country.alerts) is None


@pytest.mark.parametrize("state", ["false", "unresolved"])
def test_after_a_verdict_a_report_opens_a_new_incident(country: Country, state: str) -> None:
    assert join(tells("a"), [event(state=state)], country.alerts) is None


def test_one_commune_or_fifteen_kilometres(country: Country) -> None:
    rules = country.alerts
    here = event(place="ML070102", adm3="ML070102", lat=15.80, lon=0.30)
    far_side = village_of(BARA, "far", 16.20, 0.30)
    assert join(tells("a", place=far_side), [here], rules) == here
    near = village_of(BARA, "near", 15.90, 0.30)
    neighbour = tells("a", place=near)
    other_commune = event(id="i2", place="ML070103", adm3="ML070103", lat=15.80, lon=0.30)
    moved = Telling(**{name: getattr(neighbour, name) for name in Telling.__slots__} | {"place": near})
    assert kilometres(15.80, 0.30, 15.90, 0.30) == pytest.approx(11.1, abs=0.1)
    assert join(moved, [other_commune], rules) == other_commune
    assert join(tells("a", place=far_side), [other_commune], rules) is None


def test_of_several_the_nearest_is_joined(country: Country) -> None:
    near, far = event(id="n", place="x", adm3="x", lat=15.81), event(id="f", place="y", adm3="y", lat=15.90)
    near, far = (event(id=e.id, place=e.place, adm3=e.adm3, lat=e.lat, lon=0.30) for e in (near, far))
    assert join(tells("a", place=BARA), [far, near], country.alerts) == near


def test_a_report_known_to_its_cercle_joins_the_only_one_that_fits(country: Country) -> None:
    rules = country.alerts
    one = event(id="one", place="ML070102", adm3="ML070102")
    two = event(id="two", place="ML070103", adm3="ML070103")
    vague = event(id="vague")
    assert join(tells("a"), [one], rules) == one
    assert join(tells("a"), [one, two], rules) is None
    assert join(tells("a"), [one, two, vague], rules) == vague
    assert join(tells("a", place=BARA), [vague], rules) is None


def test_an_incident_is_where_its_first_report_says(country: Country) -> None:
    incident = together(country, tells("a", place=BARA), tells("b", place=ANSONGO))
    assert (incident.place, incident.adm2, incident.adm3) == ("ML070102", "ML0701", "ML070102")
