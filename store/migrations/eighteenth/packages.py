"""Packages of rating sessions, the questions they were asked with, and which rating was asked which."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("ratings", sa.Column("form", sa.String(16)))
    op.create_table(
        "forms",
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("questions", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_forms")),
    )
    op.create_table(
        "packages",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
        sa.UniqueConstraint("name", name=op.f("uq_packages_name")),
        sa.UniqueConstraint("period", "form", name=op.f("uq_packages_period_form")),
    )
    _responses()


def _responses() -> None:
    texts = (("contact", 16), ("session", 16), ("day", 10), ("grain", 8), ("question", 16), ("answer", 40))
    op.create_table(
        "responses",
        sa.Column("package", sa.String(36), sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        *(sa.Column(name, sa.String(size), nullable=False) for name, size in texts),
        sa.PrimaryKeyConstraint("package", "id", name=op.f("pk_responses")),
    )


def drop() -> None:
    for table in ("responses", "packages", "forms"):
        op.drop_table(table)
    op.drop_column("ratings", "form")
