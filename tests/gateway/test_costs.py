"""What a text to relays costs is counted by segment and network, and stands above the button."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.periods import iso_week
from core.routes import read_routes
from gateway import costs
from gateway.costs import Cost
from store import cases, figures, incidents, people, rumours
from store.cases import Case
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, incident, room, say
from tests.gateway.test_console import anyio_backend, enter

__all__ = ["anyio_backend"]
ROUTES = """\
currency: XOF
lines:
  orange: {price: {orange: 12, malitel: 25}}
  kannel: {price: {orange: 15, malitel: 15}}
networks: {orange: [orange], malitel: cheapest}
"""


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """Three relays at Ansongo, by two operators; one elsewhere."""
    made = room(database, keys, data_dir, patience=0.0)
    places = {"+22376000001": "ML0701", "+22376000002": "ML07", "+22365012345": "ML0701"}
    with database.write() as conn:
        for number, area in {**places, "+22350000001": "ML0901"}.items():
            about = {
                "number": number,
                "name": "Quelqu'un",
                "roles": ("relay",),
                "areas": (area,),
                "now": NOON,
            }
            people.add_member(conn, made.house.vault, **about)  # type: ignore[arg-type]
    return made


def routed(made: Room, data_dir: Path) -> Room:
    (data_dir / "routes.yaml").write_text(ROUTES, "utf-8")
    routes = read_routes(data_dir / "routes.yaml", {"orange", "kannel"})
    settings = made.house.settings.model_copy(update={"routes": routes})
    return replace(made, house=replace(made.house, settings=settings))


def cost(made: Room, *texts: str, areas: tuple[str, ...] = ("ML0701", "ML07", "ML")) -> Cost:
    with made.house.database.read() as conn:
        reached = costs.relays(made.house, conn, areas)
        return costs.cost_of(made.house, conn, reached, texts)


@pytest.mark.parametrize(
    ("texts", "segments", "money"),
    [(("x",), 3, 39.0), (("x", "y"), 6, 78.0), (("é" * 161,), 6, 78.0), (("ɲ" * 71,), 6, 78.0), ((), 0, 0.0)],
)
def test_segments_times_the_price_of_the_line_of_each_network(
    here: Room, data_dir: Path, texts: tuple[str, ...], segments: int, money: float
) -> None:
    assert cost(routed(here, data_dir), *texts) == Cost(3, segments, money, "XOF")


def test_without_prices_people_and_segments_are_told_all_the_same(here: Room, data_dir: Path) -> None:
    assert cost(here, "x") == Cost(3, 3, None)
    assert cost(routed(here, data_dir), "x", areas=("ML0901",)) == Cost(1, 1, None, "XOF")


def test_it_is_told_in_both_languages() -> None:
    assert Cost(1200, 2400, 31200.0, "XOF").told(say(), "fr") == (
        "1200 relais, 2400 SMS, environ 31\u00a0200 XOF."
    )
    assert Cost(3, 3, None).told(say(), "en") == "3 relays, 3 SMS; price unknown."


@pytest.mark.anyio
async def test_it_stands_above_the_button_that_sends_a_counter_message(here: Room) -> None:
    here.keep(incident())
    here.person("moussa", ("regional",), ("ML07",))
    with here.house.database.write() as conn:
        known = incidents.get(conn, incident().id)
        assert known is not None
        incidents.save(conn, replace(known, state="false"))
        rumours.found_false(conn, known, "ML070101", NOON)
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = (await browser.get("/console/rumours")).text
    assert "3 relais, 3 SMS ; prix inconnu." in page


def settled(made: Room, at: datetime) -> None:
    """A theft that five told, referred to the prefect and settled the same day."""
    told = replace(incident(), state="verified", opened_at=at, updated_at=at)
    made.keep(told)
    with made.house.database.write() as conn:
        for who in range(5):
            counted = float(who == 0)
            figures.observe(
                conn,
                indicator="incidents",
                places=("ML0701", "ML07", "ML"),
                period=iso_week(at),
                group=told.code,
                numerator=counted,
                denominator=counted,
                member=f"m{who}",
            )
        asked = Case("", 3, "ML0701", referred_at=at, incident_id=told.id, place="ML070101")
        kept = cases.refer(conn, asked)
        cases.respond(conn, kept.id, "visit", at)
        cases.close(conn, kept.id, at + timedelta(hours=5), "settled")


@pytest.mark.anyio
async def test_it_stands_with_the_bulletin_that_waits_to_be_approved(here: Room) -> None:
    """Three relays serve in the region, one SMS each; without a file of routes, as in the demo, no price."""
    settled(here, NOON - timedelta(weeks=2))
    here.person("moussa", ("regional",), ("ML07",))
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = (await browser.get("/console/bulletins")).text
    assert "3 relais, 3 SMS ; prix inconnu." in page
