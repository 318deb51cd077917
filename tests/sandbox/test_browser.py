"""The phones in the browser, key by key, before a whole Lasomi: what a visitor does with `/handset`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from core.text import measure
from tests.sandbox.browser import CODE, Desk, Held, chromium, contrast, house

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(300)

MONITOR = "+22376000003"
THANKS = "Message bien recu"
TEXTS = ["é" * 160, "€" * 81, "a" * 152 + "€" + "a" * 100, "ê" * 71, "😀" * 67, "a" * 305 + "€", ""]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("house"), MONITOR) as address:
        yield address


@pytest.fixture
def desk(browser: "Browser", address: str) -> Iterator[Desk]:
    page = browser.new_page(locale="fr-ML")
    page.set_default_timeout(60_000)
    desk = Desk(page).open(address)
    yield desk
    page.close()
    assert desk.faults == []


def report(phone: Held, *, language: str, tell: str, kind: str, code: str, place: str) -> str:
    """From the first screen to the question when."""
    assert "1 Francais" in phone.dial()
    phone.choose(language, tell, kind, code)
    return phone.spell(place)


def test_a_report_in_french_by_the_keys(desk: Desk) -> None:
    phone = desk.phone(0, "+22376000004")
    phone.press(*CODE)
    assert phone.text() == CODE
    phone.press("call")
    desk.picture("first-use")
    phone.until("call")
    phone.choose("Francais", "Signaler", "Vol, trafic")
    phone.answer("1")
    phone.press("#")
    phone.type("nara")
    assert phone.root.locator(".entry").input_value() == "nara"
    phone.press("call")
    phone.passed()
    summary = told_to_the_end(phone)
    assert "Nara" in summary
    assert re.fullmatch(r"\d+/160", phone.root.locator(".count").inner_text())
    desk.picture("summary-french")
    assert THANKS in phone.choose("Envoyer")
    phone.press("end")
    assert phone.mode() == "idle"


def told_to_the_end(phone: Held) -> str:
    """Answers every question after the place with its first key, up to the summary."""
    for _ in range(6):
        screen = phone.text()
        if "00 " in screen:
            return screen
        phone.answer("1")
    raise AssertionError(f"no summary: {phone.text()!r}")


def test_a_report_in_bambara_by_the_keys(desk: Desk) -> None:
    phone = desk.phone(1, "+22376000005")
    report(
        phone,
        language="Bamanankan",
        tell="Kunnafoni di",
        kind="Sonyali",
        code="Bagan sonyali",
        place="ansongo",
    )
    summary = told_to_the_end(phone)
    assert "Ansongo" in summary
    assert "Bagan sonyali" in summary
    desk.picture("summary-bambara")
    assert "I ni ce" in phone.choose("A ci")


def test_a_call_that_the_network_drops_goes_on_where_it_was(desk: Desk) -> None:
    phone = desk.phone(0, "+22376000006")
    phone.dial()
    phone.choose("Francais", "Signaler", "Vol, trafic")
    phone.answer("1")
    phone.spell("nara")
    asked = phone.text()
    phone.root.locator(".cut").click()
    assert "connexion" in phone.until("over")
    desk.picture("dropped")
    phone.press("end", "call")
    assert phone.text() == CODE
    phone.press("call")
    assert "coupé" in phone.passed()
    desk.picture("resumed")
    assert phone.choose("Continuer") == asked
    assert "Nara" in told_to_the_end(phone)
    assert THANKS in phone.choose("Envoyer")


def test_a_slow_network_lets_one_hang_up_while_it_asks(desk: Desk) -> None:
    phone = desk.phone(2, "+22376000007")
    phone.root.locator(".network").select_option("slow")
    phone.press(*CODE, "call")
    assert (phone.mode(), phone.text()) == ("waiting", "Demande en cours...")
    phone.press("end")
    assert phone.mode() == "idle"
    desk.page.wait_for_timeout(4000)
    assert phone.mode() == "idle"


def test_an_sms_goes_out_and_one_comes_in(desk: Desk) -> None:
    phone = desk.phone(2)
    phone.press("right")
    phone.type("aide")
    assert phone.root.locator(".count").inner_text() == "4/160 (1)"
    phone.press("call")
    assert phone.until("over") == "Message envoyé."
    phone.press("end")
    phone.root.locator(".envelope:visible").wait_for()
    phone.press("left", "left")
    answer = phone.until("message")
    assert "OUI" in answer
    desk.picture("message")
    phone.press("clear", "end", "left")
    assert phone.text() == "Aucun message."


def test_three_phones_at_once_hear_only_themselves(desk: Desk) -> None:
    names = ("nara", "ansongo", "konna")
    numbers = ("+22376000008", "", "+22350000002")
    phones = [desk.phone(index, number) for index, number in enumerate(numbers)]
    for phone in phones:
        phone.press(*CODE, "call")
    for phone in phones:
        assert "1 Francais" in phone.until("call")
    for key in ("1", "1", "2", "1"):
        for phone in phones:
            phone.press(key, "call")
        for phone in phones:
            phone.until("call")
    for phone, name in zip(phones, names, strict=True):
        phone.press("#")
        phone.type(name)
    for phone in phones:
        phone.press("call")
    for phone in phones:
        phone.until("call")
    summaries = [told_to_the_end(phone).lower() for phone in phones]
    desk.picture("three-phones")
    for index, name in enumerate(names):
        assert [name in summary for summary in summaries] == [at == index for at in range(3)]


def test_the_computers_keyboard_is_enough(desk: Desk) -> None:
    phone, keyboard = desk.phone(0), desk.page.keyboard
    phone.root.locator(".display").focus()
    keyboard.type(CODE)
    keyboard.press("Enter")
    assert "1 Francais" in phone.until("call")
    keyboard.type("1")
    keyboard.press("Enter")
    phone.until("call")
    told = phone.root.locator("[role=status]")
    assert "Signaler" in told.inner_text()
    keyboard.press("Escape")
    assert phone.mode() == "idle"
    assert desk.phone(1).mode() == "idle"


def test_a_sim_lies_in_one_phone(desk: Desk) -> None:
    desk.phone(0, "+22376000009")
    assert desk.phone(1).root.locator("option[value='+22376000009']").is_disabled()


def test_english_and_back(desk: Desk) -> None:
    desk.page.get_by_role("button", name="English").click()
    assert desk.page.locator("html").get_attribute("lang") == "en"
    desk.page.get_by_role("heading", name="Phone 3").wait_for()
    assert desk.page.get_by_role("button", name="Left key: Messages").count() == 3
    desk.page.reload()
    desk.page.get_by_role("heading", name="Three phones").wait_for()
    desk.picture("english")
    desk.page.get_by_role("button", name="Français").click()
    desk.page.get_by_role("heading", name="Trois téléphones").wait_for()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1366, 768)])
def test_it_fits(desk: Desk, address: str, width: int, height: int) -> None:
    desk.open(address, width, height)
    desk.phone(0).press("1")
    desk.picture(f"width-{width}")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [box for n in range(3) if (box := desk.phone(n).root.bounding_box())]
    beside = len({box["y"] for box in boxes}) == 1
    assert beside == (width > 1000)
    keys = desk.page.locator(".keys button").all()
    sizes = [box for key in keys if (box := key.bounding_box())]
    assert min(min(box["width"], box["height"]) for box in sizes) >= 24  # WCAG 2.2, 2.5.8


def test_everything_has_a_name_and_can_be_read(desk: Desk) -> None:
    desk.phone(0).press("right")
    assert desk.check("nameless") == []
    assert desk.page.locator("html[lang=fr] main .handset[aria-labelledby]").count() == 3
    found = desk.check("colours")
    assert len(found) > 60
    assert [text for text, colour, behind in found if contrast(colour, behind) < 4.5] == []


def test_nothing_comes_from_elsewhere(desk: Desk) -> None:
    desk.page.wait_for_timeout(2000)
    hosts = {re.sub(r":\d+/.*", "", url) for url in desk.asked}
    assert hosts == {"http://127.0.0.1"}
    assert (
        desk.page.evaluate("[...document.querySelectorAll('[style], [onclick], script:not([src])')].length")
        == 0
    )


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text[:1]}{len(text)}")
def test_the_page_counts_as_we_do(desk: Desk, text: str) -> None:
    asked = "async (text) => (await import('/handset/typing.js')).measure(text)"
    found = desk.page.evaluate(asked, text)
    encoding, units, parts = measure(text)
    assert (found["plain"], found["units"], found["parts"]) == (encoding == "GSM-7", units, parts)
