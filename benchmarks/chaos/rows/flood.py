"""F19: one phone writes ten thousand times in ten minutes. F20: two hundred phones write nearly the same.

Others' alerts go on as before. What two hundred phones tell is one source, one alert at most and one
integrity notice, and never corroborated (`alerts.md` §9).
"""

import time
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import select

from benchmarks.chaos.events import Event, events
from benchmarks.chaos.heard import raised, telling
from benchmarks.chaos.ledger import quantile
from benchmarks.chaos.load import Load, Pace
from benchmarks.chaos.people import Shifts
from benchmarks.chaos.phone import Phones
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import Trial, trial, wait
from benchmarks.client import Said, number, word
from store.tables import alerts, incidents, notices, reports

ONE: Final = {
    "slower_s": 2.0,
    "counted_10_min": 1.0,
    "counted_hour": 3.0,
    "replies": 3.0,
    "cost": 3.0,
    "untold": 0.0,
}
SIMBOX: Final = {
    "corroborated": 0.0,
    "events_off": 0.0,
    "alerts_beyond_first": 0.0,
    "notices_off": 0.0,
    "true_alert_s": 120.0,
}
"""`events_off` and `notices_off`: how far from one."""
FLOODER: Final = number(50_000)
OTHERS_FROM: Final = 60_000
SIMBOX_FROM: Final = 70_000
CODE: Final = "11"
TEN: Final = 600_000
HOUR: Final = 3_600_000
WAYS: Final = ("", " svp", " vite", " aidez", " !!")
"""How two hundred phones word the same."""


def one(asked: Asked) -> Result:
    with trial(asked, gateways=2, workers=2) as at:
        return _one(at)


def simbox(asked: Asked) -> Result:
    with trial(asked, gateways=2, workers=2) as at:
        return _simbox(at)


def _one(at: Trial) -> Result:
    """The delay of alerts before the flood and during it."""
    asked, his = at.asked, _flooded()
    every = (event for event in events(("41", "52")) if event.cercle != his[0].cercle)
    shifts, phones = Shifts(at.inside), Phones(at)
    shifts.fresh(his[0].cercle)
    quiet = list(islice(every, asked["alerts"]))
    _tell(at, phones, shifts, quiet, asked["seconds"] / 4)
    rate = asked["n"] / asked["seconds"]
    with _load(at, _flooder(at, his), asked["n"], rate) as load:
        loud = list(islice(every, asked["alerts"]))
        _tell(at, phones, shifts, loud, asked["seconds"])
        load.finish(asked["seconds"] + 60.0)
    before, during = _delays(at, quiet), _delays(at, loud)
    worst, usual = quantile(during, 0.95), quantile(before, 0.95)
    slower = None if worst is None or usual is None else round(worst - usual, 2)
    more = {
        "alert_s_p95_before": usual,
        "alert_s_p95_during": worst,
        "slower_s": slower,
        "untold": len(quiet) + len(loud) - len(before) - len(during),
        "replies": sum(each["to"] == FLOODER for each in at.house.provider.sends()),
        **_counted(at, his),
    }
    return at.verdict(time.monotonic(), ONE, more)


def _flooded() -> list[Event]:
    """What the one phone tells of: all in one cercle."""
    first = events((CODE,))[0]
    return [event for event in events((CODE,)) if event.cercle == first.cercle]


