"""What providers say of our own messages: receipts, and people who asked never to be written to again."""

from core.messages import Receipt
from store import outbox, people, stops
from workers.work import Body, Outcome, Work


def receipt(work: Work, body: Body) -> Outcome:
    """A receipt only ever raises a message; one that nobody knows yet is parked until its message appears."""
    told = Receipt(
        channel=work.row.channel,
        external_id="",
        message_id=body["message_id"],
        status=body["status"],
        reason=body.get("code") or "",
        temporary=bool(body.get("temporary")),
        opted_out=bool(body.get("opted_out")),
    )
    known = outbox.apply_receipt(work.conn, work.vault, told, work.now)
    if told.opted_out:
        _left(work, told)
    return Outcome("receipt", "" if known else "parked")


def _left(work: Work, told: Receipt) -> None:
    """A receipt that says that somebody asked for silence counts like their own word (`channels.md` §12)."""
    if number := stops.number_of(work.conn, work.vault, told, work.now):
        cause = told.reason or "provider"
        people.opt_out(work.conn, work.vault, number, work.at, cause=cause, channel=told.channel)


def optout(work: Work, body: Body) -> Outcome:
    """The provider's word for a person counts like the person's own."""
    people.opt_out(work.conn, work.vault, body["urn"], work.at, cause=body["cause"], channel=work.row.channel)
    return Outcome("optout")
