"""After any history a rebuild finds nothing to change; what somebody has spoilt, it mends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from core.reports import State
from store import figures, incidents
from store.leases import Row
from store.recount import Drift
from store.slices import CAUSES
from tests.examples import many
from tests.workers import test_one_more as stories
from tests.workers.bureau import STRANGER, Bureau
from workers import events
from workers.recounting import recount, recounted
from workers.verdicts import UNDECIDED
from workers.work import Work

RATED = {"authority": "2", "unit": "ML070102", "core": "4", "g2": "2"}
PROFILE = {"sex": "f", "age": "25", "displaced": "no"}
PHONES = st.sampled_from(stories.NEW)
RATING = st.fixed_dictionaries(
    {"authority": st.sampled_from("124"), "unit": st.just("ML070102"), "core": st.sampled_from("1349")},
    optional={
        "g2": st.sampled_from("149"),
        "g5": st.sampled_from("1239"),
        "sex": st.sampled_from(("f", "m", "skip")),
        "displaced": st.sampled_from(("yes", "no")),
    },
)
PAIR = st.tuples(st.integers(0, 5), st.integers(0, 5))
STEPS = st.one_of(
    stories.STEPS,
    stories.STEPS,
    st.tuples(st.just("rate"), PHONES, RATING, st.booleans()),
    st.tuples(st.just("merge"), PAIR, st.none(), st.none()),
    st.tuples(st.just("unmerge"), PAIR, st.none(), st.none()),
    st.tuples(st.just("correct"), st.integers(0, 5), stories.CODES, st.none()),
    st.tuples(st.just("hold"), PHONES, st.none(), st.none()),
    st.tuples(st.just("ripen"), st.none(), st.none(), st.none()),
)


def drifts(bureau: Bureau, *, mend: bool = False, most: int = CAUSES) -> list[Drift]:
    """With so many causes at once."""
    of = replace(recount(bureau.house), most=most)
    return [drift for period in of.there.indicators for drift in recounted(of, period, mend=mend)]


def everything(bureau: Bureau) -> tuple[Sequence[Any], Sequence[Any]]:
    return (
        bureau.rows("SELECT * FROM cells ORDER BY indicator, place, period, authority, grp"),
        bureau.rows("SELECT * FROM cell_members ORDER BY indicator, place, period, authority, grp, member"),
    )


def done(bureau: Bureau, step: tuple[Any, ...], at: int) -> None:
    kind, who, what, more = step
    match kind:
        case "rate":
            session = f"r{who[-2:]}{at % 3}"
            bureau.turn(who, session, 50 + at, kind="rating", answers=what, ends=more)
        case "merge" | "unmerge" | "correct":
            ordered(bureau, step)
        case "hold":
            with bureau.house.database.write() as conn:
                figures.hold_ratings(conn, bureau.house.vault.pseudonym("rating", who, bureau.watch.at))
        case "ripen":
            bureau.ripen()
        case "judge":
            judged(bureau, who)
        case _:
            stories.done(bureau, step, at)
    bureau.work(after=timedelta(seconds=61))


def judged(bureau: Bureau, state: State) -> None:
    """A verdict on the newest incident, as a command gives it."""
    with bureau.house.database.write() as conn:
        work = Work(
            bureau.house, conn, cast("Row", SimpleNamespace(received_at=bureau.watch.at)), bureau.watch.at
        )
        newest = bureau.rows("SELECT id FROM incidents WHERE sources > 0 ORDER BY opened_at DESC, id LIMIT 1")
        for row in newest:
            found = incidents.get(conn, row["id"])
            if found is not None and found.state in UNDECIDED:
                events.judge(work, found, state, "m1")


def ordered(bureau: Bureau, step: tuple[Any, ...]) -> None:
    """What a person orders in the console, where there is something to order it about."""
    kind, which, code, _ = step
    about = bureau.rows("SELECT id, merged_into FROM incidents ORDER BY opened_at, id")
    told = bureau.rows("SELECT id FROM reports WHERE aside_from IS NULL ORDER BY received_at, id")
    said: dict[str, Any] = {}
    if kind == "merge" and about:
        one, other = (about[each % len(about)]["id"] for each in which)
        said = {"verb": "MERGE", "incident": one, "other": other}
    elif kind == "unmerge" and (gone := [row for row in about if row["merged_into"]]):
        said = {"verb": "SPLIT", "incident": gone[0]["merged_into"], "merged": gone[0]["id"]}
    elif kind == "correct" and told:
        answer = {"intent": "incident", "code": code, "place": "ML0703", "language": "fr"}
        more = {"occurred": "today", "killed": None, "injured": 2, "basis": "eyewitness"}
        said = {"verb": "CORRECT", "report": told[which % len(told)]["id"], "answer": answer | more}
    if said:
        account = {"account": "a1", "role": "national", "areas": ["ML"], "reason": ""}
        bureau.accept("command", account | said)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(
    max_examples=many(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=12), most=st.sampled_from((1, 3, CAUSES)))
def test_after_any_history_a_rebuild_finds_nothing_to_change(
    bureau: Bureau, steps: list[tuple[Any, ...]], most: int
) -> None:
    """However many causes it looks at at once."""
    stories.begun(bureau)
    for at, step in enumerate(steps):
        done(bureau, step, at)
    running = everything(bureau)
    assert drifts(bureau) == drifts(bureau, most=1) == []
    with bureau.house.database.write() as conn:
        for table in ("cells", "cell_members", "observations"):
            conn.execute(sql(f"DELETE FROM {table}"))
    lost = drifts(bureau, most=2)
    assert drifts(bureau, mend=True, most=most) == lost
    assert everything(bureau) == running


def test_who_leaves_an_incident_and_joins_it_again_is_counted(bureau: Bureau) -> None:
    """Two phones tell 31; of one a late 12 is merged into it; the other is corrected to 12: without it the
    incident is a 12, and so takes it back.
    """
    stories.begun(bureau)
    for at, step in enumerate([("late", "+22376000021", "12", None), ("merge", (0, 1), None, None)]):
        done(bureau, step, at)
    once = "SELECT contact FROM reports GROUP BY contact HAVING count(*) = 1"
    for contact in bureau.rows(once):
        ids = [row["id"] for row in bureau.rows("SELECT id FROM reports ORDER BY received_at, id")]
        mine = bureau.one(f"SELECT id FROM reports WHERE contact = '{contact['contact']}'")["id"]
        done(bureau, ("correct", ids.index(mine), "12", None), 9)
    assert drifts(bureau) == []


def told_and_rated(bureau: Bureau) -> None:
    bureau.sms(STRANGER, "31 ANSONGO")
    bureau.turn(STRANGER, "s1", 5, kind="rating", answers=RATED | PROFILE, ends=True)
    bureau.work()
    bureau.ripen()


@pytest.mark.parametrize("most", [1, CAUSES])
def test_what_was_spoilt_is_told_and_mended(bureau: Bureau, most: int) -> None:
    told_and_rated(bureau)
    running = everything(bureau)
    with bureau.house.database.write() as conn:
        conn.execute(sql("UPDATE cells SET numerator = 7 WHERE indicator = 'incidents' AND place = 'ML07'"))
        conn.execute(sql("DELETE FROM cell_members WHERE indicator = 'G1' AND place = 'ML'"))
        conn.execute(sql("INSERT INTO cells VALUES ('G2', 'ML05', '2026-Q3', 2, 'all', 1, 1, 1, 0)"))
        conn.execute(sql("UPDATE incidents SET code = '11'"))
        conn.execute(sql("UPDATE observations SET numerator = 5 WHERE indicator = 'G2'"))
    expected = [
        Drift("observations", "G2", "2026-Q3", missing=1, surplus=1),
        Drift("cell_members", "G1", "2026-Q3", missing=6),
        Drift("cells", "G2", "2026-Q3", surplus=1),
        Drift("incidents", "incidents", "2026-W29", other=1),
        Drift("cells", "incidents", "2026-W29", other=1),
    ]
    assert drifts(bureau, most=most) == expected
    assert everything(bureau) != running
    assert drifts(bureau, mend=True, most=most) == expected
    assert (everything(bureau), drifts(bureau)) == (running, [])
    assert bureau.one("SELECT code FROM incidents")["code"] == "31"


def test_only_periods_since_a_day_are_looked_at(bureau: Bureau) -> None:
    told_and_rated(bureau)
    week, quarter = (moment.date() for moment in (bureau.watch.at, bureau.watch.at + timedelta(days=7)))
    assert list(recount(bureau.house, week).there.indicators) == ["2026-Q3", "2026-W29"]
    assert list(recount(bureau.house, quarter).there.indicators) == ["2026-Q3"]


def test_what_others_count_stays_as_it_is(bureau: Bureau) -> None:
    with bureau.house.database.write() as conn:
        figures.observe(conn, indicator="other", places=("ML07", "ML"), period="2026-W29", numerator=1)
    assert drifts(bureau) == []
    assert len(bureau.rows("SELECT * FROM cells")) == 2


def test_two_names_of_one_erased_phone_are_one_stranger(bureau: Bureau) -> None:
    """Around the end of a quarter a phone may have told under two pseudonyms, and in one week."""
    bureau.watch.at = bureau.watch.at.replace(month=6, day=28)
    for hours, text in ((0, "11 ANSONGO"), (30, "11 LABBEZANGA")):
        bureau.watch.at += timedelta(hours=hours)
        bureau.house.keys.issue(bureau.watch.at)
        bureau.sms(STRANGER, text)
        bureau.work()
    bureau.sms(STRANGER, "EFFACER")
    bureau.work()
    assert drifts(bureau) == []
    assert len(bureau.rows("SELECT DISTINCT member FROM cell_members")) == 1
