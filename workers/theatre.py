"""Plays the exercises: each has its own store, and in it the same workers as the house (`alerts.md` §10).

One process at a time looks, and another goes on where it was killed: what is due follows from the rows. An
inject is played and accepted in one transaction; what is handed over is known when it comes again.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from core.errors import LasomiError
from gateway.house import House
from gateway.logs import Spell
from gateway.queue import Doorbell
from store import drillrooms, drills, elapsed
from store.database import Database
from store.drills import Drill
from workers.attempt import Senders
from workers.clock import Log, tick
from workers.drain import drain_once
from workers.drillreport import report
from workers.duties import TICK, Duty, chores
from workers.post import Post
from workers.stage import Sending, Stage, fetch, furnish, participants, play_due, send_marked
from workers.watch import Watch

NAME: Final = "drills"
LOOK_SECONDS: Final = 1.0
DUTIES: Final = frozenset({"leases", "ladder", "holds", "windows", "audit"})
"""What of the house's own chores an exercise needs: keys and spool are the house's."""


Opens = Callable[[House, Senders, str], Sending]
"""Makes the way out of an exercise's house, with its marked senders and an owner of leases."""


class Theatre:
    """Every exercise under way; for one thread of one process. `senders` are those of the real house."""

    def __init__(self, house: House, senders: Senders, owner: str, opens: Opens = Post) -> None:
        self.house, self.senders, self.owner = house, senders, f"{owner}-drill"
        self._opens = opens
        self.stages: dict[str, Stage] = {}
        self._log = Log(Watch())
        self._away = Spell("drills_put_off")

    def keep_looking(self, stops: Callable[[float], bool]) -> None:
        """Until `stops(seconds)` says so after waiting so long; a fault waits for the next look."""
        while not stops(LOOK_SECONDS):
            try:
                self.look()
            except LasomiError as error:
                self._away.seen(error_code=error.code)
            else:
                self._away.over()
        self.close()

    def look(self) -> int:
        """Does what is due for every exercise; how many there are. A fault of one stops no other.

        Raises LasomiError when the house's own store does not answer.
        """
        with self.house.database.read() as conn:
            live = drills.live(conn)
        for drill_id in self.stages.keys() - {drill.id for drill in live}:
            self.stages.pop(drill_id).close()
        if live:
            with self.house.database.singleton(NAME) as alone:
                for drill in live if alone else ():
                    self._log.attempt(NAME, partial(self._go_on, drill))
        return len(live)

    def close(self) -> None:
        for stage in self.stages.values():
            stage.close()
        self.stages.clear()

    def _go_on(self, drill: Drill) -> None:
        acts: dict[str, Callable[[Drill], None]] = {
            "released": self._begin,
            "running": self._play,
            "paused": self._stand,
            "ending": self._end,
            "purging": self._purge,
        }
        acts[drill.state](drill)

    def _begin(self, drill: Drill) -> None:
        """Its store is made and furnished before it is said to run; killed between, it is begun again."""
        stage = self.stages.get(drill.id) or self._stage(
            drill, drillrooms.make(self.house.database, drill.id)
        )
        with self.house.database.read() as conn, stage.house.database.write() as room:
            drillrooms.furnish(conn, room, drill, participants(self.house, conn, drill))
            furnish(stage.house, room, drill)
        with self.house.database.write() as conn:
            drills.begin(conn, drill.id, self.house.clock())

    def _play(self, drill: Drill) -> None:
        stage = self._opened(drill)
        if stage is None:
            return
        drillrooms.follow(self.house.database, stage.house.database)
        fetch(self.house, drill, stage.house)
        play = Duty("injects", TICK, lambda _: play_due(stage.house, drill))
        table = [play, *(duty for duty in chores(stage.house) if duty.name in DUTIES)]
        tick(stage.house, self.house.clock(), stage.log, table=table)
        self._drain(stage)
        while stage.post.once():
            continue
        self._tell(drill, stage)

    def _stand(self, drill: Drill) -> None:
        """Nothing is played, climbed, read or sent; its time does not go on."""
        if stage := self._opened(drill):
            elapsed.stand(stage.house.database, self.house.clock())
            self._tell(drill, stage)

    def _end(self, drill: Drill) -> None:
        """What was answered before the end still counts; nothing is sent any more."""
        if stage := self._opened(drill):
            fetch(self.house, drill, stage.house)
            self._drain(stage)
            self._tell(drill, stage)
            self.stages.pop(drill.id).close()
        with self.house.database.write() as conn:
            drills.close(conn, drill.id)

    def _purge(self, drill: Drill) -> None:
        if stage := self.stages.pop(drill.id, None):
            stage.close()
        drillrooms.remove(self.house.database, drill.id)
        with self.house.database.write() as conn:
            drills.forget(conn, drill.id)

    def _opened(self, drill: Drill) -> Stage | None:
        """Its stage; where its store is gone (another machine, a restored copy) it ends as it was."""
        if known := self.stages.get(drill.id):
            return known
        room = drillrooms.open_(self.house.database, drill.id)
        if room is not None:
            return self._stage(drill, room)
        with self.house.database.write() as conn:
            drills.end(conn, drill, self.house.clock())
        return None

    def _stage(self, drill: Drill, room: Database) -> Stage:
        own = replace(self.house, database=room, queue=Doorbell(None), exercise=drill.number)
        marked = {
            name: partial(send_marked, self.house, drill.id, send) for name, send in self.senders.items()
        }
        stage = Stage(own, self._opens(own, marked, self.owner), Log(Watch()))
        self.stages[drill.id] = stage
        return stage

    def _drain(self, stage: Stage) -> None:
        while drain_once(stage.house, self.owner):
            continue

    def _tell(self, drill: Drill, stage: Stage) -> None:
        found = report(stage.house, drill)
        if found != drill.report:
            with self.house.database.write() as conn:
                drills.write_report(conn, drill.id, found)
