"""What a call found when it began, and the flows by which it is answered."""

import sqlalchemy as sa
from alembic import op

_SESSION = (
    ("role", sa.String(16)),
    ("resumes", sa.String(64)),
    ("sealed", sa.LargeBinary),
    ("key_day", sa.String(10)),
)


def create() -> None:
    for name, kind in _SESSION:
        op.add_column("sessions", sa.Column(name, kind))
    op.create_index("ix_sessions_caller", "sessions", ["caller", "created_at"])
    op.create_table(
        "flow_versions",
        sa.Column("version", sa.String(16), primary_key=True),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_alerts_raised", "alerts", ["raised_at"])


def drop() -> None:
    op.drop_index("ix_alerts_raised", "alerts")
    op.drop_table("flow_versions")
    op.drop_index("ix_sessions_caller", "sessions")
    for name, _ in reversed(_SESSION):
        op.drop_column("sessions", name)