def _flooder(at: Trial, his: Sequence[Event]) -> Callable[[int], Said]:
    """In ever other words: every second message of the same event, the others of all."""
    run = f"flood-{at.asked.seed}"
    return lambda index: his[0 if index % 2 else index // 2 % len(his)].told(run, index, FLOODER)


def _load(at: Trial, said: Callable[[int], Said], n: int, rate: float) -> Load:
    gateways, token = at.house.gateways, at.house.site.token
    load = Load(
        gateways, token, said, ledger=at.ledger, n=n, pace=Pace(rate=rate, burst=rate), seed=at.asked.seed
    )
    at.loads.append(load)
    return load


def _tell(at: Trial, phones: Phones, shifts: Shifts, chosen: Sequence[Event], seconds: float) -> None:
    """Others' reports, spread over so many seconds."""
    for event in chosen:
        shifts.fresh(event.cercle)
        index = OTHERS_FROM + shifts.turns
        phones.tell(event.told(f"other-{at.asked.seed}", index, number(index)))
        wait(seconds / len(chosen))


def _delays(at: Trial, chosen: Sequence[Event]) -> list[float]:
    """Seconds from acceptance to the first send, as the house has them, of the alerts that left."""
    events_of = {(each.code, each.place) for each in chosen}
    known = [each for each in raised(at.inside) if (each.code, each.place) in events_of]
    return [each.seconds for each in known if each.seconds is not None]


def _counted(at: Trial, his: Sequence[Event]) -> dict[str, int]:
    """Reports of the flooder: the most of one event within ten minutes, and of all within an hour; and what
    they cost.
    """
    places = [event.place for event in his]
    mine = select(reports.c.place, reports.c.received_at).where(reports.c.place.in_(places))
    with at.inside.database.read() as conn:
        moments = [(row.place, row.received_at) for row in conn.execute(mine)]
    alerts = {each.number for each in raised(at.inside) if each.place in places}
    about = telling(at.house.provider.sends())
    return {
        "counted_10_min": max(_most([at_ for one, at_ in moments if one == place], TEN) for place in places),
        "counted_hour": _most([at_ for _, at_ in moments], HOUR),
        "cost": sum(len(about[number]) for number in alerts if number in about),
    }


def _most(moments: Sequence[int], span: int) -> int:
    return max((sum(first <= at < first + span for at in moments) for first in moments), default=0)


def _simbox(at: Trial) -> Result:
    """Two hundred phones in five minutes, and in the same commune something true of another kind."""
    asked = at.asked
    false, true = events((CODE,))[0], events(("41",))[0]
    shifts, phones = Shifts(at.inside), Phones(at)
    shifts.fresh(false.cercle)
    run, name = f"simbox-{asked.seed}", false.name

    def said(index: int) -> Said:
        text = f"des hommes armes attaquent le village de {name} en ce moment venez vite"
        text += WAYS[index % len(WAYS)]
        return Said(f"{run}-{index}", number(SIMBOX_FROM + index), text, CODE, false.place)

    seconds = asked["seconds"] / 2
    with _load(at, said, asked["phones"], asked["phones"] / seconds) as load:
        wait(seconds / 2)
        shifts.fresh(true.cercle)
        accepted = phones.says(number(OTHERS_FROM), f"{true.code} {true.name} {word(1)}")
        load.finish(seconds + 60.0)
    wait(5.0)
    figures = {
        "acknowledged": at.ledger.count,
        **_flood(at, false.cercle),
        "true_alert_s": _told_after(at, true, accepted),
    }
    return judged(figures, over(figures, SIMBOX))


def _flood(at: Trial, cercle: str) -> dict[str, int]:
    """What became of the two hundred: events of their code in their cercle, alerts and notices."""
    events_ = select(incidents.c.id, incidents.c.state).where(
        incidents.c.adm2 == cercle, incidents.c.code == CODE
    )
    with at.inside.database.read() as conn:
        found = conn.execute(events_).all()
        told = conn.scalars(select(alerts.c.id).where(alerts.c.incident_id.in_([row.id for row in found])))
        raised_ = conn.scalars(select(notices.c.id).where(notices.c.kind == "integrity"))
        counted = {"alerts_of_flood": len(told.all()), "notices": len(raised_.all())}
    return counted | {
        "corroborated": sum(row.state == "corroborated" for row in found),
        "events_off": abs(len(found) - 1),
        "alerts_beyond_first": max(0, counted["alerts_of_flood"] - 1),
        "notices_off": abs(counted["notices"] - 1),
    }


def _told_after(at: Trial, event: Event, accepted: float) -> float | None:
    about = telling(at.house.provider.sends())
    found = [each for each in raised(at.inside) if (each.code, each.place) == (event.code, event.place)]
    first = [min(send["at"] for send in about[each.number]) for each in found if each.number in about]
    return round(min(first) - accepted, 1) if first else None


ROWS: Final = (
    Row(
        "flood",
        ("F19",),
        one,
        full={"n": 10_000, "seconds": 600.0, "alerts": 40},
        reduced={"n": 1_000, "seconds": 60.0, "alerts": 10},
        limits=ONE,
        scales=("n",),
    ),
    Row(
        "simbox",
        ("F20",),
        simbox,
        full={"phones": 200, "seconds": 600.0},
        reduced={"phones": 100, "seconds": 60.0},
        limits=SIMBOX,
        scales=(),
        first="phones",
    ),
)
