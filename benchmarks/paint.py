"""How soon a page of the console is there on a 2G line, and what it weighs: `python -m benchmarks.paint`.

Chromium itself slows the line down (50 kbit/s each way, 600 ms to and fro) and says when it first painted
words (First Contentful Paint, W3C Paint Timing). Nothing was opened before; the second page of a walk finds
style and script already there.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.browser.eyes import PHONE, Eyes, watched
from tests.browser.stack import house
from tests.sandbox.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

BYTES_A_SECOND: Final = 50_000 // 8
LINE: Final = {
    "offline": False,
    "latency": 600,
    "downloadThroughput": BYTES_A_SECOND,
    "uploadThroughput": BYTES_A_SECOND,
}
PAINTED: Final = """() => new Promise((told) => {
  const first = (list) => told(list.getEntriesByName("first-contentful-paint")[0].startTime);
  new PerformanceObserver(first).observe({type: "paint", buffered: true});
})"""
WALKS: Final = (
    ("", "/console/login", "/console/login"),
    ("monitor", "/console/overview", "/console"),
    ("monitor", "/console", "/console/incidents"),
    ("analyst", "/console/figures", "/console/figures/G1"),
    ("national", "/console/map", "/console/commitments"),
)
"""Who opens which page first, and which one after it."""


class Seen(NamedTuple):
    """A page: seconds until its first words, and the bytes that came over the line."""

    path: str
    seconds: float
    weight: int


def main() -> None:
    """Measures every walk. Prints one line for each page."""
    print(f"{'page':<28}{'first paint':>12}{'bytes':>9}")
    with house() as here, chromium() as browser:
        for login, *pages in WALKS:
            window = Eyes(browser, here).window(login)
            for seen in _walked(window.new_page(), pages):
                print(f"{seen.path:<28}{seen.seconds:>10.2f} s{seen.weight:>9}")
            window.close()


def _walked(page: "Page", paths: list[str]) -> Iterator[Seen]:
    look = watched(page)
    look.wide(PHONE)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", LINE)
    for path in paths:
        look.came.clear()
        page.goto(path, wait_until="load")
        look.stands()
        yield Seen(path, page.evaluate(PAINTED) / 1000, look.first)


if __name__ == "__main__":
    main()
