"""What became of messages that left and were never answered: asked of providers that list what we sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.errors import LasomiError, SendFailed
from core.messages import SendResult
from gateway.channels.base import Ask
from gateway.house import House
from gateway.logs import logger
from store import outbox
from store.failover import SILENCE
from store.outbox import Outgoing

Asks = Mapping[str, Ask]
PATIENCE: Final = timedelta(seconds=15)
"""Before the first question: an answer or a receipt may still be on its way."""


def ask(house: House, asks: Asks) -> int:
    """How many of the messages in doubt are in doubt no more. A provider that does not say is asked later.

    For a minute nothing is believed to be nothing; then the provider is asked no more.
    """
    if not asks:
        return 0
    with house.database.read() as conn:
        doubtful = outbox.unanswered(conn, asks, house.clock() - PATIENCE)
    settled, silent = 0, set[str]()
    for one, attempt, began in doubtful:
        if one.channel not in silent:
            try:
                settled += _settled(house, asks[one.channel], one, attempt, began)
            except SendFailed as failure:
                silent.add(one.channel)
                logger().warning("provider_does_not_say", channel=one.channel, error_code=failure.code)
    return settled


def _settled(house: House, of: Ask, one: Outgoing, attempt: str, began: datetime) -> bool:
    found = _found(house, of, one, attempt, began)
    if found is not None:
        outbox.conclude(house.database, one, attempt, found, house.clock(), vault=house.vault)
    elif house.clock() >= began + SILENCE:
        with house.database.write() as conn:
            outbox.asked(conn, attempt)
    return found is not None


def _found(house: House, of: Ask, one: Outgoing, attempt: str, began: datetime) -> SendResult | None:
    try:
        message = replace(outbox.message(house.vault, one), attempt=attempt)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None
    return of(message, began)
