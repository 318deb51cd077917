"""Whatever happens in whatever order: no phone rings twice in five minutes, nothing is left out, and a human
hears of a severity 4 within two minutes wherever one on its ladder can (`alerts.md` §7).
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.contacts import Member
from core.country import Country
from core.text import measure
from flows.definition import Flows
from store import incidents
from store.database import open_database
from store.keys import Keys
from tests.examples import many
from tests.workers.bureau import CHANNEL, Bureau
from tests.workers.conftest import bureau_of
from tests.workers.storm import Heard, Storm
from workers.notify import ladder, recipients

WINDOW_MS = 300_000
TWO_MINUTES_MS = 120_000
CERCLES = ("ML0701", "ML0704", "ML0603")
Rooms = Callable[[], AbstractContextManager[Bureau]]
Event = tuple[str, int, int, int]
"""What happens, to which incident or cercle, how grave, and how many seconds pass before."""
EVENTS = st.tuples(
    st.sampled_from(["raise", "raise", "raise", "grow", "answer", "call off", "wait"]),
    st.integers(0, 30),
    st.sampled_from([3, 4]),
    st.integers(0, 400),
)


@dataclass
class Ledger:
    """What should be heard: by whom, and when each alert last said something new."""

    storm: Storm
    staff: list[Member]
    raised: list[str] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    for_: dict[str, set[str]] = field(default_factory=dict)
    news: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    over: set[str] = field(default_factory=set)
    owed: list[tuple[str, int]] = field(default_factory=list)

    def happens(self, event: Event) -> None:
        what, which, severity, seconds = event
        self.storm.passes(seconds)
        if what == "raise":
            self._raised(CERCLES[which % len(CERCLES)], severity)
        elif what != "wait" and self.raised:
            self._changed(what, self.raised[which % len(self.raised)])

    def _raised(self, cercle: str, severity: int) -> None:
        free, at = self._free(), self.storm.clock()
        incident = self.storm.raises(severity, cercle)
        number = self.numbers[incident] = self.storm.number(incident)
        self.raised.append(incident)
        with self.storm.bureau.house.database.read() as conn:
            kept = incidents.get(conn, incident)
        assert kept is not None
        self.for_[number] = {member.id for member in recipients(kept, self.staff, self.storm.bureau.watch.at)}
        self.news[number].append(at)
        if severity == 4 and any(
            member.id in free for member in ladder(kept, self.staff, self.storm.bureau.watch.at)
        ):
            self.owed.append((number, at))

    def _changed(self, what: str, incident: str) -> None:
        number = self.numbers[incident]
        if number in self.over:
            return
        self.news[number].append(self.storm.clock())
        if what == "grow":
            self.storm.grows(incident, 1 + len(self.news[number]))
            return
        self.over.add(number)
        if what == "answer":
            self.storm.answers(incident)
        else:
            self.storm.calls_off(incident)

    def _free(self) -> set[str]:
        """Whom nobody has written to for five minutes."""
        now = self.storm.clock()
        busy = {one.member for one in self.storm.heard if now - one.at < WINDOW_MS}
        return {member.id for member in self.staff} - busy

    def ends(self) -> None:
        for _ in range(3 + len(self.raised) // 15):
            self.storm.passes(300)


def rings(ledger: Ledger) -> dict[str, list[Heard]]:
    """The SMS that each phone has received, in their order."""
    found: dict[str, list[Heard]] = defaultdict(list)
    for one in ledger.storm.heard:
        found[one.member].append(one)
        assert one.channel == CHANNEL
    return found


def check(ledger: Ledger) -> None:
    told: dict[tuple[str, str], list[int]] = defaultdict(list)
    for member, texts in rings(ledger).items():
        for earlier, later in pairwise(texts):
            assert later.at - earlier.at >= WINDOW_MS, "a phone rang twice"
        for one in texts:
            assert measure(one.text)[2] <= 3
            for number in re.findall(r"A(\d{4}) ", one.text):
                told[member, number].append(one.at)
    for number, members in ledger.for_.items():
        for member in members:
            heard = told[member, number]
            assert len(heard) <= len(ledger.news[number]), "something was told twice"
            assert number in ledger.over or heard[-1:] > [ledger.news[number][-1] - 1], "left out"
    for number, at in ledger.owed:
        waits = [heard[0] - at for (_, told_of), heard in told.items() if told_of == number and heard]
        assert min(waits) <= TWO_MINUTES_MS, "a severity 4 waited for every human"


def staffed(storm: Storm) -> list[Member]:
    return [
        storm.person("+22376000003", "monitor", "ML07"),
        storm.person("+22376000004", "monitor", "ML0603"),
        storm.person("+22376000005", "regional", "ML07"),
        storm.person("+22376000006", "regional", "ML06"),
        storm.person("+22376000007", "national", "ML"),
    ]


def played(bureau: Bureau, events: list[Event]) -> Ledger:
    storm = Storm(bureau)
    ledger = Ledger(storm, staffed(storm))
    for event in events:
        ledger.happens(event)
    ledger.ends()
    return ledger


@pytest.fixture
def rooms(country: Country, flows: Flows, keys: Keys, request: pytest.FixtureRequest) -> Rooms:
    """A bureau of its own on an empty database, for each example: none must see the one before."""
    template: Path = request.getfixturevalue("_sqlite_template")

    @contextmanager
    def opened() -> Iterator[Bureau]:
        with TemporaryDirectory() as folder:
            (Path(folder) / "lasomi.db").write_bytes(template.read_bytes())
            database = open_database(f"sqlite:///{folder}/lasomi.db", Path(folder))
            yield bureau_of(database, keys, Path(folder), country, flows)
            database.close()

    return opened


@settings(max_examples=many(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENTS, min_size=5, max_size=40))
def test_any_storm(rooms: Rooms, events: list[Event]) -> None:
    with rooms() as bureau:
        check(played(bureau, events))


def test_the_same_storm_on_both_databases(bureau: Bureau) -> None:
    check(played(bureau, storm_of(7, 120)))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hundreds_of_events(bureau: Bureau) -> None:
    """Seeded: within some twenty hours, most of them in bursts."""
    check(played(bureau, storm_of(2417, many(1500))))


def storm_of(seed: int, count: int) -> list[Event]:
    """Bursts of seconds and rests of minutes."""
    rolls = random.Random(seed)
    kinds = ["raise"] * 3 + ["grow", "answer", "call off", "wait"]
    return [
        (
            rolls.choice(kinds),
            rolls.randrange(10_000),
            rolls.choice([3, 3, 4]),
            rolls.choice([0, 0, 0, 1, 5, 20, 250]),
        )
        for _ in range(count)
    ]
