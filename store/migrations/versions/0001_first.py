"""The first schema: inbox, people, reports, incidents, alerts, outbox, figures, access.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("areas", sa.String(length=240), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("scopes", sa.String(length=80), nullable=False),
        sa.Column("issued_by", sa.String(length=64), nullable=True),
        sa.Column("approved_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "cell_members",
        sa.Column("indicator", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(length=24), nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "indicator", "place", "period", "authority", "grp", "member", name=op.f("pk_cell_members")
        ),
    )
    op.create_table(
        "cells",
        sa.Column("indicator", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(length=24), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=False),
        sa.Column("denominator", sa.Float(), nullable=False),
        sa.Column("weight2", sa.Float(), nullable=False),
        sa.Column("dont_know", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", "place", "period", "authority", "grp", name=op.f("pk_cells")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("home", sa.String(length=40), nullable=True),
        sa.Column("locality", sa.String(length=40), nullable=True),
        sa.Column("first_seen", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "place", "period", name=op.f("pk_counters")),
    )
    op.create_table(
        "durations",
        sa.Column("indicator", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", "cause", name=op.f("pk_durations")),
    )
    op.create_index("ix_durations_cell", "durations", ["indicator", "period", "place"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("dedupe", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("lease_boot", sa.String(length=40), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "dedupe", name=op.f("uq_inbox_channel_dedupe")),
        sa.UniqueConstraint("id", name=op.f("uq_inbox_id")),
    )
    op.create_index("ix_inbox_due", "inbox", ["state", "due_at"], unique=False)
    op.create_index("ix_inbox_lease", "inbox", ["state", "lease_until"], unique=False)
    op.create_index("ix_inbox_session", "inbox", ["session"], unique=False)
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
    op.create_table(
        "marks",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_marks")),
    )
    op.create_table(
        "observations",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("indicator", sa.String(length=16), nullable=False),
        sa.Column("places", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(length=24), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=False),
        sa.Column("denominator", sa.Float(), nullable=False),
        sa.Column("weight2", sa.Float(), nullable=False),
        sa.Column("dont_know", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=40), nullable=True),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_observations")),
    )
    op.create_index(op.f("ix_observations_cause"), "observations", ["cause"], unique=False)
    op.create_table(
        "optouts",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("pseudonym", sa.String(length=26), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_optouts")),
    )
    op.create_index(op.f("ix_optouts_pseudonym"), "optouts", ["pseudonym"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=True),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("lease_boot", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("cause", "recipient", "step", name=op.f("uq_outbox_cause_recipient_step")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "priority", "due_at"], unique=False)
    op.create_table(
        "parked_receipts",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("provider_mark", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_parked_receipts")),
    )
    op.create_index(
        op.f("ix_parked_receipts_provider_mark"), "parked_receipts", ["provider_mark"], unique=False
    )
    op.create_table(
        "protected",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_epoch", sa.String(length=16), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.String(length=400), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_day", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
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
    op.create_table(
        "replies",
        sa.Column("limit_id", sa.String(length=26), nullable=False),
        sa.Column("bucket", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("limit_id", "bucket", name=op.f("pk_replies")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("first_use", sa.Boolean(), nullable=False),
        sa.Column("home", sa.String(length=40), nullable=True),
        sa.Column("flow_version", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("pseudonym", sa.String(length=26), nullable=False),
        sa.Column("sealed_number", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("key_epoch", sa.String(length=16), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("areas", sa.String(length=240), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("on_call", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_staff_pseudonym")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=4), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("incident_id", sa.String(length=32), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=8), nullable=False),
        sa.Column("adm1", sa.String(length=8), nullable=True),
        sa.Column("adm2", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("seen", sa.String(length=4), nullable=False),
        sa.Column("when_", sa.String(length=10), nullable=False),
        sa.Column("all_new", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("first_sent_at", sa.BigInteger(), nullable=True),
        sa.Column("acked_at", sa.BigInteger(), nullable=True),
        sa.Column("acked_by", sa.String(length=32), nullable=True),
        sa.Column("alert_seconds", sa.Float(), nullable=True),
        sa.Column("ack_seconds", sa.Float(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_alerts_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("rule", "incident_id", "level", name=op.f("uq_alerts_rule_incident_id_level")),
    )
    op.create_index(op.f("ix_alerts_number"), "alerts", ["number"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("outbox_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("provider_mark", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_attempts_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_outbox_id"), "attempts", ["outbox_id"], unique=False)
    op.create_index(op.f("ix_attempts_provider_mark"), "attempts", ["provider_mark"], unique=False)
    op.create_table(
        "logins",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_logins_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_logins")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("inbox_id", sa.String(length=32), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=26), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
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
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_reports_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_reports_inbox_id")),
        sa.UniqueConstraint("session", name=op.f("uq_reports_session")),
    )
    op.create_index(op.f("ix_reports_contact"), "reports", ["contact"], unique=False)
    op.create_index(op.f("ix_reports_incident_id"), "reports", ["incident_id"], unique=False)
    op.create_index("ix_reports_place", "reports", ["adm2", "received_at"], unique=False)
    op.create_index("ix_reports_received", "reports", ["received_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_reports_received", table_name="reports")
    op.drop_index("ix_reports_place", table_name="reports")
    op.drop_index(op.f("ix_reports_incident_id"), table_name="reports")
    op.drop_index(op.f("ix_reports_contact"), table_name="reports")
    op.drop_table("reports")
    op.drop_table("logins")
    op.drop_index(op.f("ix_attempts_provider_mark"), table_name="attempts")
    op.drop_index(op.f("ix_attempts_outbox_id"), table_name="attempts")
    op.drop_table("attempts")
    op.drop_index(op.f("ix_alerts_number"), table_name="alerts")
    op.drop_table("alerts")
    op.drop_table("staff")
    op.drop_table("sessions")
    op.drop_table("replies")
    op.drop_index("ix_ratings_one", table_name="ratings")
    op.drop_table("ratings")
    op.drop_table("quarantine")
    op.drop_table("protected")
    op.drop_index(op.f("ix_parked_receipts_provider_mark"), table_name="parked_receipts")
    op.drop_table("parked_receipts")
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_optouts_pseudonym"), table_name="optouts")
    op.drop_table("optouts")
    op.drop_index(op.f("ix_observations_cause"), table_name="observations")
    op.drop_table("observations")
    op.drop_table("marks")
    op.drop_index("ix_incidents_opened", table_name="incidents")
    op.drop_index("ix_incidents_near", table_name="incidents")
    op.drop_table("incidents")
    op.drop_index("ix_inbox_session", table_name="inbox")
    op.drop_index("ix_inbox_lease", table_name="inbox")
    op.drop_index("ix_inbox_due", table_name="inbox")
    op.drop_table("inbox")
    op.drop_index("ix_durations_cell", table_name="durations")
    op.drop_table("durations")
    op.drop_table("counters")
    op.drop_table("contacts")
    op.drop_table("cells")
    op.drop_table("cell_members")
    op.drop_table("audit")
    op.drop_table("api_keys")
    op.drop_table("accounts")
