"""A page that somebody left: a warning, then nothing, script or not; who stays keeps what they typed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from store.logins import IDLE
from tests.browser.eyes import Eyes
from tests.browser.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.timeout(300)
WARNED: Final = 1700
LEFT: Final = 1831
GO_ON: Final = "(s) => document.getAnimations().forEach((each) => { each.currentTime = s * 1000 })"
SECRET: Final = "trois morts"


def later(page: "Page", seconds: int) -> None:
    """As if so many seconds had passed for the style."""
    page.evaluate(GO_ON, seconds)


def test_it_is_said_then_nothing_is_seen_any_more(eyes: Eyes) -> None:
    with eyes.look("/console/overview", "monitor", script=False) as look:
        ends, over, main = (look.page.locator(each) for each in (".ends", ".over", "main h1"))
        assert [each.is_visible() for each in (ends, over, main)] == [False, False, True]
        later(look.page, WARNED)
        assert [each.is_visible() for each in (ends, over, main)] == [True, False, True]
        later(look.page, LEFT)
        assert [each.is_visible() for each in (ends, over, main)] == [False, True, False]
        look.page.get_by_role("link", name="Se reconnecter").wait_for()


def test_with_a_script_it_finds_the_door(eyes: Eyes, here: Stack) -> None:
    with eyes.look("/console/login") as look:
        look.page.context.add_cookies([eyes.here.cookie("monitor")])  # type: ignore[list-item]
        look.page.clock.install()
        look.page.goto("/console/incidents")
        look.stands()
        look.page.clock.run_for(WARNED * 1000)
        assert look.page.url.endswith("/console/incidents")
        here.clock.at += IDLE + timedelta(seconds=1)
        with look.page.expect_navigation():
            look.page.clock.run_for((LEFT - WARNED) * 1000)
        assert "/console/login" in look.page.url
        look.faults.clear()  # what the page asked for meanwhile was refused


def test_who_stays_keeps_what_they_typed(eyes: Eyes, here: Stack) -> None:
    with eyes.look("/console/roster", "regional") as look:
        look.page.get_by_label("Nom", exact=True).fill(SECRET)
        here.clock.at += IDLE - timedelta(seconds=90)
        later(look.page, WARNED)
        with look.page.expect_response("**/console/account"):
            look.page.get_by_role("link", name="Rester connecté").click()
        look.page.locator(".ends").wait_for(state="hidden")
        here.clock.at += IDLE - timedelta(seconds=90)
        assert look.page.get_by_label("Nom", exact=True).input_value() == SECRET
        look.page.goto("/console/roster")
        look.page.get_by_role("heading", name="Équipe").wait_for()
