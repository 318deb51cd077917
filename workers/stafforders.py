"""What a member of staff asks of an alert in a call: the rules are those of the SMS (`alerts.md` §5.2, P68).

The outcome is told by the answer that staff always gets, and seen in the list of the next call.
"""

from core.alerts import Command
from store import people
from workers import commands
from workers.sources import STAFF
from workers.work import Body, Outcome, Work


def asked(body: Body) -> bool:
    """Whether a call has asked something of an alert, to its end."""
    answers = body["answers"]
    return bool(body["confirmed"] and answers.get("alert") and answers.get("do"))


def carry_out(work: Work, body: Body) -> Outcome:
    """Does it, or refuses. Somebody who is not on the roster any more changes nothing and is told nothing."""
    number, answers = body["urn"], body["answers"]
    member = people.member_by_number(work.conn, work.vault, number, work.at)
    if member is None or not member.is_(*STAFF):
        commands.note_stranger(work, number)
        return Outcome(commands.REFUSED, "stranger")
    return commands.by_sms(work, member, number, Command(answers["do"], answers["alert"]))
