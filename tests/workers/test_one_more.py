"""One report more is one sum: after any history an incident says what all its reports say, added up anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.reports import State
from store import figures, forgetting, incidents, people, sources
from store.forgetting import Forgotten
from store.tables import audit, metadata
from tests.examples import many
from tests.workers.bureau import Bureau, moment
from workers.accounts import telling
from workers.aggregate import of_incident
from workers.corroborate import merge
from workers.tally import total

RELAYS = ("+22376000011", "+22376000012")
KNOWN = ("+22376000021", "+22366000022")
NEW = ("+22376000031", "+22376000032", "+22366000033")
PHONES = st.sampled_from((*RELAYS, *KNOWN, *NEW))
CODES = st.sampled_from(("11", "12", "22"))
PLACES = st.sampled_from(("ML0701", "ML070102", "ML0703"))

SMS = st.tuples(st.just("sms"), PHONES, CODES, st.sampled_from(("token", "token", "unproven")))
ANSWERS = st.fixed_dictionaries(
    {"code": CODES},
    optional={
        "place": PLACES,
        "basis": st.sampled_from(("eyewitness", "hearsay", "victim")),
        "victims": st.sampled_from(("none", "injured", "killed")),
        "occurred": st.sampled_from(("now", "today", "yesterday")),
    },
)
TURN = st.tuples(st.just("turn"), PHONES, ANSWERS, st.booleans())
STEPS = st.one_of(
    SMS,
    TURN,
    TURN,
    st.tuples(st.just("late"), PHONES, CODES, st.none()),
    st.tuples(st.just("erase"), PHONES, st.none(), st.none()),
    st.tuples(st.just("forget"), PHONES, st.none(), st.none()),
    st.tuples(st.just("judge"), st.sampled_from(("verified", "false", "unresolved")), st.none(), st.none()),
)
Step = tuple[Any, ...]


def begun(bureau: Bureau) -> None:
    """An empty bureau with two relays, and two phones that told something true a week ago."""
    with bureau.house.database.write() as conn:
        for table in reversed(metadata.sorted_tables):
            if table is not audit:  # nothing is ever taken out of it (P53)
                conn.execute(table.delete())
    bureau.watch.at = moment("12:00", "2026-07-01")
    bureau.house.keys.issue(bureau.watch.at)
    for number in KNOWN:
        bureau.sms(number, "31 GAO")
        with bureau.house.database.write() as conn:
            people.remember(conn, bureau.house.vault, number, bureau.watch.at, language="fr")
    bureau.work()
    bureau.watch.at = moment("14:05")
    for number in RELAYS:
        bureau.member(number, "relay")


def done(bureau: Bureau, step: Step, at: int) -> None:
    kind, who, what, more = step
    if kind in {"sms", "late"}:
        body = {"urn": who, "text": f"{what} ANSONGO {at}", "origin": more or "token", "foreign": False}
        sent = bureau.watch.at - timedelta(hours=30) if kind == "late" else None
        bureau.accept("sms", body, sent_at=sent)
    elif kind == "turn":
        session = f"s{who[-2:]}"
        bureau.turn(who, session, 100 if more else 5 + at % 40, answers=what, ends=more)
    elif kind == "erase":
        bureau.sms(who, "EFFACER")
    elif kind == "forget":
        with bureau.house.database.write() as conn:
            call = Forgotten(f"s{who[-2:]}", who.encode(), bureau.watch.at)
            forgetting.forget(conn, bureau.house.vault, call)
    else:
        judged(bureau, who)
    bureau.work(after=timedelta(seconds=61))


def judged(bureau: Bureau, state: State) -> None:
    with bureau.house.database.write() as conn:
        found = bureau.rows("SELECT id FROM incidents ORDER BY opened_at DESC, id LIMIT 1")
        for row in found:
            incidents.set_state(conn, row["id"], state, bureau.watch.at)


def check(bureau: Bureau) -> None:
    """Every incident, its tally where it holds, and whom its figures count."""
    country = bureau.house.country
    with bureau.house.database.read() as conn:
        for listed in incidents.listing(conn, areas=("ML",)):
            incident = listed.incident
            rows = [row.report for row in incidents.sources(conn, incident.id)]
            if not rows:
                assert incident.sources == 0
                continue
            told = [telling(row) for row in rows]
            whole = merge(incident, told, country.taxonomy, country.alerts)
            assert replace(whole, updated_at=incident.updated_at) == incident
            kept = sources.tally(conn, incident.id)
            assert kept is None or kept == total(told, country.alerts)


def check_figures(bureau: Bureau) -> None:
    """The cells are what the incidents and their reporters come to, and a rebuild finds the same."""
    country = bureau.house.country

    def cells() -> Sequence[Any]:
        return bureau.rows("SELECT * FROM cells WHERE numerator != 0 ORDER BY place, period, grp")

    def members() -> Sequence[Any]:
        return bureau.rows("SELECT * FROM cell_members ORDER BY place, period, grp, member")

    before = cells(), members()
    with bureau.house.database.write() as conn:
        for listed in incidents.listing(conn, areas=("ML",)):
            if listed.incident.state != "false" and (who := incidents.contacts(conn, listed.incident.id)):
                figures.take_back(conn, listed.incident.id)
                counted = of_incident(listed.incident, who, country.gazetteer)
                figures.observe_all(conn, counted, cause=listed.incident.id)
        figures.rebuild(conn)
    assert (cells(), members()) == before


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(
    max_examples=many(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=10))
def test_any_history_adds_up_to_the_whole(bureau: Bureau, steps: list[Step]) -> None:
    begun(bureau)
    for at, step in enumerate(steps):
        done(bureau, step, at)
        check(bureau)
    if not any(step[0] == "judge" for step in steps):
        check_figures(bureau)


@pytest.mark.parametrize("origin", ["token", "unproven"])
def test_ten_more_cost_as_many_statements_as_ten_before(bureau: Bureau, origin: str) -> None:
    from sqlalchemy import event

    counted: list[int] = []
    engine = bureau.house.database._engine
    event.listen(engine, "before_cursor_execute", lambda *_: counted.append(1))
    spent = []
    for at in range(40):
        body = {"urn": f"+22376{at:06d}", "text": f"11 ANSONGO {at}", "origin": origin, "foreign": False}
        bureau.accept("sms", body)
        counted.clear()
        bureau.work()
        spent.append(len(counted))
    assert max(spent[20:]) <= max(spent[2:20])
