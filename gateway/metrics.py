"""What operators measure (`contract.md` §6). No label holds a number, a text, or a place finer than a region.

The registry is the process's own, as prometheus_client keeps it; with PROMETHEUS_MULTIPROC_DIR set, a page
shows the sum of all processes.
"""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0)
_ALERT = (0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 600.0, 3600.0)

ACCEPTED = Counter("lasomi_accepted", "Messages on disk, by channel", ["channel"])
ACCEPT_SECONDS = Histogram(
    "lasomi_accept_seconds", "Webhook: from the last byte to the answer", buckets=_QUICK
)
USSD_SECONDS = Histogram("lasomi_ussd_seconds", "USSD: from the request to the screen", buckets=_QUICK)
INBOX_WAITING = Gauge(
    "lasomi_inbox_waiting", "Accepted messages that wait for a worker", multiprocess_mode="mostrecent"
)
PROCESSED = Counter("lasomi_processed", "Messages carried out: done, quarantined, failed", ["outcome"])
UNDERSTAND_SECONDS = Histogram("lasomi_understand_seconds", "The pure pipeline, one message", buckets=_QUICK)
ALERT_SECONDS = Histogram(
    "lasomi_alert_seconds", "From acceptance to the first attempt to send an alert", buckets=_ALERT
)
OUTBOX_WAITING = Gauge("lasomi_outbox_waiting", "Messages that wait to leave", multiprocess_mode="mostrecent")
SENT = Counter("lasomi_sent", "Attempts to send, by their result", ["channel", "status"])
OUTBOX_HELD = Gauge(
    "lasomi_outbox_held",
    "Messages that wait because the budget of the day is spent",
    ["channel"],
    multiprocess_mode="mostrecent",
)
BUDGET_SHARE = Gauge(
    "lasomi_budget_share",
    "Share of the day's budget that is spent; 0.8 alarms",
    ["channel"],
    multiprocess_mode="mostrecent",
)
LINE_UP = Gauge(
    "lasomi_line_up",
    "1 while a line to a provider stands, 0 when it has fallen",
    ["channel"],
    multiprocess_mode="mostrecent",
)
QUARANTINED = Counter("lasomi_quarantined", "What a provider sent and nobody could read", ["reason"])
SPOOL_BYTES = Gauge(
    "lasomi_spool_bytes", "Accepted messages beside the database", multiprocess_mode="mostrecent"
)
SPOOL_CORRUPT = Gauge(
    "lasomi_spool_corrupt", "Spool files that do not open, kept aside", multiprocess_mode="mostrecent"
)
DISK_SHARE = Gauge(
    "lasomi_disk_share", "How full the disk of the data is, 0 to 1", multiprocess_mode="mostrecent"
)
INBOX_OLDEST = Gauge(
    "lasomi_inbox_oldest_seconds",
    "How long the oldest message that is due has waited for a worker",
    multiprocess_mode="mostrecent",
)
INBOX_POISON = Gauge(
    "lasomi_inbox_poison", "Messages that failed five times and are kept", multiprocess_mode="mostrecent"
)
HEARTBEAT_AGE = Gauge(
    "lasomi_heartbeat_age_seconds",
    "Since the service outside last answered; NaN: never",
    multiprocess_mode="mostrecent",
)
MEDIA = Counter("lasomi_media", "Pictures and sounds, counted and never fetched", ["channel"])
PULLED = Counter("lasomi_pulled", "Messages that a provider listed and had not posted", ["channel"])
RING_FAILURES = Counter("lasomi_ring_failures", "Times that Redis did not take the bell")
USSD_FAILURES = Counter("lasomi_ussd_failures", "Calls that got the honest END, by cause", ["cause"])
DUTY_FAILURES = Counter("lasomi_duty_failures", "Duties of the clock that failed", ["duty"])
CHECKED = Counter(
    "lasomi_checked",
    "Answers of people who had not seen the machine's, by whether it was right",
    ["language", "field", "right"],
)
FINDINGS = Counter("lasomi_auditor_findings", "What the auditor found stuck or missing", ["kind"])
HEARTBEAT_FAILURES = Counter("lasomi_heartbeat_failures", "Heartbeats that nobody took", ["code"])


def exposition() -> bytes:
    """The page for Prometheus, in its text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
