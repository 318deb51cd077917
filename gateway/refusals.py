"""An HTTP answer that is no success, as one error: whether to try again, and when."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from core.errors import SendFailed


def refuse(status: int, headers: Mapping[str, str]) -> None:
    """Raises SendFailed for an HTTP answer that is no 2xx, with the wait that its `Retry-After` asks."""
    if 200 <= status < 300:
        return
    wait = _patience(headers.get("Retry-After", ""), headers.get("Date", ""))
    again = status in {401, 403, 408, 425, 429} or status >= 500
    raise SendFailed(f"http_{status}", retryable=again, wait=wait)


def _patience(asked: str, date: str) -> float:
    """Seconds, whether the header counts them or names a moment, which the provider's own clock counts."""
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(date)
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):  # no date, or one with a zone beside one without
        return 0.0
