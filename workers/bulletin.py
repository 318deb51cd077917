"""APPROVE: a coordinator lets the bulletin of a region and week go, as seen (`alerts.md` §11)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.reasons import BULLETIN
from gateway.bulletins import draft, places_of
from store import bulletins
from workers import verdicts
from workers.referrals import DONE, REFUSED, Ask, judge
from workers.rumours import COORDINATORS, to_relays
from workers.work import Body, Outcome, Work


def approve(work: Work, body: Body) -> Outcome:
    """What is approved is what was read: after a change it is read again. Once it has left it stays."""
    area, week, why = (str(body.get(name)) for name in ("area", "week", "why"))
    if body["role"] not in COORDINATORS or not _is_mine(work, body, area):
        return Outcome(REFUSED, "unknown")
    if why not in BULLETIN:
        return Outcome(REFUSED, "reason_unsaid")
    found = draft(work.house, work.conn, area, week, work.at)
    if found is None or found.mark != body.get("mark"):
        return Outcome(REFUSED, "not_yet" if found is None else "changed")
    by = replace(judge(body), reason=why)
    if not bulletins.approve(work.conn, area=area, week=week, told=found.told, why=why, by=by.id, at=work.at):
        return Outcome(REFUSED, "approved_already")
    for number, text in enumerate(found.told["sms"], 1):
        to_relays(work, places_of(work.country, area), f"bulletin:{area}:{week}:{number}", text)
    verdicts.note(work, by, "approve_bulletin", f"{area}:{week}")
    return Outcome(DONE, "APPROVE")


VERBS: Final[Mapping[str, Ask]] = {"APPROVE": approve}


def _is_mine(work: Work, body: Body, area: str) -> bool:
    areas = tuple(body.get("areas") or ())
    return area in areas or work.country.gazetteer.country in areas
