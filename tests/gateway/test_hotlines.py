"""Numbers lapse after 180 days, and somebody is told thirty days before (P69); who answers is said (P70)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.country import Country, Protected
from core.hotlines import Hotline
from flows.definition import Flows, load_flows
from flows.nodes import Moment, Session
from flows.screens import pages
from gateway.checks import Check, scene_of
from gateway.checks.outside import focal, hotlines
from gateway.house import House
from store import access, people
from store.database import Database
from store.keys import Keys
from store.spool import Spool
from tests.gateway.line import house, in_country
from tests.gateway.rooms import QUICK, mali

CALLED = date(2026, 7, 14)
NUMBERS = ("80 00 00 01", "80 00 00 02", "80 00 00 03")


def service(number: str, area: str, **more: object) -> Hotline:
    named = {"fr": f"Service {number[-1]}"}
    line = Hotline(f"s{number[-1]}", number, named, area, "service", True, CALLED, "awa", "appel")
    return replace(line, **more)  # type: ignore[arg-type]


def country(*lines: Hotline) -> Country:
    known = lines or tuple(map(service, NUMBERS, ("ML07", "country", "country")))
    return replace(mali(), hotlines=known)


def on_screens(flows: Flows, today: date) -> set[str]:
    """The numbers that any screen shows anybody, in any language, wherever they are at home."""
    shown = [
        page
        for node in flows.nodes.values()
        for language in flows.say.languages
        for home in (None, "ML0701", "ML0101")
        for page in pages(flows, Session(language, True, home), Moment(node), language, today)
    ]
    return {number for number in NUMBERS if any(number in page for page in shown)}


@pytest.mark.parametrize(
    ("days", "shown"), [(0, set(NUMBERS)), (180, set(NUMBERS)), (181, set()), (-1, set())]
)
def test_after_180_days_no_number_is_on_any_screen(days: int, shown: set[str]) -> None:
    assert on_screens(load_flows(country()), CALLED + timedelta(days=days)) == shown


def test_the_pack_as_it_ships_shows_none() -> None:
    digits = [line.number for line in mali().hotlines]
    flows = load_flows(mali())
    help_ = [flows.nodes[name] for name in ("help_and_safety.numbers", "report_incident.services")]
    for node in help_:
        (page, *_) = pages(flows, Session("fr", True, "ML0701"), Moment(node), "fr", CALLED)
        assert not [number for number in digits if number in page]


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at, LASOMI_KEYS_FILE=str(keys.path))


def told(one: House, days: int, *lines: Hotline) -> Check:
    """What `lasomi doctor` says so many days after the calls."""
    spool = Spool(one.settings.spool_dir, one.vault)
    found = replace(scene_of(in_country(one, country(*lines)), spool))
    (check,) = hotlines(replace(found, now=found.now + timedelta(days=days)))
    return check


@pytest.mark.parametrize(
    ("days", "state", "named"),
    [(0, "ok", False), (150, "ok", False), (151, "degraded", True), (180, "degraded", True)],
)
def test_what_lapses_within_thirty_days_is_listed(one: House, days: int, state: str, named: bool) -> None:
    late = service(NUMBERS[1], "country", verified_at=CALLED + timedelta(days=60))
    check = told(one, days, service(NUMBERS[0], "ML07"), late)
    assert check.state == state
    assert ("s1" in check.sentence) is named
    assert "s2" not in check.sentence
    assert not [number for number in NUMBERS if number in check.sentence]


def test_what_has_lapsed_is_named_as_before(one: House) -> None:
    assert "s1" in told(one, 181, service(NUMBERS[0], "ML07")).sentence


def watched(one: House) -> list[Check]:
    """What `lasomi doctor` says of the focal person, in a country that names one."""
    settings = replace(mali().settings, protected=Protected(focal="une association"))
    named = in_country(one, replace(mali(), settings=settings))
    return list(focal(scene_of(named, Spool(one.settings.spool_dir, one.vault))))


def test_a_lane_that_nobody_can_open_is_said(one: House) -> None:
    assert list(focal(scene_of(one, Spool(one.settings.spool_dir, one.vault)))) == []
    assert [check.state for check in watched(one)] == ["degraded"]
    now = one.clock()
    with one.database.write() as conn:
        access.add_account(conn, "bina", "bina-secret", ["gbv_focal"], ["ML"], now, hasher=QUICK)
    assert [check.state for check in watched(one)] == ["degraded"], "she can open it, and never hears"
    with one.database.write() as conn:
        people.add_member(
            conn, one.vault, number="+22376000009", name="x", roles=["gbv_focal"], areas=["ML"], now=now
        )
    assert [check.state for check in watched(one)] == ["ok"]
