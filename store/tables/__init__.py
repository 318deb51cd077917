"""Every table of the store, for SQLite and PostgreSQL alike.

Times are milliseconds since 1970 in UTC (`*_at`); after 72 h those about a reporter's acts are cut to the
hour (P27). No column holds a number in clear (P15); no row holds two pseudonyms of a person (P18).
Sealed columns are opened with the key that `key_epoch` names.
"""

from store.tables.base import Serial, metadata
from store.tables.drills import asked, drill_mail, drills, injects
from store.tables.intake import flow_versions, inbox, marks, protected, quarantine, replies, sessions
from store.tables.labels import labels
from store.tables.people import accounts, api_keys, audit, contacts, logins, optouts, staff
from store.tables.sent import alerts, attempts, outbox, parked_receipts
from store.tables.sums import cells, counters, durations, members, observations
from store.tables.talking import conversations, exchanges, parts, silences
from store.tables.told import incidents, ratings, reports, sources
from store.tables.tracker import cases, commitments, frameworks, opinions, status_updates
from store.tables.vault import glass, switches
from store.tables.working import buckets, channels, elapsed, grouped, held, holds, spent, steps, windows

__all__ = [
    "Serial",
    "accounts",
    "alerts",
    "api_keys",
    "asked",
    "attempts",
    "audit",
    "buckets",
    "cases",
    "cells",
    "channels",
    "commitments",
    "contacts",
    "conversations",
    "counters",
    "drill_mail",
    "drills",
    "durations",
    "elapsed",
    "exchanges",
    "flow_versions",
    "frameworks",
    "glass",
    "grouped",
    "held",
    "holds",
    "inbox",
    "incidents",
    "injects",
    "labels",
    "logins",
    "marks",
    "members",
    "metadata",
    "observations",
    "opinions",
    "optouts",
    "outbox",
    "parked_receipts",
    "parts",
    "protected",
    "quarantine",
    "ratings",
    "replies",
    "reports",
    "sessions",
    "silences",
    "sources",
    "spent",
    "staff",
    "status_updates",
    "steps",
    "switches",
    "windows",
]
