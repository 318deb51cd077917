"""Asks the providers what people wrote to us: what no webhook brought is accepted as if it had been posted.

Each page is one transaction with the place where the next pull begins. A provider that fails stops no other,
and its failure is said once, when it begins, and once when it has ended; in between the signs of life tell.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from core.errors import LasomiError
from core.messages import InboundMessage, Quarantined
from gateway import replies
from gateway.channels.base import Listed, Page, Pull
from gateway.entries import admitted, entry_of, seen
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import ACCEPTED, MEDIA, PULLED, QUARANTINED
from store import copies, erasure, quarantine, signs
from store.inbox import Entry

MOST_PAGES: Final = 500
"""For one channel and pull; the rest comes with the next."""
A_SECOND: Final = timedelta(seconds=1)
FIRST_LOOK: Final = timedelta(hours=72)
"""Before the first pull of a channel nothing older is asked for: it was another system's."""


class Reconciler:
    """Pulls beside whatever else its process does, once at a time. One for a process."""

    def __init__(self, house: House, pullers: Mapping[str, Pull]) -> None:
        self._house = house
        self._pullers = pullers
        self._thread: threading.Thread | None = None

    def start(self) -> bool:
        """Begins a pull and returns at once; False while the one before is under way. For one thread."""
        if self._thread is not None and self._thread.is_alive():
            return False
        work = (self._house, self._pullers, self._house.clock())
        self._thread = threading.Thread(target=pull, args=work, name="reconciler", daemon=True)
        self._thread.start()
        return True

    def wait(self, seconds: float) -> bool:
        """Whether no pull is under way, after at most so many seconds: before the house is closed."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()


def pull(house: House, pullers: Mapping[str, Pull], now: datetime) -> int:
    """Asks every provider until nothing is new; how many messages were. Raises nothing: it logs."""
    try:
        with house.database.write() as conn:
            signs.gather(conn)
    except LasomiError as error:
        logger().warning("signs_wait", error_code=error.code)
    new = sum(_pulled(house, channel, ask, now) for channel, ask in pullers.items())
    if new:
        house.queue.ring("drain")
    return new


def _pulled(house: House, channel: str, ask: Pull, now: datetime) -> int:
    new = 0
    try:
        with house.database.read() as conn:
            cursor = signs.cursor(conn, house.vault, channel)
        oldest = now - FIRST_LOOK if cursor is None else None
        for page in islice(ask(cursor, now), MOST_PAGES):
            new += _kept(house, channel, _since(page, oldest), now)
    except Exception as error:  # whatever a provider says must not keep the others from being asked
        _failed(house, channel, error.code if isinstance(error, LasomiError) else type(error).__name__, now)
    if new:
        logger().info("pulled", channel=channel, count=new)
    return new


def _since(page: Page, oldest: datetime | None) -> Page:
    if oldest is None:
        return page
    return replace(page, messages=tuple(each for each in page.messages if not _before(each, oldest)))


def _before(listed: Listed, oldest: datetime) -> bool:
    sent = listed.parsed.sent_at if isinstance(listed.parsed, InboundMessage) else None
    return sent is not None and sent < oldest


def _kept(house: House, channel: str, page: Page, now: datetime) -> int:
    """One transaction: what is new on a page, and where the next pull begins."""
    welcome = house.country.settings.accept_from
    read = [replace(each, parsed=admitted(each.parsed, welcome)) for each in page.messages]
    fresh = _unknown(house, channel, read, now)
    with house.database.write() as conn:
        new = [(entry, message) for entry, message in fresh if _accepted(house, conn, entry, message)]
        for entry, message in new:
            replies.accepted(conn, house, entry, message)
        aside = [reason for each in read if (reason := _set_aside(house, conn, each, now))]
        ended = signs.pulled(conn, house.vault, channel, now, page.cursor)
    for counter in (ACCEPTED, PULLED):
        counter.labels(channel).inc(len(new))
    MEDIA.labels(channel).inc(sum(message.media for _, message in new))
    for reason in aside:
        QUARANTINED.labels(reason).inc()
    if ended:
        logger().info("pull_works_again", channel=channel)
    return len(new)


def _accepted(house: House, conn: Any, entry: Entry, message: InboundMessage) -> bool:
    """Whether it is news. What was sent before its phone asked to be forgotten is known from now on, and says
    nothing (P11); providers tell whole seconds.
    """
    told = entry.sent_at + A_SECOND if entry.sent_at else None
    stays = house.country.choices.outlasts(message.text)
    if told and not stays and erasure.asked_since(conn, house.vault, message.urn, told):
        erasure.accept(conn, house.vault, entry)
        return False
    return copies.accept(conn, house.vault, entry, seen(message, "listed"))


def _unknown(
    house: House, channel: str, read: Sequence[Listed], now: datetime
) -> list[tuple[Entry, InboundMessage]]:
    """What was posted under this very id is left out before the database is locked for writing."""
    messages = [each.parsed for each in read if isinstance(each.parsed, InboundMessage)]
    sealed = [(entry_of(house.vault, message, now, "listed"), message) for message in messages]
    with house.database.read() as conn:
        known = copies.known(conn, channel, [entry.dedupe for entry, _ in sealed])
    return [(entry, message) for entry, message in sealed if entry.dedupe not in known]


def _set_aside(house: House, conn: Any, listed: Listed, now: datetime) -> str:
    """Why it lies in quarantine from now on; "" when it need not, or does already: listings repeat."""
    what = listed.parsed
    if not isinstance(what, Quarantined):
        return ""
    kept = quarantine.keep(
        conn,
        house.vault,
        channel=what.channel,
        reason=what.reason,
        fields=what.fields,
        raw=listed.raw,
        now=now,
        mark=house.vault.mark("dedupe", f"{what.channel}|listed|{listed.id}", now),
    )
    return what.reason if kept else ""


def _failed(house: House, channel: str, code: str, now: datetime) -> None:
    try:
        with house.database.write() as conn:
            began = signs.failed(conn, channel, now, code)
    except LasomiError as error:
        logger().warning("pull_failed", channel=channel, error_code=error.code)
        return
    if began:
        logger().warning("pull_failed", channel=channel, error_code=code)
