"""`lasomi demo`: a closed quarter of ratings and a sample day, through the real webhooks."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from core.errors import LasomiError
from gateway.house import House, open_house
from ops import demo_summary
from ops.api_keys import Asked, issue
from ops.demo_clock import DemoClock
from ops.demo_facts import figures, gather
from ops.demo_play import Player, Stage
from ops.demo_room import Room, demo_environment, demo_room
from ops.demo_script import SCRIPTS, Script, read_script
from ops.demo_summary import Entrance
from ops.people import add_member, add_user
from ops.up import Site, site
from ops.wording import wording
from store import elapsed, holds, inbox, outbox, steps, windows
from workers import escalate, hold, publishing, ripening
from workers.windows import close_due

STUCK_SECONDS = 60.0
BEFORE = timedelta(minutes=5)
EVER = 10**15
"""Milliseconds of house time that no house will see."""
SCOPES = ("figures", "alerts")


class StoppedError(LasomiError):
    def __init__(self) -> None:
        super().__init__("stopped", wording().ui("Arrêté avant la fin."))


def demo(
    *, country: str, speed: float, port: int, stay: bool, as_json: bool, folder: Path | None = None
) -> int:
    """Plays the script of a country, or of a folder, tells, and with `stay` keeps everything open until
    Ctrl-C; the exit code. Raises Misconfigured for a country without a script.
    """
    script = read_script(folder or SCRIPTS / country)
    if not as_json:
        print(wording().ui("La démonstration commence; elle dure environ une minute."), flush=True)
    with demo_room(os.environ) as room:
        clock = DemoClock(room.clock_file, script.ratings[0].at - BEFORE)
        with _running(room, clock, country, port) as running, _house(running) as house:
            show = Performance(running, house, script, clock, speed)
            entrance = show.furnish()
            show.play(quiet=as_json)
            facts = gather(house, figures(running.address, entrance.key, script.quarter, house.country))
            demo_summary.tell(facts, house.country, entrance, as_json=as_json)
            return _stay(running) if stay else 0


@contextmanager
def _running(room: Room, clock: DemoClock, country: str, port: int) -> Iterator[Site]:
    environ = demo_environment(os.environ, room, country)
    with (room.data / "events.log").open("a", encoding="utf-8") as log:

        def told(event: str) -> None:
            print(event, file=log, flush=True)

        with site(
            environ, port=port, data=None, workers=1, told=told, output=room.data, now=clock.now
        ) as running:
            watching = threading.Thread(target=running.supervisor.watch, name="supervisor", daemon=True)
            watching.start()
            try:
                yield running
            finally:
                running.supervisor.ask_to_stop()
                watching.join()


@contextmanager
def _house(running: Site) -> Iterator[House]:
    house = open_house(running.surroundings.settings)
    try:
        yield house
    finally:
        house.close()


@dataclass(frozen=True, slots=True)
class Performance:
    """One run of the script. `speed` is how many times faster than life; 0 waits for nothing but the work."""

    running: Site
    house: House
    script: Script
    clock: DemoClock
    speed: float

    def furnish(self) -> Entrance:
        """The roster, one account and one key; the key's days are counted from the sample day."""
        for member in self.script.members:
            add_member(self.house, member, self.clock.now())
        account = self.script.account
        password = add_user(
            self.house,
            login=account["login"],
            password="",
            roles=tuple(account["roles"]),
            areas=tuple(account["areas"]),
            now=self.clock.now(),
        )
        told = issue(self.house, Asked("demo", SCOPES), self.script.day[0].at)
        site = self.running
        level = max(each.level for each in self.house.country.authorities.values())
        return Entrance(
            site.address, site.telco, account["login"], password, str(told["key"]), self.script.quarter, level
        )

    def play(self, *, quiet: bool) -> None:
        """The quarter, then the day. Raises StoppedError when asked to stop."""
        title = wording().ui("Un trimestre de notations, puis une journée")
        with _progress(quiet) as progress, self._telco() as telco:
            bar = progress.add_task(title, total=len(self.script.ratings) + len(self.script.day))
            stage = Stage(
                telco=telco,
                clock=self.clock,
                keys_file=self.running.surroundings.settings.keys_file,
                service_code=self.script.service_code,
                rest=self.rest,
                pace=self.pace,
                passes=self.passes,
                waits=self.waits,
                tend=self.tend,
                told=lambda n: progress.advance(bar, n),
            )
            player = Player(stage, self.script.duties)
            player.play_quarter(self.script.ratings)
            player.play_day(self.script.day)
        ripening.count_due(self.house, self.clock.now())
        publishing.publish_due(self.house, self.clock.now())

    def passes(self, step: timedelta) -> None:
        """Ladders and windows count in the house's own time, which no clock moves: an exercise does."""
        with self.house.database.write() as conn:
            elapsed.skip(self.house.database, conn, step // timedelta(milliseconds=1))

    def waits(self) -> bool:
        with self.house.database.read() as conn:
            return bool(windows.closing(conn, EVER) or steps.due(conn, EVER) or holds.listing(conn))

    def tend(self) -> int:
        """What the clock process does every five seconds, which may be an hour of an exercise."""
        now = self.clock.now()
        return escalate.climb(self.house, now) + hold.close_due(self.house, now) + close_due(self.house, now)

    def rest(self) -> None:
        """Until all that was accepted is carried out and sent. Raises LasomiError when nothing moves."""
        deadline = time.monotonic() + STUCK_SECONDS
        while left := self._left():
            if time.monotonic() > deadline:
                folder = self.running.surroundings.settings.data_dir
                sentence = wording().ui(
                    "{n} messages attendent toujours; voyez {folder}", n=left, folder=folder
                )
                raise LasomiError("stuck", sentence)
            if self.running.supervisor.stopping.wait(0.01):
                raise StoppedError

    def pace(self, step: timedelta) -> None:
        seconds = max(step.total_seconds(), 0.0) / self.speed if self.speed else 0.0
        if self.running.supervisor.stopping.wait(seconds):
            raise StoppedError

    def _left(self) -> int:
        with self.house.database.read() as conn:
            return inbox.waiting(conn, self.house.clock())[0] + outbox.waiting(conn)

    def _telco(self) -> httpx.Client:
        return httpx.Client(base_url=self.running.telco, timeout=30, trust_env=False)


def _progress(quiet: bool) -> Progress:
    """On a terminal only."""
    console = Console(stderr=True)
    shown = console.is_terminal and not quiet
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=console,
        disable=not shown,
    )


def _stay(running: Site) -> int:
    print(wording().ui("Tout reste ouvert. Ctrl-C pour arrêter."), flush=True)
    running.supervisor.stopping.wait()
    return running.supervisor.exit_code
