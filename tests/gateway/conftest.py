"""What the console and the feed read stands published; a busy machine may be given its time."""

from tests.publishing import published_when_asked
from tests.unhurried import unhurried

__all__ = ["published_when_asked", "unhurried"]
