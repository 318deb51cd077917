"""S6: a village chief is rated. One phone more, and the commune's value may be published."""

import pytest

from gateway.feeds import cube
from store import figures
from tests.publishing import as_written
from tests.rated import MEASURES
from tests.scenarios.feed import key, read
from tests.scenarios.town import Town, when
from workers.publishing import publish_due

PLACES = ("ML070102", "ML0701", "ML07", "ML")
PATH = "/v1/indicators?period=2026-Q1&indicator=G1&level="
NAMES = ("value", "ci_lower", "ci_upper", "n", "quality", "suppressed")


@pytest.fixture(autouse=True)
def by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody publishes but the duty."""
    monkeypatch.setattr(cube, "published", as_written)


def rate(town: Town, phone: int, core: int, day: str, *, assisted: bool = False, towns: int = 3) -> None:
    """One phone says of the chief of Bara: 12, 11 and 7 come from its three localities."""
    nth = phone - 50
    locality = "a" if nth < 12 else "b" if nth < 23 else "c"
    with town.house.database.write() as conn:
        told = figures.Rating(
            inbox_id=f"{phone}-{day}",
            rater=f"R{phone:025d}",
            authority=2,
            unit="ML070102",
            places=PLACES,
            locality=locality if towns == 3 else locality.replace("c", "b"),
            period="2026-Q1",
            received_at=when(f"{day} 10:00:00"),
            core=core,
            assisted=assisted,
        )
        figures.rate(conn, told, MEASURES)


def thirty_four(town: Town, *, towns: int = 3) -> None:
    """Of 29 valid ones 22 are good, one of them after a bad one; 2 are helped by a relay, 3 do not know."""
    rate(town, 50, 1, "2026-02-03", towns=towns)
    for phone in range(50, 79):
        rate(town, phone, 4 if phone < 72 else 2, "2026-03-10", towns=towns)
    for phone in (79, 80):
        rate(town, phone, 4, "2026-03-11", assisted=True)
    for phone in (81, 82, 83):
        rate(town, phone, 9, "2026-03-12")


@pytest.mark.parametrize(
    ("more", "partner", "public"),
    [
        (0, (0.7586, 0.5835, 0.885, 29, "indicative", None), (None, "raters<30")),
        (1, (0.7667, 0.5907, 0.8821, 30, "normal", None), (0.7667, None)),
    ],
)
def test_the_thirtieth_phone(
    town: Town, more: int, partner: tuple[object, ...], public: tuple[object, ...]
) -> None:
    thirty_four(town)
    for _ in range(more):
        rate(town, 84, 3, "2026-03-20")
    town.watch.at = when("2026-04-02 00:00:00")
    publish_due(town.house, town.watch.at)
    (answer,) = read(town, key(town, "figures"), f"{PATH}adm3")
    assert [tuple(row[name] for name in NAMES) for row in answer.json()["data"]] == [partner]
    (row,) = answer.json()["data"]
    assert row["assisted_share"] is None  # two were helped, and `by=assisted` hides two
    (answer,) = read(town, key(town, "public"), f"{PATH}adm1")
    assert [(row["value"], row["suppressed"]) for row in answer.json()["data"]] == [public]
    assert publishable(town) == bool(more)


def publishable(town: Town) -> bool:
    """Whether the commune's value may stand in a bulletin."""
    indicator = town.house.country.indicator("G1")
    assert indicator is not None
    return "ML070102" in {each.unit for each in cube.rated(town.house, indicator, "2026-Q1")}


def test_from_two_localities_it_is_not_published(town: Town) -> None:
    thirty_four(town, towns=2)
    rate(town, 84, 3, "2026-03-20", towns=2)
    town.watch.at = when("2026-04-02 00:00:00")
    publish_due(town.house, town.watch.at)
    (answer,) = read(town, key(town, "figures"), f"{PATH}adm3")
    assert [(row["value"], row["suppressed"]) for row in answer.json()["data"]] == [(None, "k<10")]
    assert not publishable(town)


def test_what_is_published_stays(town: Town) -> None:
    """The thirty-first phone, heard of late, changes nothing that anybody reads."""
    thirty_four(town)
    town.watch.at = when("2026-04-02 00:00:00")
    publish_due(town.house, town.watch.at)
    secret = key(town, "figures")
    before, again = read(town, secret, f"{PATH}adm3", f"{PATH}adm3")
    rate(town, 84, 3, "2026-03-20")
    (after,) = read(town, secret, f"{PATH}adm3")
    assert before.content == again.content == after.content
