"""What people told: reports, the incidents they make, ratings."""

from typing import Any

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _incidents()
    _reports()
    _ratings()


def drop() -> None:
    op.drop_index("ix_ratings_one", table_name="ratings")
    op.drop_table("ratings")
    op.drop_index("ix_reports_received", table_name="reports")
    op.drop_index("ix_reports_place", table_name="reports")
    op.drop_index(op.f("ix_reports_incident_id"), table_name="reports")
    op.drop_index(op.f("ix_reports_contact"), table_name="reports")
    op.drop_table("reports")
    op.drop_index("ix_incidents_opened", table_name="incidents")
    op.drop_index("ix_incidents_near", table_name="incidents")
    op.drop_table("incidents")


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=True),
        sa.Column("adm1", sa.String(length=8), nullable=True),
        sa.Column("adm2", sa.String(length=8), nullable=True),
        sa.Column("adm3", sa.String(length=8), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("occurred", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("killed", sa.Integer(), nullable=True),
        sa.Column("injured", sa.Integer(), nullable=True),
        sa.Column("hearsay_only", sa.Boolean(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("all_new", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("verified_by", sa.String(length=32), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_near", "incidents", ["adm2", "opened_at"], unique=False)
    op.create_index("ix_incidents_opened", "incidents", ["opened_at"], unique=False)


def _came() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("inbox_id", sa.String(length=32), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=26), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
    )


def _understood() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("language_confidence", sa.Float(), nullable=False),
        sa.Column("intent", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=True),
        sa.Column("code_confidence", sa.Float(), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=40), nullable=True),
        sa.Column("adm1", sa.String(length=8), nullable=True),
        sa.Column("adm2", sa.String(length=8), nullable=True),
        sa.Column("adm3", sa.String(length=8), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("place_confidence", sa.Float(), nullable=True),
        sa.Column("place_reason", sa.String(length=40), nullable=False),
        sa.Column("occurred", sa.String(length=10), nullable=False),
        sa.Column("killed", sa.Integer(), nullable=True),
        sa.Column("injured", sa.Integer(), nullable=True),
        sa.Column("hearsay", sa.Boolean(), nullable=True),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("child", sa.Boolean(), nullable=False),
        sa.Column("displaced", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )


def _kept() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("text_week", sa.String(length=10), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("operator", sa.String(length=16), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("first_seen", sa.String(length=10), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("queue", sa.String(length=16), nullable=True),
        sa.Column("repeat_of", sa.String(length=32), nullable=True),
        sa.Column("incident_id", sa.String(length=32), nullable=True),
        sa.Column("taxonomy_version", sa.Integer(), nullable=False),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        *_came(),
        *_understood(),
        *_kept(),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_reports_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_reports_inbox_id")),
        sa.UniqueConstraint("session", name=op.f("uq_reports_session")),
    )
    op.create_index(op.f("ix_reports_contact"), "reports", ["contact"], unique=False)
    op.create_index(op.f("ix_reports_incident_id"), "reports", ["incident_id"], unique=False)
    op.create_index("ix_reports_place", "reports", ["adm2", "received_at"], unique=False)
    op.create_index("ix_reports_received", "reports", ["received_at"], unique=False)


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("inbox_id", sa.String(length=32), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rater", sa.String(length=26), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("places", sa.String(length=80), nullable=False),
        sa.Column("locality", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("core", sa.Integer(), nullable=True),
        sa.Column("g2", sa.Integer(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("assisted", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("inbox_id", "authority", name=op.f("uq_ratings_inbox_id_authority")),
        sa.UniqueConstraint("session", "authority", name=op.f("uq_ratings_session_authority")),
    )
    op.create_index("ix_ratings_one", "ratings", ["rater", "authority", "unit", "period"], unique=False)
