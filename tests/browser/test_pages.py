"""Every page of the console, as somebody who may open it sees it: light, readable, whole at 320 pixels."""

import re
from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.browser.eyes import BY_LOOK, LAPTOP, PHONE, Eyes
from tests.browser.stack import TABLE, Stack
from tests.protection.authz_house import named

pytestmark = pytest.mark.timeout(300)
FIRST: Final = 60 * 1024
LATER: Final = 25 * 1024
PAGES: Final[list[dict[str, Any]]] = [
    page
    for page in TABLE["console"]
    if page["at"].startswith("GET ") and page["opens"] and page.get("gives", 200) == 200
    if not re.search(r"[.]|/\{file\}|/events", page["at"])
]
"""Of `authz.yaml`, all that is no file and no stream."""
DOOR: Final[dict[str, Any]] = {"at": "GET /console/login", "opens": []}


def name(page: Mapping[str, Any]) -> str:
    return str(page.get("path", page["at"].partition(" ")[2]))


@pytest.mark.parametrize("page", [DOOR, *PAGES], ids=name)
def test_a_page_is_light_whole_and_for_everybody(eyes: Eyes, here: Stack, page: Mapping[str, Any]) -> None:
    reader = named(page["opens"])[0] if page["opens"] else ""
    with eyes.look(here.path(page), reader) as look:
        found = {
            "first": look.first if look.first > FIRST else 0,
            "later": look.later if look.later > LATER else 0,
            "on a phone": look.grave("light", PHONE),
            "over the edge": look.over(),
            "on a laptop, at night": look.grave("dark", LAPTOP, *BY_LOOK),
            "wide": look.over(LAPTOP),
        }
    assert {what: told for what, told in found.items() if told} == {}
