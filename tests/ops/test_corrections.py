"""What verifiers said teaches as long as its text can be read, and no longer."""

from datetime import datetime, timedelta

from core.labels import Answer
from ops.learn.corrections import corrections
from ops.learn.labels import Labelled
from store import labels, reports
from store.database import Database
from store.keys import Keys
from store.shred import shred
from store.vault import Vault
from tests.store.test_labels import label
from tests.store.test_reports import told


def test_labels_become_rows_of_the_training(
    database: Database, keys: Keys, vault: Vault, at: datetime
) -> None:
    with database.write() as conn:
        for id_ in ("r1", "r2"):
            reports.save(conn, vault, told(at, id_), now=at)
        labels.keep(conn, label(at))
        labels.keep(conn, label(at, "r2", human=Answer("bm", "thanks")))
        labels.keep(conn, label(at, "gone"))
    text = "misi sonyara Ansongo, [TEL]"
    assert list(corrections(database, vault)) == [
        Labelled("r1", text, "bm", "incident", "11"),
        Labelled("r2", text, "bm", "thanks", ""),
    ]
    shred(database, keys, at + timedelta(days=91))
    assert list(corrections(database, vault)) == []
