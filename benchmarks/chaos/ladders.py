"""Whether each ladder was climbed as it should: who was told when, who was spared, the siren at its end."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from benchmarks.chaos.cases import SOON, Who
from benchmarks.chaos.climbs import Climb
from benchmarks.chaos.heard import Send, telling
from benchmarks.chaos.mailbox import Mail
from gateway.console.alerts import listed
from gateway.console.visitors import Visitor
from gateway.house import House
from store.tables import alerts

TOLERANCE: Final = 10.0
SOON_SECONDS: Final = 30.0
"""Every channel of a rung is tried in vain before it is skipped."""
STOP_SECONDS: Final = 5.0
LAST: Final[Mapping[int, Who]] = {4: "national", 3: "regional"}


def judged_climbs(
    house: House, ladders: Sequence[Climb], sends: Sequence[Send], mails: Sequence[Mail]
) -> tuple[dict[str, Any], list[str]]:
    """Figures over all ladders, and a sentence for each that went wrong."""
    about = telling(sends)
    off: list[float] = []
    stopped: list[float] = []
    breaches: list[str] = []
    red = _red(house)
    for climb in ladders:
        found = about.get(climb.number, [])
        wrong = [*judge_told(climb, found, off), *silent_after(climb, found, stopped)]
        wrong += [*_ended(climb, mails), *_siren(climb, red), *_answered_once(house, climb)]
        breaches += [f"{climb.case.name}, severity {climb.severity}: {each}" for each in wrong]
    return {
        "step_off_s_max": round(max(off, default=0.0), 1),
        "stop_s_max": round(max(stopped, default=0.0), 1),
        "mails": len(mails),
        "red_lines": len(red & {climb.number for climb in ladders}),
    }, breaches


def judge_told(climb: Climb, sends: Sequence[Send], off: list[float]) -> list[str]:
    """Each at their moment, and nobody else; how far off a moment was is noted."""
    expected = climb.case.hears(climb.severity)
    wrong = []
    for who, phone in climb.numbers.items():
        first = min((each["at"] for each in sends if each["to"] == phone), default=None)
        if who not in expected:
            wrong += [f"the {who} was told"] * (first is not None)
        elif first is None:
            wrong.append(f"the {who} was never told")
        elif expected[who] == SOON:
            late = first - climb.raised
            wrong += [f"the {who} was told after {late:.0f} s"] * (late > SOON_SECONDS)
        else:
            off.append(abs(first - climb.raised - climb.seconds(expected[who])))
    return wrong


def silent_after(climb: Climb, sends: Sequence[Send], stopped: list[float]) -> list[str]:
    """No telling more than 5 s after the first answer was accepted."""
    if climb.acked is None:
        return []
    later = [each["at"] - climb.acked for each in sends if each["at"] > climb.acked]
    stopped += later
    if not later:
        return []
    return [f"a phone rang {max(later):.0f} s after the answer"] * (max(later) > STOP_SECONDS)


def _ended(climb: Climb, mails: Sequence[Mail]) -> list[str]:
    """The last rung is backed by e-mail, unless an answer came before."""
    who = LAST[climb.severity]
    if climb.acked is not None and climb.acked < climb.last_rung:
        return []
    if who in climb.case.out:
        return []
    at = [mail.at for mail in mails if mail.to == climb.address(who) and mail.about == f"A{climb.number}"]
    if not at:
        return [f"no e-mail to the {who}"]
    late = min(at) - climb.last_rung
    return [f"the e-mail to the {who} came {late:.0f} s late"] * (late > TOLERANCE)


def _red(house: House) -> set[str]:
    """The numbers that the console shows with its red line, to somebody who sees the whole country."""
    visitor = Visitor("chaos", frozenset({"national"}), (house.country.gazetteer.country,), csrf="")
    return {shown.number for shown in listed(house, visitor, "fr") if shown.alarm}


def _siren(climb: Climb, red: set[str]) -> list[str]:
    if climb.case.answered:
        return ["the console still calls"] * (climb.number in red)
    return ["no red line on the console"] * (climb.number not in red)


def _answered_once(house: House, climb: Climb) -> list[str]:
    """An answer acknowledges, within 5 s of its acceptance; the first one counts."""
    if climb.acked is None:
        return []
    with house.database.read() as conn:
        at = conn.execute(select(alerts.c.acked_at).where(alerts.c.number == climb.number)).scalar()
    if at is None:
        return ["the answer did not acknowledge"]
    late = at / 1000 - climb.acked
    return [f"acknowledged {late:.0f} s after the answer"] * (abs(late) > STOP_SECONDS)
