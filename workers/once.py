"""What came by two ways, posted and listed, has its effects once (`store.copies`)."""

from store import copies
from store.copies import Seen
from workers.work import Body, Effect, Outcome, Work


def once(effect: Effect, body: Body) -> Effect:
    """The effect of an SMS, unless the other way brought the same: that row has it, and this one folds."""
    if "way" not in body:
        return effect
    seen = Seen(body["way"], body["urn"], body["text"])

    def carried(work: Work) -> Outcome:
        if copies.folds(work.conn, work.vault, work.row, seen, work.now):
            return Outcome(copies.WORD)
        return effect(work)

    return carried
