"""A verifier by the keyboard alone: comes in, proves it once more, and ten messages are triaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import select

from store import alerts
from store.tables import reports
from tests.browser.eyes import LAPTOP, Eyes, Look
from tests.browser.stack import Stack
from tests.gateway.rooms import alert, incident

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.timeout(300)
VERIFIER: Final = "awa"
MOST_STEPS: Final = 3
"""Keys for one message, once the batch is open."""


@dataclass
class Hand:
    """Presses keys, and counts them."""

    page: "Page"
    keys: int = 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.locator("html[data-ready]").wait_for(state="attached")
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


@contextmanager
def coming_in(eyes: Eyes, here: Stack, login: str, *, script: bool = True) -> Iterator[Look]:
    """By the door: name, password, and the code of this half minute."""
    with eyes.look("/console/login", script=script, size=LAPTOP) as look:
        look.page.get_by_label("Nom", exact=True).fill(login)
        prove(look.page, here, login)
        look.page.get_by_role("button", name="Entrer").click()
        look.page.get_by_role("button", name="Se déconnecter").wait_for()
        yield look


def prove(page: "Page", here: Stack, login: str) -> None:
    """Password and code; a code counts once, so the clock goes on."""
    here.clock.at += timedelta(seconds=30)
    page.get_by_label("Mot de passe").fill(f"{login}-secret")
    page.locator("[name=code]").fill(here.phones[login].code(here.clock.at))


def waiting(here: Stack) -> int:
    with here.house.database.read() as conn:
        return len(conn.execute(select(reports.c.id).where(reports.c.queue.is_not(None))).all())


def test_whoever_shows_a_wrong_code_stays_outside(eyes: Eyes, here: Stack) -> None:
    with eyes.look("/console/login") as look:
        look.page.get_by_label("Nom", exact=True).fill("monitor")
        prove(look.page, here, "monitor")
        look.page.locator("[name=code]").fill("000000")
        look.page.get_by_role("button", name="Entrer").click()
        assert "n'est pas bon" in look.page.get_by_role("alert").inner_text()
        look.faults.clear()  # the browser notes that it was told 401


@pytest.mark.parametrize(("script", "batch"), [(True, 10), (False, 5)], ids=["by keys", "without a script"])
def test_messages_are_triaged(eyes: Eyes, here: Stack, script: bool, batch: int) -> None:
    before = waiting(here)
    with coming_in(eyes, here, VERIFIER, script=script) as look:
        look.page.goto("/console/triage")
        prove(look.page, here, VERIFIER)
        look.page.get_by_label("Raison").select_option("triage")
        look.page.get_by_role("button", name="Ouvrir").click()
        look.page.locator(".read").wait_for()
        steps = (by_keys if script else by_buttons)(look.page, batch)
    assert before - waiting(here) == batch
    assert steps <= batch * MOST_STEPS


def by_keys(page: "Page", batch: int) -> int:
    """Confirms what the machine understood, and leaves alone what is to be answered blind."""
    hand = Hand(page)
    right = page.locator("button[value=same]")
    for _ in range(batch):
        while not right.count():
            hand.press("j")
        hand.press(right.get_attribute("data-key") or "")
        assert page.locator(".told").inner_text().startswith("Merci")
    return hand.keys


def by_buttons(page: "Page", batch: int) -> int:
    steps = 0
    for _ in range(batch):
        while not page.locator("button[value=same]").count():
            page.get_by_role("link", name="Passer au suivant").click()
            steps += 1
        page.locator("button[value=same]").click()
        steps += 1
    return steps


def test_keys_rest_while_somebody_types_and_when_they_are_turned_off(eyes: Eyes, here: Stack) -> None:
    with coming_in(eyes, here, "verifier_elsewhere") as look:
        look.page.goto("/console")
        look.stands()
        more = "<input id=typed><a data-key=x href=#pressed>x</a>"
        look.page.evaluate("(more) => document.body.insertAdjacentHTML('beforeend', more)", more)
        look.page.locator("#typed").press("x")
        assert look.page.locator("#typed").input_value() == "x"
        assert look.page.evaluate("location.hash") == ""
        look.page.evaluate("localStorage.setItem('keys', 'off'); document.activeElement.blur()")
        look.page.keyboard.press("x")
        assert look.page.evaluate("location.hash") == ""
        look.page.evaluate("localStorage.setItem('keys', 'on')")
        look.page.keyboard.press("x")
        look.page.wait_for_function("location.hash === '#pressed'")


def test_an_alert_is_found_and_verified_by_keys(eyes: Eyes, here: Stack) -> None:
    here.room.keep(incident("i-5301", code="11", severity=4))
    here.room.alert(alert("a-5301", "5301", incident="i-5301", raised_at=here.clock.at))
    with eyes.look("/console", "monitor", size=LAPTOP) as look:
        for _ in look.page.locator("[data-item]").all():
            look.page.keyboard.press("j")
            if look.page.evaluate("document.activeElement.id") == "A5301":
                break
        Hand(look.page).press("v")
        assert look.page.locator(".told").inner_text() == "C'est fait."
    with here.house.database.read() as conn:
        known = alerts.by_number(conn, "5301")
    assert known is not None
    assert known.state == "verified"
