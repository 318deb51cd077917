"""Villages of a commune: the sums of what they said, and nothing hidden follows from the total (P58)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.disclosure import K_RATINGS
from gateway.feeds.ratings import RatingCell, Shown
from gateway.feeds.villages import exposed, rows
from store import figures
from store.database import Database
from store.villages import Village, villages
from tests.gateway.rooms import mali, moment
from tests.rated import MEASURES

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=8)


def shown(sizes: list[int], reason: str = "") -> list[Shown]:
    n = float(sum(sizes))
    return [Shown(RatingCell("ML070102", 2, n / 2, n, n, 0, len(sizes)), reason)]


def found(sizes: list[int]) -> list[Village]:
    return [Village("ML070102", 2, f"v{at}", n / 2, float(n)) for at, n in enumerate(sizes)]


def hidden(sizes: list[int], reason: str = "") -> dict[str, str | None]:
    indicator = mali().indicator("G1")
    assert indicator is not None
    told = rows(mali(), indicator, "2026-Q3", shown(sizes, reason), found(sizes))
    return {str(row["group"]): row["suppressed"] for row in told}


@given(SIZES.filter(lambda sizes: sum(sizes) >= K_RATINGS))
@settings(deadline=None)
def test_nothing_hidden_follows(sizes: list[int]) -> None:
    why = hidden(sizes)
    assert not exposed(shown(sizes), found(sizes))
    assert all(why[f"v{at}"] for at, n in enumerate(sizes) if why and n < K_RATINGS)
    dark = [sizes[at] for at in range(len(sizes)) if why.get(f"v{at}")]
    assert len(dark) != 1
    assert not dark or sum(dark) - len(dark) >= K_RATINGS


def test_the_villages_of_s6() -> None:
    assert hidden([12, 11, 7]) == {"v0": None, "v1": "secondary", "v2": "k<10"}


def test_a_few_small_villages_are_all_of_a_commune() -> None:
    """Ten rows of ten people: whoever sees them knows each; of two that make eleven, each is ten at most."""
    assert hidden([1] * 10) == {}
    assert hidden([9, 2]) == {}
    assert hidden([9, 3]) == {"v0": "k<10", "v1": "k<10"}
    assert not exposed(shown([9, 2]), found([9, 2]))


def test_a_hidden_commune_shows_none() -> None:
    assert hidden([20, 20], "secondary") == {}


SAID: tuple[tuple[str, str, int, dict[str, int] | None, bool], ...] = (
    ("a", "ML070102", 4, {"g3": 1}, False),
    ("a", "ML070102", 1, {"g3": 2, "g2": 3}, False),
    ("a", "ML070102", 9, None, False),
    ("a", "ML070102", 4, None, True),
    ("b", "ML070102", 3, {"g3": 9}, False),
    ("c", "ML0701", 3, None, False),
)


def rating(nth: int) -> figures.Rating:
    locality, unit, core, items, assisted = SAID[nth]
    return figures.Rating(
        inbox_id=str(nth),
        rater=f"r{nth}",
        authority=2,
        unit=unit,
        places=tuple(mali().gazetteer.ancestors(unit)),
        locality=locality,
        period="2026-Q3",
        received_at=moment("2026-07-14T12:00"),
        core=core,
        items=items,
        assisted=assisted,
    )


def test_what_each_village_said(database: Database) -> None:
    """By item; who does not know and who was helped are not among them, nor who rates a whole cercle."""
    with database.write() as conn:
        for nth in range(len(SAID)):
            figures.rate(conn, rating(nth), MEASURES)
        told = {name: villages(conn, name, "2026-Q3", MEASURES) for name in ("G1", "G2", "G3")}
        assert villages(conn, "G1", "2026-Q2", MEASURES) == []
    here = ("ML070102", 2)
    assert told == {
        "G1": [Village(*here, "a", 1.0, 2.0), Village(*here, "b", 1.0, 1.0)],
        "G2": [Village(*here, "a", 1.0, 1.0)],
        "G3": [Village(*here, "a", 1.0, 2.0)],
    }
