"""A country is read from its files, and one that is wrong stops the start and says what mends it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.country import Country, load_country
from core.errors import Misconfigured
from core.hotlines import Hotline
from core.rules import Rung
from tests.core.conftest import cases, labelled
from tests.core.packs import small_pack

DAY = date(2026, 7, 14)


def service(
    key: str, area: str = "country", verified: date | None = DAY, *, protected: bool = True
) -> Hotline:
    label = {"fr": "Écoute"}
    return Hotline(key, "80000000", label, area, "ngo", protected, verified, "a coordinator", "a call")


@pytest.mark.parametrize("case", cases("country/faults.yaml"), ids=labelled("label"))
def test_a_fault_stops_the_start_and_says_what_mends_it(tmp_path: Path, case: dict[str, Any]) -> None:
    path = small_pack(tmp_path) / case["file"]
    right = path.read_text(encoding="utf-8")
    spoilt = right.replace(*case["replace"], 1)
    assert spoilt != right
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(Misconfigured) as fault:
        load_country("ml", tmp_path)
    assert case["says"] in fault.value.sentence


def test_a_small_pack_that_is_right_loads(tmp_path: Path) -> None:
    small_pack(tmp_path)
    country = load_country("ml", tmp_path)
    assert country.words == {"fr": {"cattle": {"strong": ["boeuf"]}}}
    assert [place.code for place in country.gazetteer.find("gosi ville")] == ["ML060303"]


@pytest.mark.parametrize(
    "name", ["places.csv", "aliases.csv", "taxonomy.yaml", "hotlines.yaml", "country.yaml"]
)
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    (small_pack(tmp_path) / name).unlink()
    with pytest.raises(Misconfigured, match=f"{name}: the file: is missing: put it there"):
        load_country("ml", tmp_path)


def test_a_country_without_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="countries/bf: the folder: is missing"):
        load_country("bf", tmp_path)


def test_many_faults_are_told_at_once(tmp_path: Path) -> None:
    path = small_pack(tmp_path) / "places.csv"
    text = path.read_text(encoding="utf-8").replace(",3,ML", ",3,XX")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as fault:
        load_country("ml", tmp_path)
    assert len(fault.value.faults) == 20


def test_what_stands_under_a_wrong_row_is_not_told(tmp_path: Path) -> None:
    path = small_pack(tmp_path) / "places.csv"
    text = path.read_text(encoding="utf-8").replace("-0.05022,seat,", "-0.05022,throne,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as fault:
        load_country("ml", tmp_path)
    assert [told.place.rpartition(", ")[2] for told in fault.value.faults] == ["ML07"]


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [("Bamafélé".encode("latin-1"), "is not UTF-8"), (b'"' + b"x" * 140_000, "close every quote")],
)
def test_a_table_that_is_no_table_is_named(tmp_path: Path, spoilt: bytes, told: str) -> None:
    path = small_pack(tmp_path) / "places.csv"
    path.write_bytes(path.read_bytes() + spoilt)
    with pytest.raises(Misconfigured, match=f"places.csv: .*{told}"):
        load_country("ml", tmp_path)


def test_what_the_deployer_decides_is_careful_by_default(country: Country) -> None:
    settings = country.settings
    assert (settings.reply_mode, settings.replies("twilio"), settings.accept_from) == ("silent", "silent", ())
    assert (settings.protected_publish, settings.gbv_focal) == (False, None)
    assert settings.regional_scheme == "ecowarn5"


def test_a_channel_may_answer_in_its_own_way(country: Country) -> None:
    settings = replace(country.settings, reply_mode_by_channel={"android": "neutral"})
    assert (settings.replies("android"), settings.replies("twilio")) == ("neutral", "silent")


def test_the_rules_of_alerts_are_those_of_the_page(country: Country) -> None:
    rules = country.alerts
    assert (rules.told_seconds, rules.sms_severities) == ({4: 120, 3: 900}, (4, 3))
    assert rules.acknowledge_seconds == {4: 1800, 3: 7200, 2: 86400}
    assert rules.ladder == {
        4: (Rung(1800, "regional"), Rung(3600, "national")),
        3: (Rung(7200, "regional"),),
    }
    assert [rules.expires_in(level) for level in (4, 3, 2)] == [timedelta(days=n) for n in (1, 1, 7)]
    assert rules.expires_in(1) == timedelta(days=7)
    assert (rules.corroborated_at, rules.corroborated_sources, rules.hearsay_discount) == (0.6, 2, 0.5)
    caps = rules.caps
    assert (caps.repeat_minutes, caps.per_hour, caps.per_day, caps.staff_per_day) == (10, 3, 5, 30)


@pytest.mark.parametrize(
    ("role", "known", "weight"),
    [("monitor", True, 0.9), ("relay", False, 0.6), ("public", True, 0.35), ("public", False, 0.25)],
)
def test_a_source_weighs_what_its_kind_weighs(
    country: Country, role: str, known: bool, weight: float
) -> None:
    assert country.alerts.weights.of(role, known=known) == weight


def test_an_indicator_is_found_by_its_id(country: Country) -> None:
    satisfaction = country.indicator("G1")
    assert satisfaction is not None
    assert (satisfaction.counts_as_one, satisfaction.answers) == (("3", "4"), ("1", "2", "3", "4"))
    assert satisfaction.minimum == 10
    assert country.indicator("G99") is None


def test_seven_authorities_answer_to_seven_keys(country: Country) -> None:
    assert list(country.authorities) == ["1", "2", "3", "4", "5", "6", "7"]
    assert [key for key, each in country.authorities.items() if each.security] == ["4", "5"]
    assert country.authorities["2"].label["bm"] == "Dugutigi"


@pytest.mark.parametrize(("days", "usable"), [(-1, False), (0, True), (180, True), (181, False)])
def test_a_number_is_shown_for_180_days_after_somebody_called_it(days: int, usable: bool) -> None:
    assert service("a").usable(DAY + timedelta(days=days)) == usable


@pytest.mark.parametrize(
    "line",
    [
        replace(service("a"), verified_at=None),
        replace(service("a"), verified_by=None),
        replace(service("a"), source=None),
    ],
)
def test_a_number_that_nobody_answers_for_is_not_shown(line: Hotline) -> None:
    assert not line.usable(DAY)


def test_services_are_those_of_the_home_region_else_of_the_country(country: Country) -> None:
    gao = service("gao", "ML07", date(2026, 6, 1))
    lapsed = service("old", "ML07", date(2025, 12, 1))
    national = [service(key) for key in ("n1", "n2", "n3")]
    ours = replace(country, hotlines=(gao, lapsed, *national, service("police", protected=False)))
    assert ours.services("ML070102", DAY) == (gao,)
    assert ours.services("ML0101", DAY) == tuple(national[:2])
    assert ours.services(None, DAY) == tuple(national[:2])
    assert ours.services("ML070102", date(2026, 12, 30)) == tuple(national[:2])
    assert replace(country, hotlines=(gao,)).services(None, DAY) == ()


def test_every_number_that_was_called_lately_is_listed_the_near_ones_first(country: Country) -> None:
    gao, lapsed = service("gao", "ML07", date(2026, 6, 1)), service("old", "ML07", date(2025, 12, 1))
    police, national = service("police", protected=False), service("n1")
    ours = replace(country, hotlines=(police, national, lapsed, gao))
    assert ours.numbers("ML070102", DAY) == (gao, police, national)
    assert ours.numbers(None, DAY) == (police, national)
    assert ours.numbers("ML070102", date(2026, 12, 30)) == (police, national)
    assert ours.numbers("ML070102", date(2028, 1, 1)) == ()
