"""The time as one process sees it go, for as long as no store can tell."""

from datetime import datetime

from store.boot import boot_clock
from store.database import Boot, ms
from store.keys import Keys
from store.steady import STEADY_MS, Belief, believe


class Watch:
    """Looks at the wall clock and at the boot clock, which nobody can turn."""

    def __init__(self, boot: Boot = boot_clock) -> None:
        self._boot = boot
        self._belief: Belief | None = None

    def look(self, wall: datetime) -> Belief:
        """How far the wall clock may be believed, from the first look on."""
        _, clock = self._boot()
        if self._belief is None:
            self._belief = Belief(clock, ms(wall), since=clock)
        self._belief = believe(self._belief, clock, ms(wall))
        return self._belief


def keep_keys(keys: Keys, watch: Watch, wall: datetime) -> None:
    """Keys come, and go as soon as the clock has been seen steady for half an hour. Raises LasomiError."""
    belief = watch.look(wall)
    keys.issue(wall)
    if belief.steady_for >= STEADY_MS:
        keys.destroy_due(belief.sure(wall), wall)
