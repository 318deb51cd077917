"""New alerts appear by themselves: over a good line, after a lost one, and without any stream."""

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest

from gateway.console.live import TICK
from tests.browser.eyes import LAPTOP, Eyes
from tests.browser.stack import Stack
from tests.gateway.rooms import alert, incident

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.timeout(300)
POLL_SECONDS: Final = 30
NUMBERS: Final = count(5100)
TYPES: Final = """() => document.querySelector("[data-live~=alerts]")
  .insertAdjacentHTML("beforeend", "<input id=typed>")"""
LOST: Final = "#lost:visible"


@pytest.fixture
def raised(here: Stack) -> Callable[[], str]:
    """Another alert of the gravest kind at Ansongo: its number."""

    def raise_one() -> str:
        number = str(next(NUMBERS))
        here.room.keep(incident(f"i-{number}", code="11", severity=4))
        here.room.alert(alert(f"a-{number}", number, incident=f"i-{number}", raised_at=here.clock.at))
        here.clock.at += TICK
        return number

    return raise_one


def shows(page: "Page", number: str) -> None:
    page.get_by_text(f"A{number}", exact=True).wait_for()


def test_a_new_alert_appears_without_a_reload(eyes: Eyes, raised: Callable[[], str]) -> None:
    with eyes.look("/console", "monitor", size=LAPTOP) as look:
        look.page.evaluate("window.before = true")
        shows(look.page, raised())
        shows(look.page, raised())
        assert look.page.evaluate("window.before")


def test_what_came_while_the_line_was_lost_appears_when_it_is_back(
    eyes: Eyes, raised: Callable[[], str]
) -> None:
    with eyes.look("/console", "monitor", size=LAPTOP) as look:
        look.page.evaluate("window.before = true")
        shows(look.page, raised())
        look.page.context.set_offline(True)
        missed = raised()
        look.page.context.set_offline(False)
        shows(look.page, missed)
        assert look.page.evaluate("window.before")
        assert not look.page.locator(LOST).count()
        look.faults.clear()  # the browser notes that the line was lost


def test_without_a_stream_the_page_asks_now_and_then(eyes: Eyes, raised: Callable[[], str]) -> None:
    with eyes.look("/console/login") as look:
        look.page.context.add_cookies([eyes.here.cookie("monitor")])  # type: ignore[list-item]
        look.page.route("**/console/events*", lambda route: route.abort())
        look.page.clock.install()
        look.page.goto("/console")
        look.stands()
        number = raised()
        look.page.clock.fast_forward(POLL_SECONDS * 1000)
        shows(look.page, number)
        look.page.route("**/console/board*", lambda route: route.abort())
        look.page.clock.fast_forward(POLL_SECONDS * 1000)
        look.page.locator(LOST).wait_for()
        look.page.unroute("**/console/board*")
        look.page.clock.fast_forward(POLL_SECONDS * 1000)
        look.page.locator(LOST).wait_for(state="detached")
        look.faults.clear()


def test_what_somebody_types_is_not_taken_away(eyes: Eyes, raised: Callable[[], str]) -> None:
    with eyes.look("/console", "monitor", size=LAPTOP) as look:
        shows(look.page, raised())
        look.page.evaluate(TYPES)
        look.page.locator("#typed").fill("trois morts")
        with look.page.expect_response("**/console/board*"):
            number = raised()
        assert look.page.locator("#typed").input_value() == "trois morts"
        look.page.evaluate("document.activeElement.blur()")
        raised()
        shows(look.page, number)


def test_who_stands_on_a_button_stays_there(eyes: Eyes, raised: Callable[[], str]) -> None:
    with eyes.look("/console", "monitor", size=LAPTOP) as look:
        first = raised()
        shows(look.page, first)
        look.page.get_by_role("button", name=f"VRAI A{first}").focus()
        shows(look.page, raised())
        assert look.page.evaluate("document.activeElement.ariaLabel") == f"VRAI A{first}"


def test_a_session_that_is_over_says_so(eyes: Eyes, here: Stack, raised: Callable[[], str]) -> None:
    with eyes.look("/console", "monitor", size=LAPTOP) as look:
        shows(look.page, raised())
        look.page.context.clear_cookies()
        raised()
        look.page.locator(LOST).wait_for()
        look.faults.clear()
