"""What people said of messages, and the models that a report was read with."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "labels",
        sa.Column("report_id", sa.String(32), primary_key=True),
        sa.Column("hour", sa.BigInteger, nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("blind", sa.Boolean, nullable=False),
        sa.Column("human", sa.Text, nullable=False),
        sa.Column("machine", sa.Text, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("method", sa.String(8), nullable=False),
        sa.Column("model", sa.String(16)),
        sa.Column("taxonomy_version", sa.Integer, nullable=False),
    )
    op.create_index("ix_labels_language", "labels", ["language"])
    op.add_column("reports", sa.Column("model", sa.String(16)))


def drop() -> None:
    op.drop_column("reports", "model")
    op.drop_index("ix_labels_language", "labels")
    op.drop_table("labels")
