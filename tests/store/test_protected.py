"""The protected lane leaves a counter and, for 72 hours, a text that only its own key opens."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.errors import LasomiError
from store import figures, protected
from store.database import Database
from store.keys import Keys
from store.tables import metadata
from store.vault import Vault

HOURS = timedelta(hours=1)


def test_a_call_counts_once_however_often_it_is_posted(database: Database, at: datetime) -> None:
    with database.write() as conn:
        said = [protected.contact(conn, place="ML07", week="2026-W29", mark=b"call") for _ in range(3)]
        assert said == [True, False, False]
        assert protected.contact(conn, place="ML07", week="2026-W29", mark=b"other")
        assert figures.counted(conn, "protected", "ML07", "2026-W29") == 2
        assert protected.marked(conn, b"call")
        assert not protected.marked(conn, b"nobody")


def test_a_text_is_gone_after_72_hours_key_and_all(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    with database.write() as conn:
        id_ = protected.lock(conn, vault, "mon mari me frappe", at)
        assert protected.unlock(conn, vault, id_, at + 71 * HOURS) == "mon mari me frappe"
        assert protected.locked(conn, at + 71 * HOURS) == [id_]
        assert protected.purge(conn, at + 71 * HOURS) == 0
        assert protected.unlock(conn, vault, id_, at + 72 * HOURS) is None
        keys.destroy_due(at + 72 * HOURS)
        with pytest.raises(LasomiError, match="no key"):
            protected.unlock(conn, vault, id_, at)
        assert protected.purge(conn, at + 72 * HOURS) == 1
        assert protected.locked(conn, at) == []


def test_a_text_that_is_not_there_is_none(database: Database, vault: Vault, at: datetime) -> None:
    with database.read() as conn:
        assert protected.unlock(conn, vault, "none", at) is None


def test_a_mark_lasts_72_hours_and_bears_no_time_finer_than_the_day(
    database: Database, vault: Vault, at: datetime
) -> None:
    """P36: a repeated request counts once for as long as its key stands; then nothing tells of the call."""
    mark = protected.mark_of(vault, "s1", at)
    for hours, left in ((0, 1), (72, 1), (97, 0)):
        with database.write() as conn:
            if not hours:
                protected.close(conn, mark)
            protected.purge(conn, at + timedelta(hours=hours))
            rows = conn.execute(select(metadata.tables["marks"])).all()
        assert len(rows) == left
        assert all(len(row.ends) == len("2026-07-14") for row in rows)
