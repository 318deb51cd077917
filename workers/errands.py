"""Errands outside the house, which may take long: each in a thread of its own, one of a kind at a time."""

import threading
from collections.abc import Callable

from core.errors import LasomiError
from gateway.logs import logger
from gateway.metrics import DUTY_FAILURES


class Errand:
    """Runs while the clock ticks on. A fault is one line when it begins and one when it ends."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._fails = False
        self._under_way = threading.Lock()
        self._thread: threading.Thread | None = None

    def go(self, what: Callable[[], object]) -> bool:
        """Begins, unless the one before is still under way."""
        if not self._under_way.acquire(blocking=False):
            return False
        self._thread = threading.Thread(target=self._run, args=(what,), name=self.name, daemon=True)
        self._thread.start()
        return True

    def wait(self, seconds: float | None = None) -> None:
        """Until it is back, or so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, what: Callable[[], object]) -> None:
        try:
            what()
            self._ended()
        except LasomiError as error:
            self._failed(error.code)
        except Exception as error:  # a thread has nobody to tell: its class is logged, never its words
            self._failed(type(error).__name__)
        finally:
            self._under_way.release()

    def _failed(self, code: str) -> None:
        DUTY_FAILURES.labels(self.name).inc()
        if not self._fails:
            logger().error("duty_fails", duty=self.name, error_code=code)
        self._fails = True

    def _ended(self) -> None:
        if self._fails:
            logger().info("duty_recovered", duty=self.name)
        self._fails = False
