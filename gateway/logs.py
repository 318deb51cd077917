"""One logger that writes what is on its list and nothing else (P76): a line of JSON is one event."""

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
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
        "duty",
        "check",
        "state",
    }
)
DROPPED = Counter("lasomi_log_fields_dropped", "Fields that a log line may not hold")

SPELL_SECONDS: Final = 60.0

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


class Spell:
    """A fault that lasts, as few lines: when it begins, once a minute with its count, and when it is over.

    For one thread. `clock` counts seconds and only forwards.
    """

    def __init__(
        self,
        event: str,
        level: int = logging.WARNING,
        *,
        clock: Callable[[], float] = time.monotonic,
        stream: TextIO | None = None,
    ) -> None:
        self._event, self._level, self._clock, self._stream = event, level, clock, stream
        self._count = self._told = 0
        self._began = self._last = 0.0

    def seen(self, **facts: Any) -> None:
        """It happened, or happened again."""
        now = self._clock()
        if not self._count:
            self._began = now
        self._count += 1
        if self._count == 1 or now - self._last >= SPELL_SECONDS:
            logger(self._stream).log(self._level, self._event, count=self._count - self._told, **facts)
            self._last, self._told = now, self._count

    def over(self) -> None:
        """It works. Costs nothing when it did before."""
        if self._count:
            lasted = round((self._clock() - self._began) * 1000)
            logger(self._stream).info(f"{self._event}_over", count=self._count, duration_ms=lasted)
            self._count = self._told = 0


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
