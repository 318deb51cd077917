"""An incident is found again by its neighbours, keeps who told it, and leaves only when a person lets it."""

from dataclasses import replace
from datetime import datetime, timedelta

from store import incidents, reports
from store.database import Database
from store.vault import Vault
from tests.store.test_reports import event, told


def test_an_incident_is_written_and_rewritten(database: Database, at: datetime) -> None:
    with database.write() as conn:
        incidents.save(conn, event(at))
        changed = replace(event(at), state="corroborated", sources=2, updated_at=at + timedelta(minutes=5))
        incidents.save(conn, changed)
        assert incidents.get(conn, "e1") == changed
        assert incidents.tally(conn, "code", "state") == {("22", "corroborated"): 1}


def test_open_ones_of_a_cercle_are_found(database: Database, at: datetime) -> None:
    with database.write() as conn:
        incidents.save(conn, event(at, "here"))
        incidents.save(conn, event(at, "old", opened_at=at - timedelta(hours=25)))
        incidents.save(conn, event(at, "false", state="false"))
        incidents.save(conn, event(at, "there", adm2="ML0702"))
        since = at - timedelta(hours=24)
        assert [one.id for one in incidents.open_near(conn, kind="2", adm2="ML0701", since=since)] == ["here"]
        assert incidents.open_near(conn, kind="1", adm2="ML0701", since=since) == []


def test_the_sources_are_the_counted_reports(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        incidents.save(conn, event(at))
        reports.save(conn, vault, told(at, "r1"), now=at)
        reports.save(conn, vault, told(at, "r2", first_seen=None), now=at)
        reports.save(conn, vault, told(at, "r3"), now=at, repeat_of="r1")
        for id_ in ("r1", "r2", "r3"):
            incidents.attach(conn, id_, "e1")
        found = incidents.sources(conn, "e1", vault)
        assert [(one.report.id, one.first_seen_day) for one in found] == [
            ("r1", "2026-07-01"),
            ("r2", "2026-07-14"),
        ]
        assert found[0].text == "misi sonyara Ansongo, [TEL]"
        assert incidents.sources(conn, "e1")[0].text is None
        incidents.attach(conn, "r2", None)
        assert len(incidents.sources(conn, "e1")) == 1


def test_only_a_verified_incident_is_released_and_only_once(database: Database, at: datetime) -> None:
    later = at + timedelta(hours=2)
    with database.write() as conn:
        incidents.save(conn, event(at))
        assert not incidents.release(conn, "e1", "u1", at)
        assert incidents.set_state(conn, "e1", "verified", at, by="m1")
        assert not incidents.set_state(conn, "e1", "verified", later)
        assert incidents.release(conn, "e1", "u1", later)
        assert not incidents.release(conn, "e1", "u2", later)
        (listed,) = incidents.listing(conn, released=True)
        assert (listed.released_at, listed.released_by, listed.verified_by) == (later, "u1", "m1")


def test_everybody_sees_their_own_area_or_what_was_released(database: Database, at: datetime) -> None:
    with database.write() as conn:
        incidents.save(conn, event(at, "gao"))
        incidents.save(conn, event(at, "mopti", adm1="ML05", adm2="ML0504", state="verified"))
        incidents.release(conn, "mopti", "u1", at)

        def seen(*areas: str, released: bool = False) -> list[str]:
            return sorted(one.incident.id for one in incidents.listing(conn, areas=areas, released=released))

        assert seen() == []
        assert seen("ML07") == seen("ML0701") == ["gao"]
        assert seen("ML0702") == []
        assert seen("ML") == ["gao", "mopti"]
        assert seen("ML0702", released=True) == ["mopti"]
        assert incidents.listing(conn, areas=["ML"], since=at + timedelta(seconds=1)) == []
        assert incidents.listing(conn, areas=["ML"], until=at) == []
