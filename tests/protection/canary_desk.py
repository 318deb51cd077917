"""What staff see of the two hundred: every page of the console by every role, and what the stream says."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.login import LOGIN, TOKEN
from tests.protection.authz_house import TABLE, named
from tests.protection.canaries import Canary
from tests.protection.canary_house import ACCOUNTS, Nest, Places

NOBODYS: Final = "/console/nowhere"
STREAM: Final = "/console/events"
PATIENT: Final[Mapping[str, Any]] = {"timeout": 60, "trust_env": False}
EACH_ANEW: Final = httpx.Limits(max_keepalive_connections=0)
"""The gateway hangs up on who says nothing for 15 seconds, which a busy machine may take."""
NAMES_OF_STAFF: Final = frozenset({"/console/roster"})
"""Who serves stands there by name (P45); three of the two hundred do."""


def looked_at(here: Nest) -> Places:
    """Each page that an address alone asks for, by who may see it; one that is nobody's; the stream."""
    found: dict[str, bytes] = {}
    for login, role in ACCOUNTS.items():
        with httpx.Client(base_url=here.rig.gateways[0], limits=EACH_ANEW, **PATIENT) as browser:
            _enters(browser, login)
            found |= {f"{login} {path}": _page(browser, path) for path in _pages(role)}
            found[f"{login} events"] = _stream(browser, here.staff[0])
    return found


def _page(browser: httpx.Client, path: str) -> bytes:
    """What is shown, or where one is sent; a 404 for what is nobody's."""
    answer = browser.get(path)
    assert answer.status_code in {200, 303, 404}, path
    return answer.content + str(answer.headers.get("location", "")).encode()


def _pages(role: str) -> list[str]:
    asked = [page for page in TABLE["console"] if page["at"].startswith("GET ") and "{" not in page["at"]]
    open_ = [page["at"].removeprefix("GET ") for page in asked if role in named(page.get("opens", ()))]
    return [NOBODYS, *(path for path in open_ if path not in {*NAMES_OF_STAFF, STREAM})]


def _enters(browser: httpx.Client, login: str) -> None:
    token = TOKEN.search(browser.get(LOGIN).text)
    assert token
    sent = {"csrf": token[1], "login": login, "password": f"secret of {login}"}
    assert browser.post(LOGIN, data=sent).status_code == 303


def _stream(browser: httpx.Client, one: Canary) -> bytes:
    """A name that was never an id changes nothing and comes back nowhere."""
    before = {"once": "1", "since": f"alerts-{one.words[0]}.{one.number}"}
    at_once = browser.get(STREAM, params=before, headers={"last-event-id": f"queue-{one.words[1]}"}).content
    with browser.stream("GET", STREAM, params={"since": one.words[2]}) as answer:
        first = next(answer.iter_bytes())
    return at_once + first
