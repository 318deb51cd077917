"""Each row of the audit is bound to all before it, and stays as it was written (P53).

A row may be bound once, when the chain begins (`store.audit.begin`): a migration has no keys.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

KEPT: Final = ("seq", "at", "account", "role", "action", "object", "reason")
SQLITE: Final = (
    "CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit WHEN OLD.mac IS NOT NULL"
    + "".join(f' OR NEW."{name}" IS NOT OLD."{name}"' for name in KEPT)
    + " BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
)
POSTGRESQL: Final = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$",
    "CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit FOR EACH ROW WHEN (OLD.mac IS NOT NULL"
    + "".join(f' OR NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in KEPT)
    + ") EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_whole BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_refuse()",
)


def create() -> None:
    op.add_column("audit", sa.Column("key_epoch", sa.String(16)))
    op.add_column("audit", sa.Column("mac", sa.LargeBinary))
    for statement in POSTGRESQL if _is_postgresql() else SQLITE:
        op.execute(statement)


def drop() -> None:
    on = " ON audit" if _is_postgresql() else ""
    for name in ("audit_keeps", "audit_stays", *(["audit_whole"] if on else [])):
        op.execute(f"DROP TRIGGER {name}{on}")
    if on:
        op.execute("DROP FUNCTION audit_refuse()")
    op.drop_column("audit", "mac")
    op.drop_column("audit", "key_epoch")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
