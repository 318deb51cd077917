"""What people ask of an exercise, in the house's own store (`alerts.md` §10).

Two persons begin it and two end it, a coordinator among them; a coordinator lets it go on after a real alert,
writes down what the closing discussion decided, and throws its store away.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from core.commitments import ADDRESSEES
from core.drills import COORDINATORS, FRAMEWORK, Consent, agreed, told
from core.errors import LasomiError
from store import alerts, audit, commitments, drills
from store.drills import Drill
from workers.work import Body, Outcome, Work

VERB: Final = "DRILL"
DONE: Final = "command"
REFUSED: Final = "refused"
OVER: Final = "exercise_over"
LONGEST: Final[Mapping[str, int]] = {"text": 300, "owner": 80}


def obey(work: Work, body: Body) -> Outcome:
    """A button of the console's page of exercises. What it asks is done by this transaction, or refused."""
    drill = drills.get(work.conn, str(body.get("drill") or ""))
    ask = _ASKED.get(str(body.get("do")))
    if drill is None or ask is None or work.house.exercise:
        return Outcome(REFUSED, "no_drill")
    who = Consent(body["account"], body["role"])
    if body["do"] not in AGREED and who.role not in COORDINATORS:
        return Outcome(REFUSED, "not_a_coordinator")
    if not ask(work, drill, who, body):
        return Outcome(REFUSED, "not_now")
    _note(work, who, f"drill_{body['do']}", drill)
    return Outcome(DONE, VERB)


def hand_over(work: Work, number: str) -> Outcome | None:
    """A command that names an alert of an exercise is fetched by it; None for every other number."""
    drill = None if work.house.exercise else drills.bearing(work.conn, number)
    if drill is None:
        return None
    if drill.state not in drills.ON:
        return Outcome(REFUSED, OVER)
    drills.hand_over(work.conn, drill.id, work.row.id)
    return Outcome(DONE, "exercise")


def begin(work: Work, drill: Drill, who: Consent, _body: Body) -> bool:
    """One person more wants it to begin; the second sets it free, with numbers for its alerts."""
    if drill.state != "prepared":
        return False
    if agreed(drills.agree(work.conn, drill, "begin", who)):
        free = alerts.free(work.conn, work.now, rest=work.country.alerts.number_rest)
        wanted = len(told(drill.script).injects)
        if len(free) < wanted:
            raise LasomiError("no_number", "too many alerts within 90 days", retryable=True)
        numbers = secrets.SystemRandom().sample(free, wanted)
        return drills.release(work.conn, drill, numbers, work.now)
    return True


def end(work: Work, drill: Drill, who: Consent, _body: Body) -> bool:
    """One person more wants it to end; the second ends it."""
    if drill.state not in {"released", "running", "paused"}:
        return False
    if agreed(drills.agree(work.conn, drill, "end", who)):
        return drills.end(work.conn, drill, work.now)
    return True


def _pause(work: Work, drill: Drill, _who: Consent, _body: Body) -> bool:
    return drills.pause(work.conn, drill, work.now)


def _resume(work: Work, drill: Drill, _who: Consent, _body: Body) -> bool:
    return drills.resume(work.conn, drill, work.now)


def _purge(work: Work, drill: Drill, _who: Consent, _body: Body) -> bool:
    return drills.discard(work.conn, drill.id)


def _decide(work: Work, drill: Drill, _who: Consent, body: Body) -> bool:
    """A corrective action is a commitment, and the only thing that enters the real tracker."""
    action = decided(body.get("action") or {})
    if drill.state not in {"ended", "purged"} or action is None:
        return False
    code = f"{drill.number}-{len(drill.actions) + 1}"
    drills.decide(work.conn, drill, {"code": code, **action})
    commitments.add(
        work.conn,
        code=code,
        framework=FRAMEWORK,
        text={"fr": action["text"]},
        addressee_type=action["addressee"],
        addressee_unit=work.country.code.upper(),
        due=date.fromisoformat(action["due"]),
        owner=action["owner"],
        source_ref=drill.number,
        now=work.now,
    )
    return True


def decided(sent: Mapping[str, Any]) -> dict[str, str] | None:
    """A corrective action with its owner and due date, as it may be kept; None where something is wanting."""
    action = {name: str(sent.get(name) or "").strip()[:most] for name, most in LONGEST.items()}
    addressee, due = str(sent.get("addressee") or ""), str(sent.get("due") or "")
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return None
    if not all(action.values()) or addressee not in ADDRESSEES:
        return None
    return {**action, "addressee": addressee, "due": day.isoformat()}


def _note(work: Work, who: Consent, action: str, drill: Drill) -> None:
    audit.write(
        work.conn,
        work.vault,
        at=work.at,
        account=who.account,
        role=who.role,
        action=action,
        object=drill.number,
    )


AGREED: Final = frozenset({"begin", "end"})
"""What takes two persons: of these the one need not be a coordinator."""
_ASKED: Final[Mapping[str, Callable[[Work, Drill, Consent, Body], bool]]] = {
    "begin": begin,
    "end": end,
    "pause": _pause,
    "resume": _resume,
    "decide": _decide,
    "purge": _purge,
}
