"""What is wrong with the ladder of an active alert, by its rows and the rules alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from core.alerts import Alert
from core.rules import AlertRules, Rung
from store.inspection import GRACE_MS
from store.steps import CLOSED, STOPPED, WAITING, Step

FIRST: Final = "first"
"""The role of the first rung: whoever is told when the alert is raised."""
LATE: Final = "late"
"""The same of an alert that was too old to be sent as new: no other rung follows."""
BEGINNINGS: Final = (FIRST, LATE)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault of one step; `mends` are its right values, `missing` says that there is no such row."""

    kind: str
    step: Step
    mends: Mapping[str, Any]
    missing: bool = False


def current(ladder: Sequence[Step]) -> list[Step]:
    """The steps of the ladder that holds: an alert that became graver began another."""
    begins = max((step.number for step in ladder if step.role in BEGINNINGS), default=0)
    return [step for step in ladder if step.number >= begins]


def faults(
    alert: Alert, ladder: Sequence[Step], rules: AlertRules, clock: int, began: int, told: Collection[int]
) -> Iterator[Wrong]:
    """What of an alert's steps is wrong or missing.

    `began`: when the alert was raised, in the house's own time; `told`: the steps of which there is a text.
    """
    first = ladder[0] if ladder and ladder[0].role in BEGINNINGS else None
    if first is None:
        first = _beginning(alert.id, began, told)
        yield Wrong("step_missing", first, {}, missing=True)
    elif first.due > clock + GRACE_MS:  # the house's own time was lost, and began anew
        yield Wrong("step_far", first, {"due": began, "done": began})
        first = replace(first, due=began)
    else:
        yield from _untold(first, clock, told)
    yield from _above(
        alert, first, [first, *(step for step in ladder if step.number != first.number)], rules, clock, told
    )


def _above(
    alert: Alert, first: Step, ladder: Sequence[Step], rules: AlertRules, clock: int, told: Collection[int]
) -> Iterator[Wrong]:
    steps = {step.number: step for step in ladder}
    rungs = () if first.role == LATE else _rungs(alert, ladder, rules)
    for number, rung in enumerate(rungs, first.number + 1):
        due = first.due + rung.after_seconds * 1000
        step = steps.get(number)
        if step is None:
            lost = Step(alert.id, number, rung.role, due, WAITING, None)
            yield Wrong("step_missing", lost, {}, missing=True)
        else:
            yield from _of_step(step, rung, due, clock, told)


def _of_step(step: Step, rung: Rung, due: int, clock: int, told: Collection[int]) -> Iterator[Wrong]:
    if step.role != rung.role:
        yield Wrong("step_role", step, {"role": rung.role})
    if step.state == STOPPED:
        yield Wrong("step_stopped", step, {"state": WAITING})
    if step.state not in CLOSED and step.due > due + GRACE_MS:
        yield Wrong("step_far", step, {"due": due})
    if step.state == WAITING and step.due < clock - GRACE_MS:
        yield Wrong("step_overdue", step, {})
    yield from _untold(step, clock, told)


def _untold(step: Step, clock: int, told: Collection[int]) -> Iterator[Wrong]:
    """A step that says it was carried out, and left no text. Updates of an alert bear the number 0."""
    texts = {0, step.number} if step.role in BEGINNINGS else {step.number}
    if step.state == "done" and texts.isdisjoint(told):
        yield Wrong("step_untold", step, {"state": WAITING, "due": clock, "done": None})


def _beginning(alert_id: str, began: int, told: Collection[int]) -> Step:
    """The first rung of a ladder that lost it: told, if there is a text of it."""
    if told:
        return Step(alert_id, 0, FIRST, began, "done", began)
    return Step(alert_id, 0, FIRST, began, WAITING, None)


def _rungs(alert: Alert, ladder: Sequence[Step], rules: AlertRules) -> Sequence[Rung]:
    """The rungs that a ladder was made of: falling severity changes nothing, so those of a graver one may
    fit better.
    """
    likely = [severity for severity in sorted(rules.ladder) if severity >= alert.severity]
    return (
        rules.ladder[max(likely, key=lambda severity: _fits(ladder, rules.ladder[severity]))]
        if likely
        else ()
    )


def _fits(ladder: Sequence[Step], rungs: Sequence[Rung]) -> int:
    begins = ladder[0]
    made = {(step.number - begins.number, step.role) for step in ladder}
    return sum((number, rung.role) in made for number, rung in enumerate(rungs, 1))
