"""Every table of the store, for SQLite and PostgreSQL alike.

Times are milliseconds since 1970 in UTC (`*_at`); after 72 h those about a reporter's acts are cut to the
hour (P27). No column holds a number in clear (P15); no row holds two pseudonyms of a person (P18).
Sealed columns are opened with the key that `key_epoch` names.
"""

from store.tables.base import Serial, metadata
from store.tables.cap import cap_messages, partners
from store.tables.closing import bulletins, counter_messages, relayed, rumours
from store.tables.clusters import floods, likenesses
from store.tables.cubes import cubes, queries
from store.tables.doors import factors, recovery_codes, tries
from store.tables.drills import asked, drill_mail, drills, injects
from store.tables.highlights import highlights
from store.tables.intake import flow_versions, inbox, marks, protected, quarantine, replies, sessions
from store.tables.labels import labels
from store.tables.packages import forms, packages, responses
from store.tables.people import accounts, api_keys, audit, contacts, logins, optouts, staff
from store.tables.roster import affiliations, duties, enrolments, leaves
from store.tables.secondlooks import judgements, wordings
from store.tables.sent import alerts, attempts, outbox, parked_receipts
from store.tables.sums import cells, counters, durations, members, observations
from store.tables.talking import conversations, exchanges, parts, silences
from store.tables.told import incidents, ratings, reports, sources
from store.tables.tracker import cases, commitments, opinions, status_updates, verifications
from store.tables.vault import glass, switches
from store.tables.watching import completeness, digest_lines, digest_readers, digests, notices, rounds
from store.tables.working import (
    buckets,
    channels,
    elapsed,
    grouped,
    held,
    holds,
    lines,
    spent,
    steps,
    windows,
)

__all__ = [
    "Serial",
    "accounts",
    "affiliations",
    "alerts",
    "api_keys",
    "asked",
    "attempts",
    "audit",
    "buckets",
    "bulletins",
    "cap_messages",
    "cases",
    "cells",
    "channels",
    "commitments",
    "completeness",
    "contacts",
    "conversations",
    "counter_messages",
    "counters",
    "cubes",
    "digest_lines",
    "digest_readers",
    "digests",
    "drill_mail",
    "drills",
    "durations",
    "duties",
    "elapsed",
    "enrolments",
    "exchanges",
    "factors",
    "floods",
    "flow_versions",
    "forms",
    "glass",
    "grouped",
    "held",
    "highlights",
    "holds",
    "inbox",
    "incidents",
    "injects",
    "judgements",
    "labels",
    "leaves",
    "likenesses",
    "lines",
    "logins",
    "marks",
    "members",
    "metadata",
    "notices",
    "observations",
    "opinions",
    "optouts",
    "outbox",
    "packages",
    "parked_receipts",
    "partners",
    "parts",
    "protected",
    "quarantine",
    "queries",
    "ratings",
    "recovery_codes",
    "relayed",
    "replies",
    "reports",
    "responses",
    "rounds",
    "rumours",
    "sessions",
    "silences",
    "sources",
    "spent",
    "staff",
    "status_updates",
    "steps",
    "switches",
    "tries",
    "verifications",
    "windows",
    "wordings",
]
