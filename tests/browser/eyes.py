"""Who looks at a page: what it weighs, what stands over its edge, what axe-core finds, what went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

PHONE: Final = (360, 740)
LAPTOP: Final = (1280, 800)
NARROW: Final = (320, 640)
STATIC: Final = "/console/static/"
GRAVE: Final = frozenset({"serious", "critical"})
AXE: Final = "axe_playwright_python"
RUN: Final = "(only) => axe.run(document, {resultTypes: ['violations'], ...(only.length && {runOnly: only})})"
BY_LOOK: Final = ("color-contrast", "target-size", "link-in-text-block")
"""Rules for which colours and width matter; the others read what stands there, and once is enough."""
OVER_THE_EDGE: Final = """() => {
  const inside = (each) => each.closest(".scroll, figure, .watermark, .skip, pre");
  const width = document.documentElement.clientWidth;
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.checkVisibility() && !inside(each))
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .map((each) => each.outerHTML.slice(0, 120));
}"""


@cache
def axe() -> str:
    """The engine of Deque (MPL-2.0), as a wheel brings it; skips where there is none."""
    pytest.importorskip(AXE, reason="axe-core is not installed: make test does it")
    return files(AXE).joinpath("axe.min.js").read_text("utf-8")


@dataclass(slots=True)
class Look:
    """An open page, and what came over the line for it."""

    page: "Page"
    runs: bool = True
    came: list[tuple[str, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def weighed(self, request: "Request") -> None:
        if request.resource_type != "eventsource":
            sizes = request.sizes()
            self.came.append((request.url, sizes["responseBodySize"] + sizes["responseHeadersSize"]))

    @property
    def first(self) -> int:
        """Bytes of a page whose style and script are not here yet."""
        return sum(size for _, size in self.came)

    @property
    def later(self) -> int:
        return sum(size for url, size in self.came if STATIC not in url)

    def stands(self) -> None:
        """All its scripts are there."""
        if self.runs and self.page.locator("script").count():
            self.page.locator("html[data-ready]").wait_for(state="attached")

    def grave(self, scheme: str, size: tuple[int, int], *only: str) -> list[str]:
        """What axe-core calls serious or critical; by all its rules, or `only` some."""
        self.wide(size)
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        found = self.page.evaluate(RUN, only)["violations"]
        return [told(each) for each in found if each["impact"] in GRAVE]

    def over(self, size: tuple[int, int] = NARROW) -> list[str]:
        """What is cut off at the right edge."""
        self.wide(size)
        wider = self.page.evaluate("document.documentElement.scrollWidth") > size[0]
        found: list[str] = self.page.evaluate(OVER_THE_EDGE)
        return found if wider or found else []

    def wide(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})


def told(violation: dict[str, Any]) -> str:
    where = [node["target"] for node in violation["nodes"]][:3]
    why = violation["nodes"][0].get("failureSummary", "")
    return f"{violation['id']} ({violation['impact']}): {where} {why}"


@dataclass(slots=True)
class Eyes:
    """One browser in which everybody has a window of their own."""

    browser: "Browser"
    here: Stack

    def window(
        self, login: str = "", *, script: bool = True, reason: str = "", **more: Any
    ) -> "BrowserContext":
        """Of somebody who has come in, and has proven it once more if there is a `reason`."""
        window = self.browser.new_context(
            locale="fr-ML",
            java_script_enabled=script,
            reduced_motion="reduce",
            base_url=self.here.address,
            **more,
        )
        window.set_default_timeout(30_000)
        if login:
            cookie = self.here.cookie(login)
            window.add_cookies([cookie])  # type: ignore[list-item]
            if reason:
                self.here.cleared(cookie, reason)
        return window

    @contextmanager
    def look(
        self, path: str, login: str = "", *, size: tuple[int, int] = PHONE, **more: Any
    ) -> Iterator[Look]:
        """A page in a fresh window; what it says has gone wrong fails the test."""
        window = self.window(login, **more)
        try:
            look = watched(window.new_page())
            look.runs = more.get("script", True)
            look.wide(size)
            look.page.goto(path)
            look.stands()
            yield look
        finally:
            window.close()
        assert look.faults == []


def watched(page: "Page") -> Look:
    look = Look(page)
    page.on("requestfinished", lambda request: look.weighed(request))  # noqa: PLW0108  a slot bears no mark of theirs
    page.on("console", lambda said: look.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: look.faults.append(str(error)))
    return look
