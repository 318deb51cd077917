"""What people come for, with a script and without: answer an alert, see where it hurts, take figures away."""

from typing import Final

import pytest

from store import alerts
from tests.browser.eyes import LAPTOP, Eyes
from tests.browser.stack import Stack
from tests.gateway.rooms import alert, incident

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"]),
]
SPATIAL: Final = "svg[role=img]"


def test_an_alert_is_acknowledged(eyes: Eyes, here: Stack, script: bool) -> None:
    number = "5001" if script else "5002"
    here.room.keep(incident(f"i-{number}", code="11", severity=4))
    here.room.alert(alert(f"a-{number}", number, incident=f"i-{number}", raised_at=here.clock.at))
    with eyes.look("/console", "monitor", script=script) as look:
        look.page.get_by_role("button", name=f"Accuser réception A{number}").click()
        assert look.page.locator(".told").inner_text() == "C'est fait."
    with here.house.database.read() as conn:
        known = alerts.by_number(conn, number)
    assert known is not None
    assert known.status == "acknowledged"


def test_the_map_is_drawn_and_goes_down_to_a_cercle(eyes: Eyes, script: bool) -> None:
    with eyes.look("/console/map", "national", script=script, size=LAPTOP) as look:
        look.page.locator("form").get_by_label("Montrer").wait_for()
        assert look.page.locator(f"figure {SPATIAL}").count() == 1
        drawn = look.page.locator(f"figure {SPATIAL}").bounding_box()
        assert drawn is not None
        assert min(drawn["width"], drawn["height"]) > 200
        look.page.locator("main").get_by_role("link", name="Gao", exact=True).first.click()
        look.page.locator("main").get_by_role("link", name="Ansongo", exact=True).first.wait_for()
        assert look.page.locator(f"figure {SPATIAL}").count() == 1


def test_indicators_are_filtered_by_what_may_be_asked(eyes: Eyes, script: bool) -> None:
    with eyes.look("/console/figures", "analyst", script=script, size=LAPTOP) as look:
        look.page.locator("a[href*='/console/figures/G1']").first.click()
        look.page.locator("figure svg").first.wait_for()
        assert look.page.locator("figure svg").count() == 3
        shown = look.page.locator("a[href*='by=']")
        offered = {href.rpartition("by=")[2] for href in shown.evaluate_all("all => all.map((a) => a.href)")}
        assert offered <= {"sex", "age", "status", "language", "channel", "assisted"}
        shown.first.click()
        look.page.locator("a[href*='by='][aria-current]").wait_for()
        assert look.page.locator("figure svg").count() == 3


def test_figures_are_taken_away_as_a_file(eyes: Eyes, script: bool) -> None:
    with eyes.look("/console/exports", "analyst", script=script) as look:
        with look.page.expect_download() as coming:
            look.page.get_by_role("button", name="Télécharger CSV").click()
        file = coming.value.path().read_text("utf-8-sig")
        assert coming.value.suggested_filename.endswith(".csv")
    assert "G1" in file


def test_the_language_is_switched_and_stays(eyes: Eyes, script: bool) -> None:
    with eyes.look("/console/incidents", "monitor", script=script) as look:
        assert look.page.locator("html").get_attribute("lang") == "fr"
        look.page.get_by_role("link", name="English").click()
        look.page.locator("html[lang=en]").wait_for()
        look.page.get_by_role("link", name="Alerts", exact=True).click()
        look.page.locator("html[lang=en]").wait_for()
        look.page.get_by_role("link", name="Français").click()
        look.page.locator("html[lang=fr]").wait_for()


def test_a_page_that_is_not_there_says_what_to_do(eyes: Eyes, script: bool) -> None:
    with eyes.look("/console/nowhere", "monitor", script=script) as look:
        assert "Il n'y a rien ici" in look.page.locator("h1").inner_text()
        look.faults.clear()  # the browser notes that it was told 404
