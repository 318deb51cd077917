"""What a text to many costs before it leaves: people, segments, and money where the routes have prices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.contacts import Member
from core.languages import Say
from core.text import measure
from gateway.routing import Here, line_for, network_of
from store import people


@dataclass(frozen=True, slots=True)
class Cost:
    """`money` is None when one of the prices stands nowhere."""

    people: int
    segments: int
    money: float | None
    currency: str = ""

    def told(self, say: Say, lang: str) -> str:
        """One line, as it stands before a button."""
        about = {"people": self.people, "segments": self.segments}
        if self.money is None:
            return say.ui("{people} relais, {segments} SMS ; prix inconnu.", lang, **about)
        money = f"{self.money:,.0f}".replace(",", "\u00a0")
        more = {"money": money, "currency": self.currency}
        return say.ui("{people} relais, {segments} SMS, environ {money} {currency}.", lang, **about, **more)


def relays(here: Here, conn: Any, places: Iterable[str | None]) -> list[Member]:
    """The relays of these places whom an SMS may reach."""
    serving = [
        one for one in people.members(conn) if one.has_phone and one.is_("relay") and one.serves(*places)
    ]
    numbers = {one.id: people.number_of(conn, here.vault, one.id) for one in serving}
    now = here.clock()
    return [one for one in serving if not people.opted_out(conn, here.vault, numbers[one.id], now)]


def cost_of(here: Here, conn: Any, members: Sequence[Member], texts: Sequence[str]) -> Cost:
    """The texts to each of them, by the line that each would leave by now."""
    parts = sum(measure(text)[2] for text in texts)
    routes = here.settings.routes
    prices = [routes.price(*way(here, conn, one)) for one in members] if routes.networks else [None]
    known = [price for price in prices if price is not None]
    money = parts * sum(known) if len(known) == len(prices) else None
    return Cost(len(members), parts * len(members), money, routes.currency)


def way(here: Here, conn: Any, member: Member) -> tuple[str, str]:
    """Line and network of a member's phone."""
    number = people.number_of(conn, here.vault, member.id)
    return line_for(here, conn, member), network_of(here, number)
