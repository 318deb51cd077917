"""Exercises, what is handed over to them, and what they have to play."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _drills()
    _played()


def _drills() -> None:
    op.create_table(
        "drills",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("number", sa.String(8), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("script", sa.Text),
        sa.Column("numbers", sa.Text, nullable=False),
        sa.Column("consents", sa.Text, nullable=False),
        sa.Column("pauses", sa.Text, nullable=False),
        sa.Column("report", sa.Text),
        sa.Column("actions", sa.Text, nullable=False),
        sa.Column("prepared_at", sa.BigInteger, nullable=False),
        sa.Column("begun_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.UniqueConstraint("number", name="uq_drills_number"),
    )
    op.create_table(
        "drill_mail",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("drill", sa.String(32), nullable=False),
    )


def _played() -> None:
    """In the store of an exercise."""
    op.create_table(
        "asked",
        sa.Column("alert_id", sa.String(32), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("answered_at", sa.BigInteger),
    )
    op.create_table(
        "injects",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("played_at", sa.BigInteger),
    )


def drop() -> None:
    op.drop_table("injects")
    op.drop_table("asked")
    op.drop_table("drill_mail")
    op.drop_table("drills")
