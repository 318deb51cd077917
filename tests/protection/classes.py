"""What each table may hold of whom: a table that is new has no class yet, and a test fails until it has."""

OF_PHONES = frozenset(
    {
        *("contacts", "sessions", "conversations", "exchanges", "silences", "optouts", "marks"),
        *("inbox", "parts", "quarantine", "protected", "replies", "outbox", "parked_receipts"),
        *("reports", "likenesses", "observations", "cell_members", "ratings", "opinions"),
    }
)
"""A phone that tells, or its words: a pseudonym, a mark, something sealed."""

OF_STAFF = frozenset(
    {
        *("staff", "duties", "leaves", "affiliations", "enrolments", "accounts", "logins", "api_keys"),
        *("factors", "recovery_codes", "tries"),
        *("partners", "labels", "audit", "glass", "switches"),
        *("held", "windows", "relayed", "digest_readers", "grouped"),
        *("asked", "drills", "injects", "drill_mail"),
        *("status_updates", "verifications", "queries"),
        *("judgements", "wordings", "rumours", "counter_messages", "bulletins", "highlights", "cases"),
        "notices",
    }
)
"""Those who serve, by id or sealed, and what they wrote and decided: words of theirs, never of a phone."""

OF_NOBODY = frozenset(
    {
        *("incidents", "sources", "floods", "alerts", "cap_messages", "holds", "steps"),
        *("cells", "counters", "durations", "completeness", "rounds", "digests", "digest_lines"),
        *("commitments", "flow_versions", "forms", "packages", "responses", "cubes"),
        *("attempts", "buckets", "channels", "elapsed", "lines", "spent"),
    }
)
"""Codes, counts, places, and the machine's own."""
