"""Alerts that wait for a verifier, and the reports whose words nobody has reviewed."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "holds",
        sa.Column("incident_id", sa.String(32), sa.ForeignKey("incidents.id"), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("accepted_at", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.Boolean, nullable=False),
    )
    op.add_column("reports", sa.Column("unreviewed", sa.Boolean))


def drop() -> None:
    op.drop_column("reports", "unreviewed")
    op.drop_table("holds")
