"""What was promised and referred, how far it came, and what people say of it."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _frameworks()
    _commitments()
    _status_updates()
    _cases()
    op.create_table(
        "opinions",
        sa.Column("what", sa.String(12), primary_key=True),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("pseudonym", sa.String(26), primary_key=True),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("session", sa.String(64)),
    )
    op.create_index("ix_opinions_session", "opinions", ["session"])


def drop() -> None:
    op.drop_index("ix_opinions_session", "opinions")
    op.drop_table("opinions")
    op.drop_index("ix_cases_incident_id", "cases")
    op.drop_index("ix_cases_place", "cases")
    op.drop_table("cases")
    op.drop_index("ix_status_updates_commitment", "status_updates")
    op.drop_table("status_updates")
    op.drop_index("ix_commitments_framework", "commitments")
    op.drop_table("commitments")
    op.drop_table("frameworks")


def _frameworks() -> None:
    op.create_table(
        "frameworks",
        sa.Column("key", sa.String(24), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("version", sa.String(24), nullable=False),
        sa.Column("valid_from", sa.String(10)),
        sa.Column("valid_to", sa.String(10)),
        sa.Column("expected_rows", sa.Integer),
        sa.Column("expected_drivers", sa.Integer),
        sa.Column("expected_objectives", sa.Integer),
        sa.Column("source", sa.String(200), nullable=False),
    )


def _commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("framework", sa.String(24), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("objective", sa.String(40), nullable=False),
        sa.Column("addressee_type", sa.String(20), nullable=False),
        sa.Column("addressee_unit", sa.String(8), nullable=False),
        sa.Column("due", sa.String(10)),
        sa.Column("weight", sa.Float, nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("hsc_outcome", sa.Integer),
        sa.Column("nap_objective", sa.Integer),
        sa.Column("source_ref", sa.String(200), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_commitments_framework", "commitments", ["framework"])


def _status_updates() -> None:
    op.create_table(
        "status_updates",
        sa.Column("seq", _serial(), primary_key=True, autoincrement=True),
        sa.Column("commitment", sa.String(40), sa.ForeignKey("commitments.code"), nullable=False),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("evidence_kind", sa.String(40), nullable=False),
        sa.Column("reported_by_role", sa.String(16), nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("verified_by_role", sa.String(16)),
    )
    op.create_index("ix_status_updates_commitment", "status_updates", ["commitment"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("incident_id", sa.String(32), sa.ForeignKey("incidents.id")),
        sa.Column("commitment", sa.String(40), sa.ForeignKey("commitments.code")),
        sa.Column("authority", sa.Integer, nullable=False),
        sa.Column("unit", sa.String(8), nullable=False),
        sa.Column("place", sa.String(8)),
        sa.Column("referred_at", sa.BigInteger, nullable=False),
        sa.Column("first_response_at", sa.BigInteger),
        sa.Column("response_kind", sa.String(24)),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("withdrawn_at", sa.BigInteger),
    )
    op.create_index("ix_cases_place", "cases", ["place", "closed_at"])
    op.create_index("ix_cases_incident_id", "cases", ["incident_id"])


def _serial() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")
