"""A person texts a code from their SIM, and it is theirs (`alerts.md` §1; issue's roster life).

A wrong code is an ordinary message, and hears what such a one hears: nobody learns what codes there are.
"""

from typing import Final

from core.enrolment import ENROLLED
from core.periods import hour_of
from store import audit, enrolments, limits, people
from workers import alarms
from workers.sources import STAFF, role_of
from workers.work import Outcome, Work

MOST_TRIES: Final = 5
"""Of one phone in a day: after these not even the right code counts."""
DONE: Final = "command"


def redeem(work: Work, number: str, code: str, origin: str) -> Outcome | None:
    """Binds the SIM that texted a code; None when it does not, and the text is an ordinary message.

    A relay hears nothing back: what lies in a village's phone is read by others (P5).
    """
    tries = limits.count(work.conn, work.vault, number, work.now, "enrol")
    if tries > MOST_TRIES or origin == "unproven":
        return None
    member = enrolments.redeem(work.conn, work.vault, code, number, work.now)
    if member is None:
        return None
    people.opt_in(work.conn, work.vault, number, work.now, cause="enrolment", channel=work.row.channel)
    about = {"account": member.id, "role": role_of(member), "action": "sim_enrolled", "object": member.id}
    audit.write(work.conn, work.vault, at=hour_of(work.at), **about)
    if member.is_(*STAFF, "verifier"):
        alarms.answer(work, member, ENROLLED)
    return Outcome(DONE, "enrolment")
