"""What a phone chooses about itself: silence, messages again, to be forgotten (`channels.md` §12, P11)."""

from core.contacts import Member
from core.periods import iso_week
from store import audit, figures, people, sessions
from workers.work import Outcome, Work


def leave(work: Work, number: str, member: Member | None = None, *, cause: str = "word") -> Outcome:
    """Nothing is written to this phone from now on, on any channel. Of staff, the audit has a line.

    Only the first time there may be a last word (`store.replies.is_farewell`).
    """
    again = people.opted_out(work.conn, work.vault, number, work.at)
    people.opt_out(work.conn, work.vault, number, work.at, cause=cause, channel=work.row.channel)
    if member is not None:
        audit.write(
            work.conn,
            work.vault,
            at=work.at,
            account=member.id,
            role=member.roles[0],
            action="opt_out",
            object=member.id,
        )
    return Outcome("optout", "again" if again else "")


def come_back(work: Work, number: str, *, cause: str = "word") -> Outcome:
    people.opt_in(work.conn, work.vault, number, work.at, cause=cause, channel=work.row.channel)
    return Outcome("optin")


def erase(work: Work, number: str) -> Outcome:
    """Bodies, contact, texts and pseudonyms go; codes, counts and an opt-out mark stay. Only counted."""
    if work.row.session:
        sessions.forget(work.conn, work.row.session)
    people.erase(work.conn, work.vault, number, work.at, keep=work.row.id)
    figures.count(work.conn, "erased", work.country.gazetteer.country, iso_week(work.at))
    return Outcome("erased")
