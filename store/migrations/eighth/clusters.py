"""Which reports say the same in nearly the same words, and which of these crowds are suspect."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("reports", sa.Column("cluster", sa.String(32)))
    op.create_index("ix_reports_cluster", "reports", ["cluster", "received_at"])
    op.create_table(
        "likenesses",
        sa.Column("mark", sa.LargeBinary, primary_key=True),
        sa.Column("report_id", sa.String(32), primary_key=True),
        sa.Column("hour", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_likenesses_report_id", "likenesses", ["report_id"])
    op.create_index("ix_likenesses_hour", "likenesses", ["hour"])
    op.create_table(
        "floods",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("incident_id", sa.String(32), nullable=False),
        sa.Column("hour", sa.BigInteger, nullable=False),
        sa.Column("aside", sa.Boolean, nullable=False),
    )
    op.create_index("ix_floods_incident_id", "floods", ["incident_id"])


def drop() -> None:
    op.drop_index("ix_floods_incident_id", "floods")
    op.drop_table("floods")
    op.drop_index("ix_likenesses_hour", "likenesses")
    op.drop_index("ix_likenesses_report_id", "likenesses")
    op.drop_table("likenesses")
    op.drop_index("ix_reports_cluster", "reports")
    op.drop_column("reports", "cluster")
