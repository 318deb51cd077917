"""Five hundred texts that a page might run, wherever one is kept: none is run, and each is shown as it is.

The policy of the page is put aside for this: what stands in a page must be harmless without it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser.eyes import Eyes, Look
from tests.browser.poison import CORPUS, TEXTS, poisoned
from tests.browser.stack import Stack, stack
from tests.browser.test_pages import PAGES, name
from tests.protection.authz_house import named

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.timeout(300)
HITS: Final = "window.hits = 0; window.hit = () => { window.hits += 1; };"
NEVER: Final = (
    "img, iframe, object, embed, base, video, marquee, math, style, script:not([src]), main meta, main link"
)
FOREIGN: Final = """(never) => {
  const led = (each) => ["href", "action", "src"].map((name) => each.getAttribute(name) || "");
  const runs = (each) => led(each).some((address) => /^\\s*javascript:/i.test(address));
  const handles = (each) => [...each.attributes].some((one) => /^(on|autofocus)/.test(one.name));
  const all = [...document.querySelectorAll("*")];
  return [...document.querySelectorAll(never), ...all.filter((each) => runs(each) || handles(each))]
    .map((each) => each.outerHTML.slice(0, 80));
}"""
SHOWN: Final = """() => {
  const main = document.querySelector("main");
  return main.textContent + [...main.querySelectorAll("input")].map((each) => each.value).join();
}"""
WHERE: Final = {
    "/console/commitments": CORPUS,
    "/console/cases": TEXTS,
    "/console/drills": TEXTS,
    "/console/rumours": TEXTS,
    "/console/roster": TEXTS,
    "/console/keys": TEXTS,
}
"""Pages that must show all of it: else the test would look at nothing."""


@pytest.fixture(scope="module")
def here(
    browser: "Browser", _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    with stack(_sqlite_template, tmp_path_factory.mktemp("poisoned"), poisoned) as one:
        yield one


@pytest.fixture(scope="module")
def eyes(browser: "Browser", here: Stack) -> Eyes:
    return Eyes(browser, here)


def opened(window: "BrowserContext") -> Look:
    window.add_init_script(HITS)
    page = window.new_page()
    look = Look(page)
    page.on("request", lambda request: look.came.append((request.url, 0)))
    page.on("dialog", lambda dialog: look.faults.append(dialog.message))
    return look


def harm(look: Look, address: str) -> dict[str, Any]:
    """What ran, what stands there that is not ours, and who was asked for something."""
    found = {"ran": look.page.evaluate("window.hits"), "foreign": look.page.evaluate(FOREIGN, NEVER)}
    asked = [url for url, _ in look.came if not url.startswith(address)]
    return {what: told for what, told in {**found, "asked": asked, "said": look.faults}.items() if told}


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_runs_what_is_kept(eyes: Eyes, here: Stack, page: Mapping[str, Any]) -> None:
    window = eyes.window(named(page["opens"])[0], bypass_csp=True)
    look = opened(window)
    answer = look.page.goto(here.path(page))
    assert answer is not None
    assert answer.ok
    shown = plain(look.page.evaluate(SHOWN))
    assert harm(look, here.address) == {}
    assert [text for text in WHERE.get(name(page), ()) if plain(text) not in shown] == []
    window.close()


def test_no_message_runs_where_it_is_read(eyes: Eyes, here: Stack) -> None:
    window = eyes.window("awa", bypass_csp=True, reason="triage")
    look, read = opened(window), set()
    for index in range(len(TEXTS) + 1):
        look.page.goto(f"/console/triage?skip={index}")
        read.add(look.page.locator("blockquote").evaluate("(each) => each.textContent"))
        assert harm(look, here.address) == {}
    assert {plain(text) for text in TEXTS} <= {plain(text) for text in read}
    window.close()


def test_no_text_of_the_focal_person_runs(eyes: Eyes, here: Stack) -> None:
    window = eyes.window("gbv_focal", bypass_csp=True, reason="task")
    look = opened(window)
    look.page.goto("/console/tasks")
    look.page.locator("main button").first.wait_for()
    assert harm(look, here.address) == {}
    window.close()


def test_what_would_run_is_found(eyes: Eyes, here: Stack) -> None:
    """The eyes of this test are open: a page into which a text is put as it is runs it."""
    window = eyes.window(bypass_csp=True)
    look = opened(window)
    look.page.goto("/console/login")
    look.page.evaluate("(text) => { document.querySelector('main').innerHTML = text; }", CORPUS[60])
    look.page.wait_for_function("window.hits > 0")
    assert set(harm(look, here.address)) >= {"ran", "foreign"}
    window.close()
