"""Every table of the store, for SQLite and PostgreSQL alike.

Times are milliseconds since 1970 in UTC (`*_at`); after 72 h those about a reporter's acts are cut to the
hour (P27). No column holds a number in clear (P15); no row holds two pseudonyms of a person (P18).
Sealed columns are opened with the key that `key_epoch` names.
"""

from store.tables.base import Serial, metadata
from store.tables.intake import inbox, marks, protected, quarantine, replies, sessions
from store.tables.labels import labels
from store.tables.people import accounts, api_keys, audit, contacts, logins, optouts, staff
from store.tables.sent import alerts, attempts, outbox, parked_receipts
from store.tables.sums import cells, counters, durations, members, observations
from store.tables.told import incidents, ratings, reports, sources
from store.tables.working import buckets, channels, elapsed, grouped, held, holds, spent, steps, windows

__all__ = [
    "Serial",
    "accounts",
    "alerts",
    "api_keys",
    "attempts",
    "audit",
    "buckets",
    "cells",
    "channels",
    "contacts",
    "counters",
    "durations",
    "elapsed",
    "grouped",
    "held",
    "holds",
    "inbox",
    "incidents",
    "labels",
    "logins",
    "marks",
    "members",
    "metadata",
    "observations",
    "optouts",
    "outbox",
    "parked_receipts",
    "protected",
    "quarantine",
    "ratings",
    "replies",
    "reports",
    "sessions",
    "sources",
    "spent",
    "staff",
    "steps",
    "windows",
]
