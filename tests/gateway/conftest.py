"""What the console and the feed read stands published."""

from tests.publishing import published_when_asked

__all__ = ["published_when_asked"]
