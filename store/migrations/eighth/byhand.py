"""What people have set aside, joined and parted; and incidents of which every report came late."""

import sqlalchemy as sa
from alembic import op

_INCIDENTS = (
    ("set_aside", sa.Boolean),
    ("state_before", sa.String(16)),
    ("merged_into", sa.String(32)),
    ("late", sa.Boolean),
)
_REPORTS = ("aside_from", "merged_from")


def create() -> None:
    for name, kind in _INCIDENTS:
        op.add_column("incidents", sa.Column(name, kind))
    for name in _REPORTS:
        op.add_column("reports", sa.Column(name, sa.String(32)))


def drop() -> None:
    for name in reversed(_REPORTS):
        op.drop_column("reports", name)
    for name, _ in reversed(_INCIDENTS):
        op.drop_column("incidents", name)
