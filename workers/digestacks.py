"""`OUI` with the number of a digest acknowledges every alert in it (`alerts.md` §5.1, §5.2)."""

from core.alerts import Command, answer_text
from core.contacts import Member
from store import alerts, digests
from store.digests import Digest
from workers import alarms, verdicts
from workers.sources import role_of
from workers.standing import concerns
from workers.verdicts import Judge
from workers.work import Outcome, Work


def acknowledge(work: Work, member: Member, command: Command) -> Outcome | None:
    """None where the number is no digest of this member's: it may be that of an alert, or wrong."""
    digest = _named(work, command.number)
    if command.verb != "OUI" or digest is None or not digests.was_for(work.conn, digest.id, member.id):
        return None
    by = Judge(member.id, role_of(member), member.id)
    for alert_id in digest.lines:
        alert = alerts.get(work.conn, alert_id)
        if alert is not None and alert.status == "active" and not concerns(alert, member):
            verdicts.acknowledge(work, by, alert)
    alarms.answer(work, member, answer_text("OUI", command.number, work.at))
    return Outcome("command", command.verb)


def _named(work: Work, number: str) -> Digest | None:
    """The digest of a number, unless an alert has come to bear it since."""
    digest, alert = digests.by_number(work.conn, number), alerts.by_number(work.conn, number)
    newer = digest is not None and alert is not None and alert.raised_at > digest.made_at
    return None if newer else digest
