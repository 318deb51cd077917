"""What the reports of an incident say together, as counts, so that one report more costs no more than the
first.
"""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("incidents", sa.Column("told", sa.Text))
    op.add_column("incidents", sa.Column("told_at", sa.BigInteger))
    op.add_column("reports", sa.Column("source", sa.String(32)))
    op.create_index("ix_reports_source", "reports", ["incident_id", "operator", "first_seen", "known"])
    op.create_index("ix_alerts_incident_id", "alerts", ["incident_id"])
    op.create_table(
        "sources",
        sa.Column("incident_id", sa.String(32), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("said", sa.Text, nullable=False),
    )


def drop() -> None:
    op.drop_table("sources")
    op.drop_index("ix_alerts_incident_id", "alerts")
    op.drop_index("ix_reports_source", "reports")
    op.drop_column("reports", "source")
    op.drop_column("incidents", "told_at")
    op.drop_column("incidents", "told")
