"""The queue is read in the order of acceptance, and what ended two workers is found without reading it."""

import sqlalchemy as sa
from alembic import op

_TIRED = sa.text("attempts >= 2")


def create() -> None:
    op.create_index("ix_inbox_waiting", "inbox", ["state", "seq", "due_at"])
    op.create_index(
        "ix_inbox_tired", "inbox", ["state", "due_at"], sqlite_where=_TIRED, postgresql_where=_TIRED
    )
    op.drop_index("ix_inbox_due", table_name="inbox")


def drop() -> None:
    op.create_index("ix_inbox_due", "inbox", ["state", "due_at"])
    op.drop_index("ix_inbox_tired", table_name="inbox")
    op.drop_index("ix_inbox_waiting", table_name="inbox")
