"""One logger that writes what is on its list and nothing else (P76): a line of JSON is one event."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog
from prometheus_client import Counter

FIELDS: Final = frozenset(
    {
        "event",
        "ts",
        "level",
        "route",
        "method",
        "status",
        "duration_ms",
        "channel",
        "row_id",
        "attempts",
        "error_code",
        "count",
        "bytes",
        "key_id",
        "account_id",
        "version",
    }
)
DROPPED = Counter("lasomi_log_fields_dropped", "Fields that a log line may not hold")

Event = MutableMapping[str, Any]


def only_listed(_logger: Any, _name: str, event: Event) -> Event:
    """Drops and counts every field that is not on the list, exceptions and their messages included."""
    strangers = [field for field in event if field not in FIELDS]
    for field in strangers:
        del event[field]
    DROPPED.inc(len(strangers))
    return event


PROCESSORS: Final = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
    only_listed,
    structlog.processors.JSONRenderer(),
)
_FROM_INFO = structlog.make_filtering_bound_logger(logging.INFO)


def logger(stream: TextIO | None = None) -> Any:
    """The one logger, writing to standard error unless told otherwise. It needs no setting up."""
    printer = structlog.PrintLogger(stream or sys.stderr)
    return structlog.wrap_logger(printer, processors=PROCESSORS, wrapper_class=_FROM_INFO)


class LibraryLines(logging.Handler):
    """What a library warns of, by its name and level: its words may quote a number or a text."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        code = f"{record.name}:{kind}".rstrip(":")
        logger(self._stream).log(record.levelno, "library", error_code=code)


def set_up(stream: TextIO | None = None) -> None:
    """From now on a process hears its libraries' warnings through the one logger, and no other way.

    Call it after whatever brings handlers of its own (uvicorn does, when its configuration is made).
    """
    for known in logging.root.manager.loggerDict.values():
        if isinstance(known, logging.Logger):
            known.handlers.clear()
            known.propagate = True
    logging.basicConfig(handlers=[LibraryLines(stream)], level=logging.WARNING, force=True)
