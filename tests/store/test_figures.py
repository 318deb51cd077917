"""Sums follow every rating and report, come back to nothing, and are the same when they are added up anew."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from store import figures
from store.database import Database
from store.figures import Cell
from store.tables import cells as cell_table
from store.tables import members, observations, ratings
from tests.examples import many
from tests.rated import MEASURES

BARA, PERIOD = ("ML070102", "ML0701", "ML07", "ML"), "2026-Q1"
FEBRUARY, MARCH = datetime(2026, 2, 3, 12, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC)


def rate(conn: Connection, rater: str, core: int | None, at: datetime = FEBRUARY, **more: object) -> str:
    values = {
        "inbox_id": f"{rater}-{at.timestamp()}-{more.get('position', 0)}-{core}",
        "authority": 2,
        "unit": BARA[0],
        "places": BARA,
        "locality": "ML070102-1",
        "period": PERIOD,
    }
    told = figures.Rating(rater=rater, core=core, received_at=at, **values | more)  # type: ignore[arg-type]
    return figures.rate(conn, told, MEASURES)


def g1(conn: Connection, place: str = BARA[0], group: str = "all", indicator: str = "G1") -> Sequence[float]:
    found = figures.cells(conn, indicator=indicator, period=PERIOD, places=[place], authority=2, group=group)
    return next(((one.numerator, one.denominator, one.dont_know) for one in found), (0, 0, 0))


def everything(conn: Connection) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return tuple(sorted(tuple(row) for row in conn.execute(select(table))) for table in (cell_table, members))  # type: ignore[return-value]


def test_a_village_chief_is_rated(database: Database) -> None:
    """S6: 29 valid answers, 22 of them well; one of these had said 1 before; 2 helped; 3 do not know."""
    with database.write() as conn:
        assert rate(conn, "p0", 1) == "new"
        assert rate(conn, "p0", 4, MARCH) == "replaced"
        for n in range(1, 29):
            rate(conn, f"p{n}", 3 if n < 22 else 2, locality=f"v{n % 3}")
        for n in range(29, 31):
            rate(conn, f"p{n}", 4, assisted=True)
        for n in range(31, 34):
            rate(conn, f"p{n}", 9)
        for place in BARA:
            assert g1(conn, place) == (22, 29, 3)
        assert g1(conn, group="assisted") == (2, 2, 0)
        assert rate(conn, "p84", 3) == "new"
        assert g1(conn) == (23, 30, 3)
        found = figures.localities(conn, indicator="G1", place=BARA[0], period=PERIOD, authority=2)
        assert found == {"ML070102-1": 2, "v0": 9, "v1": 10, "v2": 9}
        assert rate(conn, "p85", 4, refused=True) == "refused"
        assert g1(conn) == (23, 30, 3)
        assert figures.counted(conn, "rating_refused", BARA[0], PERIOD) == 1


def test_an_earlier_rating_is_kept_as_history(database: Database) -> None:
    with database.write() as conn:
        rate(conn, "p0", 1)
        rate(conn, "p0", 4, MARCH)
        kept = conn.execute(select(ratings.c.core, ratings.c.current).order_by(ratings.c.core)).all()
        assert [tuple(row) for row in kept] == [(1, False), (4, True)]


def test_a_rating_that_comes_late_does_not_replace_a_newer_one(database: Database) -> None:
    with database.write() as conn:
        rate(conn, "p0", 4, MARCH)
        assert rate(conn, "p0", 1, FEBRUARY) == "stale"
        assert g1(conn) == (1, 1, 0)


def test_the_same_row_counts_once(database: Database) -> None:
    with database.write() as conn:
        assert [rate(conn, "p0", 4), rate(conn, "p0", 4)] == ["new", "stale"]
        assert g1(conn) == (1, 1, 0)


def test_a_dropped_call_counts_nothing_until_it_is_complete(database: Database) -> None:
    with database.write() as conn:
        assert rate(conn, "p0", 4, session="s1", position=4, complete=False) == "partial"
        assert g1(conn) == (0, 0, 0)
        assert rate(conn, "p0", 4, session="s1", position=5, items={"g2": 2}) == "new"
        assert rate(conn, "p0", 4, session="s1", position=4, complete=False) == "stale"
        assert g1(conn) == (1, 1, 0)
        assert g1(conn, indicator="G2") == (0, 1, 0)


ITEMS = {"g2": 4, "g3": 1, "g4": 2, "g5": 1, "g6": 1, "g7": 3, "g7b": 9, "g8d": 9, "g8n": 4, "g9": 2}


def test_every_item_counts_by_its_own_rule(database: Database) -> None:
    """`indicators.md` §3: shares of good marks, of yes, and of having had to pay among those concerned."""
    good, other, dont_know = (1, 1, 0), (0, 1, 0), (0, 0, 1)
    expected = {"G2": good, "G3": good, "G4": other, "G5": good, "G6": other, "G7": good}
    expected |= {"G7b": dont_know, "G8d": dont_know, "G8n": good, "G9": other}
    with database.write() as conn:
        rate(conn, "p0", 4, items=ITEMS)
        for indicator, counted in expected.items():
            assert g1(conn, indicator=indicator) == counted
        rate(conn, "p0", 4, MARCH, items={"g5": 3})
        assert [g1(conn, indicator=name) for name in ("G5", "G9", "G1")] == [(0, 0, 0), (0, 0, 0), (1, 1, 0)]
        figures.rebuild(conn)
        assert g1(conn, indicator="G5") == (0, 0, 0)


def test_three_ratings_a_day_and_phone(database: Database) -> None:
    with database.write() as conn:
        said = [rate(conn, "p0", 4, FEBRUARY + timedelta(hours=n), authority=n) for n in range(1, 5)]
        assert said == ["new", "new", "new", "refused"]
        assert rate(conn, "p0", 4, FEBRUARY + timedelta(days=1), authority=5) == "new"


def test_a_withdrawn_rating_lets_the_one_before_count_again(database: Database) -> None:
    """Within a minute: it is due again, and whoever withdraws asks no definition."""
    with database.write() as conn:
        rate(conn, "p0", 1)
        rate(conn, "p0", 4, MARCH, session="s1")
        assert g1(conn) == (1, 1, 0)
        assert figures.withdraw_ratings(conn, "s1") == 1
        assert figures.cells(conn, indicator="G1") == []
        assert figures.ripen_ratings(conn, MARCH, 10, MEASURES) == 1
        assert g1(conn) == (0, 1, 0)
        assert figures.withdraw_ratings(conn, "s1") == 0


def test_cells_are_read_by_level_place_and_period(database: Database) -> None:
    with database.write() as conn:
        rate(conn, "p0", 3)
        (commune,) = figures.cells(conn, indicator="G1", level=3, period=PERIOD, group="all")
        assert commune == Cell("G1", BARA[0], PERIOD, 2, "all", 1, 1, 1, 0)
        found = figures.cells(conn, indicator="G1", level=0)
        assert [(one.place, one.group) for one in found] == [
            ("ML", group) for group in ("all", "channel:sms", "lang:fr")
        ]
        assert figures.cells(conn, indicator="G1", places=["ML05"]) == []
        assert figures.periods(conn, "G1") == [PERIOD]
        by_cell = figures.members_in(conn, indicator="G1", period=PERIOD, level=1)
        assert by_cell[("ML07", 2, "all")] == {"ML070102-1": 1}
        assert by_cell.keys() == {("ML07", 2, group) for group in ("all", "channel:sms", "lang:fr")}


def test_what_is_taken_back_was_never_there(database: Database) -> None:
    with database.write() as conn:
        for cause in ("r1", "r2"):
            figures.observe(
                conn,
                indicator="incidents",
                places=BARA,
                period="2026-W29",
                group="22",
                numerator=1,
                denominator=1,
                member="P1",
                cause=cause,
            )
        assert figures.take_back(conn, "r1") == 1
        assert [one.numerator for one in figures.cells(conn, indicator="incidents")] == [1.0] * 4
        figures.take_back(conn, "r2")
        assert everything(conn) == ([], [])
        assert conn.execute(select(observations)).all() == []


def test_what_is_gathered_is_written_once_and_before_anybody_reads_it(database: Database) -> None:
    def told(conn: Connection, cause: str, sign: int = 1) -> None:
        figures.observe(
            conn, indicator="incidents", places=BARA, period=PERIOD, numerator=1, cause=cause, sign=sign
        )

    def kept(conn: Connection) -> int:
        return len(conn.execute(select(observations)).all())

    def counted(conn: Connection) -> list[float]:
        return [cell.numerator for cell in figures.cells(conn, indicator="incidents")]

    with database.write() as conn:
        with figures.gathered(conn):
            told(conn, "a")
            told(conn, "b")
            assert kept(conn) == 0
            assert counted(conn) == [2, 2, 2, 2]
            told(conn, "c")
            assert figures.take_back(conn, "b") == 1
            told(conn, "d")
            told(conn, "d", sign=-1)
            assert kept(conn) == 2
        assert (kept(conn), counted(conn)) == (4, [2, 2, 2, 2])
        told(conn, "e")
        assert (kept(conn), counted(conn)) == (5, [3, 3, 3, 3])


def test_delays_are_kept_once_by_cause_and_found_by_place(database: Database) -> None:
    with database.write() as conn:
        assert figures.duration(conn, "alert_ack", "a1", "ML0701", "2026-W29", 900.0)
        assert not figures.duration(conn, "alert_ack", "a1", "ML0701", "2026-W29", 5.0)
        figures.duration(conn, "alert_ack", "a2", "ML0504", "2026-W29", 60.0)
        assert figures.durations(conn, "alert_ack", period="2026-W29") == [60.0, 900.0]
        assert figures.durations(conn, "alert_ack", place="ML07") == [900.0]
        assert figures.durations(conn, "receipt_alert") == []


def test_a_counter_adds_up(database: Database) -> None:
    with database.write() as conn:
        figures.count(conn, "protected", "ML07", "2026-W29")
        figures.count(conn, "protected", "ML07", "2026-W29", by=2)
        assert figures.counted(conn, "protected", "ML07", "2026-W29") == 3
        assert figures.counted(conn, "protected", "ML05", "2026-W29") == 0


MARKS = st.sampled_from([1, 2, 3, 4, 9, None])
STEPS = st.one_of(
    st.tuples(
        st.just("rate"),
        st.integers(0, 3),
        st.integers(1, 2),
        MARKS,
        MARKS,
        st.integers(0, 5),
        st.booleans(),
        st.sampled_from([None, "s1", "s2"]),
    ),
    st.tuples(st.just("observe"), st.sampled_from(["r1", "r2", "r3"]), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("take back"), st.sampled_from(["r1", "r2", "r3"])),
    st.tuples(st.just("withdraw"), st.sampled_from(["s1", "s2"])),
)


def play_rating(conn: Connection, number: int, *said: Any) -> None:
    rater, authority, core, g2, hours, whole, session = said
    told = figures.Rating(
        inbox_id=f"i{number}",
        rater=f"p{rater}",
        authority=authority,
        unit=BARA[0],
        places=BARA,
        locality=f"v{rater}",
        period=PERIOD,
        received_at=FEBRUARY + timedelta(hours=9 * hours),
        core=core,
        items={} if g2 is None else {"g2": g2},
        complete=whole,
        assisted=rater == 3,
        session=session,
        position=number,
    )
    figures.rate(conn, told, MEASURES)


def play(conn: Connection, number: int, step: tuple[object, ...]) -> None:
    match step:
        case ("rate", *said):
            play_rating(conn, number, *said)
        case ("observe", cause, member, whole):
            figures.observe(
                conn,
                indicator="incidents",
                places=BARA[1:],
                period="2026-W06",
                group="22",
                numerator=1,
                denominator=float(bool(whole)),
                member=f"P{member}",
                cause=str(cause),
            )
        case ("take back", cause):
            figures.take_back(conn, str(cause))
        case ("withdraw", session):
            figures.withdraw_ratings(conn, str(session))


@settings(max_examples=many(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=14))
def test_figures_added_up_anew_are_the_running_ones(
    database: Database, steps: list[tuple[object, ...]]
) -> None:
    """After any history; and the current ratings alone explain the cells of G1."""
    with database.write() as conn:
        for table in (observations, ratings, cell_table, members):
            conn.execute(table.delete())
        for number, step in enumerate(steps):
            play(conn, number, step)
        running = everything(conn)
        figures.rebuild(conn)
        assert everything(conn) == running
        current = conn.execute(select(ratings).where(ratings.c.current)).all()
        assert len({(row.rater, row.authority) for row in current}) == len(current)
        valid = [row.core for row in current if row.core in {1, 2, 3, 4} and not row.assisted]
        cells = figures.cells(conn, indicator="G1", places=["ML"], group="all")
        found = sum(one.denominator for one in cells), sum(one.numerator for one in cells)
        assert found == (len(valid), sum(core >= 3 for core in valid))
