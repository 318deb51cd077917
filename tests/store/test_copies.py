"""One SMS by two ways under two ids: whatever the order and however often, it has its effects once."""

from datetime import datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from store import copies, inbox
from store.copies import Seen, Way
from store.database import Database
from store.inbox import Entry, Row, seal_entry
from store.keys import Keys
from store.tables import inbox as rows
from store.vault import Vault
from tests.examples import many

ANN, BEN = "+22376000001", "+22376000002"
CHANNEL = "africastalking"
fresh = count()


def entry(vault: Vault, seen: Seen, id_: str, at: datetime, sent: datetime | None) -> Entry:
    return seal_entry(
        vault,
        channel=CHANNEL,
        kind="sms",
        external_id=id_,
        body={"urn": seen.number, "text": seen.text, "way": seen.way},
        received_at=at,
        sent_at=sent,
        twin=copies.twin(vault, CHANNEL, seen, at),
    )


def arrive(
    database: Database, vault: Vault, seen: Seen, id_: str, at: datetime, sent: datetime | None = None
) -> bool:
    one = entry(vault, seen, id_, at, sent)
    with database.write() as conn:
        return inbox.accept(conn, one) if seen.way == "posted" else copies.accept(conn, vault, one, seen)


def work(database: Database, vault: Vault, now: datetime) -> int:
    """Finishes every row; how many had effects."""
    told = 0
    while leased := inbox.lease(database, "w", now):
        told += sum(_worked(database, vault, row, now) for row in leased)
    return told


def _worked(database: Database, vault: Vault, row: Row, now: datetime) -> bool:
    body = inbox.body(vault, row)
    seen = Seen(body["way"], body["urn"], body["text"])
    with database.write() as conn:
        folded = copies.folds(conn, vault, row, seen, now)
        inbox.finish(conn, row, copies.WORD if folded else "report")
    return not folded


ways: tuple[Way, ...] = ("posted", "listed")
messages = st.lists(
    st.tuples(
        st.sampled_from((ANN, BEN)),
        st.sampled_from(("22 ANSONGO", "13 GAO")),
        st.integers(0, 600),
        st.sampled_from((("posted",), ("listed",), ways)),
    ),
    max_size=6,
)


@settings(max_examples=many(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=messages, data=st.data())
def test_in_any_order_every_message_is_told_once(
    database: Database,
    vault: Vault,
    at: datetime,
    messages: list[tuple[str, str, int, tuple[Way, ...]]],
    data: st.DataObject,
) -> None:
    """Whose message takes whose copy does not matter where two are alike: how many are told does."""
    run = next(fresh)
    events: list[tuple[int, Way] | None] = [(n, way) for n, (*_, by) in enumerate(messages) for way in by]
    order = data.draw(st.permutations([*events, *events, None, None]))
    told = 0
    for event in order:
        if event is None:
            told += work(database, vault, at)
            continue
        n, way = event
        number, text, seconds, _ = messages[n]
        sent = at - timedelta(seconds=seconds)
        arrive(database, vault, Seen(way, number, f"{text} {run} {n}"), f"{run} {n} {way}", at, sent)
    assert told + work(database, vault, at) == len(messages)


@settings(max_examples=many(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posted=st.integers(0, 4), listed=st.integers(0, 4), data=st.data())
def test_of_messages_alike_the_greater_count_is_told(
    database: Database, vault: Vault, at: datetime, posted: int, listed: int, data: st.DataObject
) -> None:
    run = next(fresh)
    events: list[tuple[Way, int] | None] = [("posted", n) for n in range(posted)]
    events += [("listed", n) for n in range(listed)]
    told = 0
    for event in data.draw(st.permutations([*events, *events, None])):
        if event is None:
            told += work(database, vault, at)
        else:
            way, n = event
            arrive(database, vault, Seen(way, ANN, f"22 {run}"), f"alike {run} {way} {n}", at, at)
    assert told + work(database, vault, at) == max(posted, listed)


def test_another_phone_or_another_text_is_no_copy(database: Database, vault: Vault, at: datetime) -> None:
    assert arrive(database, vault, Seen("posted", ANN, "22 ANSONGO"), "uuid", at)
    assert arrive(database, vault, Seen("listed", BEN, "22 ANSONGO"), "1", at)
    assert arrive(database, vault, Seen("listed", ANN, "22 ANSONG"), "2", at)
    assert not arrive(database, vault, Seen("listed", ANN, "22 ANSONGO\n"), "3", at)


def test_the_day_may_change_between_the_two_ways(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    midnight = at.replace(hour=23, minute=59, second=59)
    assert arrive(database, vault, Seen("posted", ANN, "22 ANSONGO"), "uuid", midnight, midnight)
    later = midnight + timedelta(hours=40)
    keys.issue(later)
    assert not arrive(database, vault, Seen("listed", ANN, "22 ANSONGO"), "1", later, midnight)


def test_after_a_restore_the_hour_is_all_that_is_known(
    database: Database, vault: Vault, at: datetime
) -> None:
    """A backup cuts times to the hour (P27); what the pull lists then is still no news."""
    arrive(database, vault, Seen("posted", ANN, "22 ANSONGO"), "uuid-1", at)
    with database.write() as conn:
        conn.execute(update(rows).values(received_at=rows.c.received_at - rows.c.received_at % 3_600_000))
    assert not arrive(database, vault, Seen("listed", ANN, "22 ANSONGO"), "17", at)
    assert arrive(database, vault, Seen("listed", ANN, "22 ANSONGO"), "18", at + timedelta(hours=2))


def test_without_its_key_a_mark_is_none_and_nothing_is_lost(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    assert arrive(database, vault, Seen("posted", ANN, "22 ANSONGO"), "uuid", at, at)
    late = at + timedelta(days=4)
    keys.issue(late)
    keys.destroy_due(late)
    assert copies.twin(vault, CHANNEL, Seen("posted", ANN, "22 ANSONGO"), at) is None
    assert arrive(database, vault, Seen("listed", ANN, "22 ANSONGO"), "1", late, at)


def test_a_mark_without_a_number_is_recognised_by_the_moment(
    database: Database, vault: Vault, at: datetime
) -> None:
    assert arrive(database, vault, Seen("posted", ANN, "secret"), "uuid", at, at)
    with database.write() as conn:
        row = conn.execute(select(rows.c.id, rows.c.twin)).one()
        copies.forget_number(conn, vault, row.id, ANN, "secret")
        assert conn.execute(select(rows.c.twin)).scalar_one() not in {None, row.twin}
    off = at + timedelta(seconds=6)
    assert arrive(database, vault, Seen("listed", ANN, "secret"), "1", at, off)
    assert not arrive(database, vault, Seen("listed", ANN, "secret"), "2", at, at)


def test_marks_go_with_their_keys(database: Database, vault: Vault, at: datetime) -> None:
    assert arrive(database, vault, Seen("posted", ANN, "22 ANSONGO"), "uuid", at, at)
    for days, purged in ((2, 0), (3, 1), (3, 0)):
        with database.write() as conn:
            assert copies.purge(conn, at + timedelta(days=days)) == purged
