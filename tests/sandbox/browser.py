"""A whole Lasomi with its handsets, and a Chromium without a window that presses their keys.

`HANDSET_SHOTS=FOLDER` keeps pictures of what it saw.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from ops.ground import free_port
from tests.ops.processes import command, line_with, started

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CODE: Final = "*384#"
CHECKS: Final = Path(__file__).with_name("page_checks.js").read_text("utf-8").strip()
KEYS: Final = {
    "2": "abc",
    "3": "def",
    "4": "ghi",
    "5": "jkl",
    "6": "mno",
    "7": "pqrs",
    "8": "tuv",
    "9": "wxyz",
}
TAPS: Final = {letter: key * taps for key, row in KEYS.items() for taps, letter in enumerate(row, 1)}
"""The taps of each letter, on the keys of any phone."""


@contextmanager
def chromium(*more: str) -> Iterator["Browser"]:
    """The browser of this machine, told `more`; skips with the reason where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test does it")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on the PATH: on Debian, apt install chromium")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*root, *more])
        yield browser
        browser.close()


@contextmanager
def house(home: Path, monitor: str) -> Iterator[str]:
    """The address of a gateway in a home of its own, with its sandbox and one monitor on its roster."""
    port = free_port() % 20_000 + 20_000
    with started(home, "up", "--port", str(port), LASOMI_SANDBOX="1") as running:
        line_with(running, "Ctrl-C")
        added = command(home, "member", "add", monitor, "Moniteur", "--role", "monitor", "--area", "ML0803")
        assert added.returncode == 0, added.stderr
        yield f"http://127.0.0.1:{port}"
        running.terminate()
        running.wait(30)


@dataclass(slots=True)
class Desk:
    """The page with its three phones, and what went wrong on it."""

    page: "Page"
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, address: str, width: int = 1366, height: int = 768) -> "Desk":
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(f"{address}/handset")
        self.page.locator(".handset[data-mode=idle]").nth(2).wait_for()
        return self

    def phone(self, index: int, number: str = "") -> "Held":
        held = Held(self.page.locator(".handset").nth(index))
        if number:
            held.root.locator(".sim").select_option(number)
        return held

    def check(self, name: str) -> Any:
        """One of the checks of `page_checks.js`, made in the page."""
        return self.page.evaluate(f"{CHECKS}.{name}()")

    def picture(self, name: str) -> None:
        if folder := os.environ.get("HANDSET_SHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@dataclass(frozen=True, slots=True)
class Held:
    """One phone, in the hand of somebody who only has its keys."""

    root: "Locator"

    def press(self, *keys: str) -> None:
        for key in keys:
            self.root.locator(f'[data-key="{key}"]').click()

    def type(self, text: str) -> None:
        """Letters by taps; the arrow parts two letters of one key."""
        for letter in text.lower():
            self.press(*TAPS[letter], "down")

    def mode(self) -> str:
        return self.root.get_attribute("data-mode") or ""

    def text(self) -> str:
        return self.root.locator(".display").inner_text()

    def until(self, mode: str) -> str:
        """What the phone shows when nothing is under way, and it is in this mode: call, over, message …"""
        text = self.passed()
        assert self.mode() == mode, text
        return text

    def passed(self) -> str:
        """What the phone shows when nothing is under way."""
        self.root.and_(self.root.page.locator(":not([data-mode=waiting])")).wait_for()
        return self.text()

    def dial(self) -> str:
        self.press(*CODE, "call")
        return self.passed()

    def answer(self, keys: str) -> str:
        self.press(*keys, "call")
        return self.passed()

    def spell(self, text: str) -> str:
        """Answers with a word."""
        self.press("#")
        self.type(text)
        self.press("call")
        return self.passed()

    def choose(self, *labels: str) -> str:
        """Presses the key of one label after the other, as it stands on the screen."""
        for label in labels:
            screen = self.text()
            found = re.search(rf"(?:^|\s)(\d+) {re.escape(label)}", screen)
            assert found, f"no {label!r} in {screen!r}"
            self.answer(found[1])
        return self.text()


def luminance(colour: Sequence[float]) -> float:
    """Relative luminance of sRGB, 0 to 255 each (WCAG 2.2)."""
    parts = (value / 255 for value in colour[:3])
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
