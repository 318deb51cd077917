"""What verifiers said of messages, as far as their redacted texts can still be read (`languages.md` §10)."""

from collections.abc import Iterator

from ops.desk import opened_desk
from ops.learn.labels import Labelled
from store import labels
from store.database import Database
from store.vault import Vault


def corrections(database: Database, vault: Vault) -> Iterator[Labelled]:
    """One row a label, by report; the text is the redacted one, and after 90 days there is none.

    The protected lane has no labels (P34, P35). Reads in one transaction; raises LasomiError, retryable,
    when the store or the keys do not answer.
    """
    with database.read() as conn:
        for label, text in labels.readable(conn, vault):
            human = label.human
            yield Labelled(label.report, text, human.language, human.intent, human.code or "")


def of_this_house() -> tuple[Labelled, ...]:
    """Those in the database that the settings name, read with its keys."""
    with opened_desk() as desk:
        return tuple(corrections(desk.database, desk.vault))
