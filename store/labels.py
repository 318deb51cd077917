"""What people said of messages, one label a report. Its text stays sealed with the report, and dies so."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from core.errors import LasomiError
from core.labels import Label, answer_of
from store import reports as told
from store.database import from_ms, ms
from store.rows import put
from store.tables import labels, reports
from store.vault import Vault


def keep(conn: Connection, label: Label) -> None:
    """Writes a label, or what its person says now; what the machine had said stays, and that it was blind."""
    values: dict[str, Any] = {
        "report_id": label.report,
        "hour": ms(label.hour),
        "account": label.account,
        "language": label.human.language,
        "blind": label.blind,
        "human": json.dumps(asdict(label.human)),
        "machine": json.dumps(asdict(label.machine)),
        "accepted": label.accepted,
        "method": label.method,
        "model": label.model,
        "taxonomy_version": label.taxonomy,
    }
    put(conn, labels, ("report_id",), values, replaced=("hour", "language", "human"))


def of_report(conn: Connection, report_id: str) -> Label | None:
    found = conn.execute(select(labels).where(labels.c.report_id == report_id)).one_or_none()
    return None if found is None else _label(found)


def forget(conn: Connection, *report_ids: str) -> None:
    """Of what must not have been told there is no label."""
    conn.execute(delete(labels).where(labels.c.report_id.in_(report_ids)))


def checked(conn: Connection) -> list[Label]:
    """Those given by people who had not seen what the machine said."""
    return [
        _label(row) for row in conn.execute(select(labels).where(labels.c.blind).order_by(labels.c.report_id))
    ]


def readable(conn: Connection, vault: Vault) -> Iterator[tuple[Label, str]]:
    """Every label whose redacted text can still be read, by report: after 90 days none can."""
    kept = labels.join(reports, reports.c.id == labels.c.report_id)
    asked = select(labels).select_from(kept).where(reports.c.sealed_text.is_not(None))
    for row in conn.execute(asked.order_by(labels.c.report_id)).all():
        text = text_of(conn, vault, row.report_id)
        if text is not None:
            yield _label(row), text


def text_of(conn: Connection, vault: Vault, report_id: str) -> str | None:
    """The redacted text of a report while it can be read, else None."""
    try:
        return told.text_of(conn, vault, report_id)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None


def _label(row: Row[Any]) -> Label:
    return Label(
        report=row.report_id,
        hour=from_ms(row.hour),
        account=row.account,
        blind=row.blind,
        human=answer_of(json.loads(row.human)),
        machine=answer_of(json.loads(row.machine)),
        accepted=row.accepted,
        method=row.method,
        model=row.model,
        taxonomy=row.taxonomy_version,
    )
