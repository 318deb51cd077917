"""What a referral is about: an incident, a commitment, a published rating, or a case of another authority."""

from dataclasses import replace
from typing import Final

from core.periods import hour_of, iso_week
from core.referrals import accuses, coarse, office_of
from core.reports import Incident
from gateway.feeds import cube
from store import cases, commitments, incidents
from store.cases import Case
from workers.work import Body, Work

FALSE: Final = "false"


def named(work: Work, body: Body) -> Case | None:
    """The case that a form names, before it has an addressee; None where there is no such thing."""
    about = office_of(str(body.get("about") or ""))
    kinds = {"after": _before, "incident": _incident, "commitment": _commitment, "rated": _rating}
    kind = next((name for name in kinds if body.get(name)), None)
    found = kinds[kind](work, body) if kind else None
    accused = found is not None and about is not None and accuses(found.code) and not found.about
    return replace(found, about=str(about)) if found and accused else found


def subject_of(case: Case) -> tuple[str | None, ...]:
    """What two cases have in common that are about the same."""
    rating = (case.indicator, case.period, case.place) if case.indicator else (None, None, None)
    return (case.incident_id, case.commitment, *rating)


def _blank(work: Work) -> Case:
    return Case("", 0, "", referred_at=hour_of(work.at))


def _incident(work: Work, body: Body) -> Case | None:
    incident = incidents.get(work.conn, str(body["incident"]))
    if incident is None or incident.state == FALSE or not incident.sources:
        return None
    return case_of(work, incident)


def case_of(work: Work, incident: Incident) -> Case:
    """What of an incident may be told outside: its code, the commune, the week (P66)."""
    place, week = coarse(incident), iso_week(incident.opened_at)
    return replace(_blank(work), incident_id=incident.id, code=incident.code, place=place, week=week)


def _commitment(work: Work, body: Body) -> Case | None:
    found = [one for one in commitments.listed(work.conn) if one.code == str(body["commitment"])]
    if not found or found[0].framework in commitments.INTERNAL:
        return None
    return replace(_blank(work), commitment=found[0].code, place=found[0].addressee_unit)


def _rating(work: Work, body: Body) -> Case | None:
    """A rating of an authority that may be made public (`gateway.feeds.publishable`)."""
    rated, period = office_of(str(body["rated"])), str(body.get("period"))
    indicator = work.country.indicator(str(body.get("indicator")))
    if rated is None or indicator is None or indicator.formula != "proportion":
        return None
    told = replace(_blank(work), indicator=indicator.id, period=period, place=rated.unit, about=str(rated))
    return told if rated in cube.rated(work.house, indicator, period) else None


def _before(work: Work, body: Body) -> Case | None:
    """The same, asked of another authority: only a person turns to the one above."""
    before = cases.get(work.conn, str(body["after"]))
    if before is None or before.withdrawn_at is not None:
        return None
    names = ("incident_id", "commitment", "place", "code", "week", "indicator", "period", "about")
    return replace(_blank(work), after=before.id, **{name: getattr(before, name) for name in names})
