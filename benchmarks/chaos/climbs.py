"""One ladder being climbed: its people, its report, and what they do when its alert has come."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.chaos import people
from benchmarks.chaos.cases import CODES, Case, Who
from benchmarks.chaos.heard import raised
from benchmarks.chaos.phone import Phones
from benchmarks.chaos.rig import wait_for
from benchmarks.chaos.site import MONITORS_FROM
from benchmarks.chaos.traffic import CERCLES
from benchmarks.client import number, word
from gateway.house import House
from store import roster

RUNGS: Final = {4: (1800.0, 3600.0), 3: (7200.0,)}
"""Seconds from the raising of an alert to each rung that escalates (`alerts.md` §4)."""
REPORTERS_FROM: Final = 60_000
RAISED_SECONDS: Final = 60.0


@dataclass(slots=True)
class Climb:
    """`numbers` are the phones of its people; `acked` the moment at which the first answer was accepted."""

    case: Case
    severity: int
    cercle: str
    factor: float
    reporter: str
    report: str
    numbers: dict[Who, str]
    accepted: float = 0.0
    number: str = ""
    raised: float = 0.0
    acked: float | None = None
    done: list[float] = field(default_factory=list)

    @property
    def deaf(self) -> list[str]:
        return [self.numbers[who] for who in self.case.deaf]

    def seconds(self, at: float) -> float:
        """A moment of the case in seconds after the raising."""
        rungs = (0.0, *RUNGS[self.severity])
        rungs += (2 * rungs[-1] - rungs[-2],)
        whole = min(int(at), len(rungs) - 2)
        return (rungs[whole] + (at - whole) * (rungs[whole + 1] - rungs[whole])) / self.factor

    @property
    def last_rung(self) -> float:
        """When the last rung is due at the latest, in seconds since 1970."""
        return self.raised + RUNGS[self.severity][-1] / self.factor

    @property
    def ends(self) -> float:
        """When nothing more is to come."""
        acts = (self.raised + self.seconds(act.at) for act in self.case.acts)
        return max(self.last_rung, *acts, self.raised)

    def address(self, who: Who) -> str:
        return f"{who}-{self.cercle.lower()}@example.org"


def climbs(house: House, cases: Sequence[tuple[Case, int]], factor: float) -> list[Climb]:
    """A ladder for each case, in a cercle where nobody else serves. The site has the monitors already."""
    found = []
    for index, ((case, severity), (cercle, place)) in enumerate(zip(cases, CERCLES.items(), strict=False)):
        numbers: dict[Who, str] = {"monitor": number(MONITORS_FROM + index)}
        report = f"{CODES[severity]} {place} {word(index)}"
        reporter = number(REPORTERS_FROM + index)
        climb = Climb(case, severity, cercle, factor, reporter, report, numbers)
        _appoint(house, climb, index)
        found.append(climb)
    return found


def _appoint(house: House, climb: Climb, index: int) -> None:
    for place, role in enumerate(("regional", "national")):
        who: Who = "regional" if role == "regional" else "national"
        people.add(house, 2 * index + place, who, climb.cercle, climb.address(who))
        climb.numbers[who] = number(people.STAFF_FROM + 2 * index + place)
    for who in climb.case.out:
        people.opt_out(house, climb.numbers[who])
    for who in climb.case.off:
        _off_call(house, climb.numbers[who])


def _off_call(house: House, phone: str) -> None:
    with house.database.write() as conn:
        member = roster.member_by_number(conn, house.vault, phone, house.clock())
        if member is not None:
            roster.set_on_call(conn, member.id, False)


def played(house: House, phones: Phones, ladders: Sequence[Climb]) -> None:
    """Waits for the alerts, then lets everybody do what they do, each at its moment. Raises TimeoutError."""
    wait_for(lambda: _known(house, ladders), RAISED_SECONDS, "not every report became an alert")
    acts = sorted(
        ((each.raised + each.seconds(act.at), each, act) for each in ladders for act in each.case.acts),
        key=lambda one: one[0],
    )
    for moment, climb, act in acts:
        time.sleep(max(0.0, moment - time.time()))
        accepted = phones.says(climb.numbers[act.who], f"{act.verb} {climb.number}")
        climb.acked = accepted if climb.acked is None else climb.acked
        climb.done.append(accepted)


def _known(house: House, ladders: Sequence[Climb]) -> bool:
    """Whether every ladder has its alert; their numbers and moments are noted."""
    by_cercle = {each.cercle: each for each in raised(house)}
    for climb in ladders:
        if (found := by_cercle.get(climb.cercle)) is not None:
            climb.number, climb.raised = found.number, found.raised_at
    return all(climb.number for climb in ladders)
