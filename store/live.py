"""Alerts of an event that still stands: somebody tells of it, and it was neither set aside nor merged."""

from typing import Final

from sqlalchemy import ColumnElement, exists

from store.tables import alerts, incidents

STANDS: Final[ColumnElement[bool]] = exists().where(
    incidents.c.id == alerts.c.incident_id,
    incidents.c.sources > 0,
    incidents.c.set_aside.is_not(True),
    incidents.c.merged_into.is_(None),
)
"""Of a row of `alerts`: whether anybody has to answer for its event at all (`alerts.md` §6, §9)."""
