"""Notices: raised once, read by area, seen by the first who says so; nothing exact after 72 h."""

from datetime import datetime, timedelta

from store import notices, rounds
from store.database import Database
from store.keys import Keys
from store.shred import shred


def test_a_notice_is_raised_once(database: Database, at: datetime) -> None:
    told = {"phones": 40, "window": 60}
    with database.write() as conn:
        first = notices.add(conn, kind="integrity", key="x", area="ML0504", told=told, at=at)
        again = notices.add(conn, kind="integrity", key="x", area="ML0504", told=told, at=at)
        other = notices.add(conn, kind="drop", key="x", area="ML0504", told={}, at=at)
    assert first
    assert again is None
    assert other
    with database.read() as conn:
        found = notices.get(conn, first)
    assert found is not None
    assert (found.kind, found.area, found.told, found.raised_at) == ("integrity", "ML0504", told, at)


def test_they_are_read_by_cercle_region_and_country(database: Database, at: datetime) -> None:
    with database.write() as conn:
        for area in ("ML0504", "ML0701", "ML07"):
            notices.add(conn, kind="drop", key=area, area=area, told={}, at=at)
    with database.read() as conn:
        found = {
            area: [one.area for one in notices.open_notices(conn, [area])]
            for area in ("ML", "ML05", "ML07", "ML0701", "ML0702")
        }
        assert notices.open_notices(conn, []) == []
    assert sorted(found.pop("ML")) == ["ML0504", "ML07", "ML0701"]
    assert sorted(found.pop("ML07")) == ["ML07", "ML0701"]
    assert found == {"ML05": ["ML0504"], "ML0701": ["ML0701"], "ML0702": []}


def test_the_first_who_has_seen_it_counts(database: Database, at: datetime) -> None:
    later = at + timedelta(minutes=5)
    with database.write() as conn:
        id_ = notices.add(conn, kind="drop", key="x", area="ML0504", told={}, at=at) or ""
        assert notices.acknowledge(conn, id_, "awa", at)
        assert not notices.acknowledge(conn, id_, "ben", later)
        assert not notices.acknowledge(conn, "nothing", "ben", later)
    with database.read() as conn:
        found = notices.get(conn, id_)
        assert notices.open_notices(conn, ["ML"]) == []
        assert [one.id for one in notices.of_kind(conn, "drop")] == [id_]
        assert notices.of_kind(conn, "drop", since=later) == []
    assert found is not None
    assert (found.acked_by, found.acked_at) == ("awa", at)


def test_after_three_days_only_the_hour_is_kept(database: Database, keys: Keys, at: datetime) -> None:
    with database.write() as conn:
        id_ = notices.add(conn, kind="drop", key="x", area="ML0504", told={}, at=at) or ""
        notices.acknowledge(conn, id_, "awa", at + timedelta(minutes=7))
    shred(database, keys, at + timedelta(hours=73))
    with database.read() as conn:
        found = notices.get(conn, id_)
    assert found is not None
    assert found.raised_at == found.acked_at == at.replace(minute=0)


def test_what_is_done_in_a_period_is_done_once(database: Database) -> None:
    with database.write() as conn:
        assert not rounds.is_done(conn, "daily", "2026-07-14")
        assert rounds.begin(conn, "daily", "2026-07-14")
        assert not rounds.begin(conn, "daily", "2026-07-14")
        assert rounds.begin(conn, "daily", "2026-07-15")
        assert rounds.is_done(conn, "daily", "2026-07-14")
