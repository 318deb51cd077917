"""The way out by one hand, so that a transcript has one order. The house has many: `workers.post`."""

from gateway.house import House
from gateway.logs import logger
from store import outbox
from store.departures import Terms
from store.inbox import LeaseLost
from store.outbox import Outgoing
from workers.attempt import Senders, attempt
from workers.doubts import Asks, ask
from workers.failover import fail_over
from workers.lanes import nowhere


def deliver_once(house: House, senders: Senders, owner: str, asks: Asks | None = None) -> int:
    """Sends at most 32 messages of each channel that are due, alerts first; how many there were.

    Whoever calls this sets the pace: no rate is kept. Raises LasomiError, retryable, when the store or the
    keys do not answer.
    """
    ask(house, asks or {})
    fail_over(house, tuple(senders))
    batch = [one for terms in _lanes(house, senders) for one in _leased(house, owner, terms)]
    for one in sorted(batch, key=lambda each: (each.priority, each.seq)):
        try:
            attempt(house, senders, one)
        except LeaseLost:
            logger().warning("send_lost", row_id=one.id)
    return len(batch)


def _lanes(house: House, senders: Senders) -> list[Terms]:
    budgets = house.settings.budgets
    return [*(Terms(name, budget=budgets.get(name, 0)) for name in senders), nowhere(senders)]


def _leased(house: House, owner: str, terms: Terms) -> list[Outgoing]:
    return outbox.lease(house.database, owner, house.clock(), terms)
