"""What a member of staff asks of an alert or a digest in a call: the rules are those of the SMS (`alerts.md`
§5.2, P68).

The outcome is told by the answer that staff always gets, and seen in the list of the next call. AIDE is shown
in the call itself.
"""

from typing import Final

from core.alerts import Command
from store import people
from workers import commands
from workers.sources import STAFF
from workers.work import Body, Outcome, Work

SHOWN: Final = "AIDE"


def asked(body: Body) -> bool:
    """Whether a call has asked something of an alert or a digest, to its end."""
    answers = body["answers"]
    return bool(body["confirmed"] and _number(body) and answers.get("do") and answers["do"] != SHOWN)


def carry_out(work: Work, body: Body) -> Outcome:
    """Does it, or refuses. Somebody who is not on the roster any more changes nothing and is told nothing."""
    number, answers = body["urn"], body["answers"]
    member = people.member_by_number(work.conn, work.vault, number, work.at)
    if member is None or not member.is_(*STAFF):
        commands.note_stranger(work, number)
        return Outcome(commands.REFUSED, "stranger")
    command = Command(answers["do"], _number(body), answers.get("note", ""))
    return commands.by_sms(work, member, number, command)


def _number(body: Body) -> str:
    return str(body["answers"].get("alert") or body["answers"].get("digest") or "")
