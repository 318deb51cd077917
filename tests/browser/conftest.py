"""One browser and one house for the tests that follow one another here."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.eyes import Eyes
from tests.browser.stack import Stack, stack
from tests.sandbox.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def browser() -> "Iterator[Browser]":
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def here(
    browser: "Browser", _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    with stack(_sqlite_template, tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.fixture(scope="package")
def eyes(browser: "Browser", here: Stack) -> Eyes:
    return Eyes(browser, here)
