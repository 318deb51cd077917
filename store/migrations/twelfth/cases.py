"""What a case carries, who asked for it and why it ended."""

import sqlalchemy as sa
from alembic import op

COLUMNS = (
    ("code", sa.String(2)),
    ("week", sa.String(8)),
    ("indicator", sa.String(8)),
    ("period", sa.String(8)),
    ("asks", sa.String(12)),
    ("sentence", sa.Text()),
    ("about", sa.String(12)),
    ("after", sa.String(32)),
    ("referred_by", sa.String(32)),
    ("note", sa.Text()),
    ("outcome", sa.String(12)),
    ("withdrawn_why", sa.String(12)),
)


def create() -> None:
    for name, kind in COLUMNS:
        op.add_column("cases", sa.Column(name, kind))


def drop() -> None:
    for name, _ in reversed(COLUMNS):
        op.drop_column("cases", name)
