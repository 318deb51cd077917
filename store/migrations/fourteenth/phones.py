"""A PIN and a waiting code can be carried over to a new key (P17, P22): both are sealed under the roster's.

A PIN that was kept otherwise cannot be: who had one proves themselves at the console first, and sets it anew.
"""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("enrolments", sa.Column("sealed_code", sa.LargeBinary))
    op.add_column("staff", sa.Column("sealed_pin", sa.LargeBinary))
    staff = sa.table("staff", sa.column("locked", sa.Boolean), sa.column("pin", sa.String))
    op.execute(staff.update().where(staff.c.pin.is_not(None)).values(locked=True))
    op.drop_column("staff", "pin")


def drop() -> None:
    op.add_column("staff", sa.Column("pin", sa.String(200)))
    op.drop_column("staff", "sealed_pin")
    op.drop_column("enrolments", "sealed_code")
