-- After `lasomi release`, once and after every upgrade, by a superuser in Lasomi's database: what the gateway may only
-- read. It takes messages in and shows figures; alerts and their ladder, who is on duty, what was approved and what leaves
-- for partners are the workers' (what a page asks for goes to them as a message). The audit grows and never shrinks.
-- tests/deploy/test_roles.py and test_roles_at_work.py try this on a real server.
REVOKE INSERT, UPDATE, DELETE ON
    affiliations, alerts, asked, bulletins, cap_messages, commitments, completeness, counter_messages, digest_lines,
    digest_readers, digests, drill_mail, duties, enrolments, forms, grouped, held, highlights, injects, judgements,
    leaves, likenesses, notices, opinions, packages, partners, relayed, responses, status_updates, steps, switches,
    verifications, windows
FROM lasomi_gateway;
-- Left open to it; a new table that stands in neither list fails tests/deploy/test_roles.py:
-- accounts, api_keys, attempts, audit, buckets, cases, cell_members, cells, channels, contacts, conversations,
-- counters, cubes, drills, durations, elapsed, exchanges, factors, floods, flow_versions, glass, holds, inbox,
-- incidents, labels, lines, logins, marks, observations, optouts, outbox, parked_receipts, parts, protected,
-- quarantine, queries, ratings, recovery_codes, replies, reports, rounds, rumours, sessions, silences, sources,
-- spent, staff, tries, wordings

REVOKE DELETE ON audit FROM lasomi_gateway, lasomi_worker;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM lasomi_gateway, lasomi_worker;
REVOKE SELECT ON logins, tries, sessions, conversations FROM lasomi_reader;
