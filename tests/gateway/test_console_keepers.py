"""What who keeps the house reads, in words: machine, accounts, journal, settings (P44, P45)."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from gateway import checks
from gateway.console import partwords, rolewords
from gateway.console.settingpages import settings
from gateway.settings import Settings, read_settings
from ops.people import DESK_ROLES
from ops.people import ROLES as SERVE
from store import audit, quarantine
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, room
from tests.gateway.test_console import anyio_backend
from tests.login import enter

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
HERE: Final = Path(checks.__file__).parent
SECRET: Final = "https://alarm.example.org/s3cret"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.person("op", ["operator"], ["ML"])
    made.person("root", ["admin"], ["ML"])
    made.person("koro", ["auditor"], ["ML"])
    made.person("maire", ["authority"], ["1:ML070101"])
    return made


async def page(here: Room, login: str, path: str) -> str:
    async with here.client() as browser:
        await enter(browser, login)
        return unescape((await browser.get(f"/console/{path}")).text)


def checked() -> Iterator[str]:
    """Names of checks as the source writes them; what a channel adds is left out."""
    for file in HERE.glob("*.py"):
        for found in re.findall(
            r'Check\(f?"([a-z_]+)|name = f"([a-z]+) |parts = (\{.*\})', file.read_text("utf-8")
        ):
            plain, of_channel, table = found
            yield from re.findall(r'"(\w+)":', table) if table else [plain or of_channel]


def test_every_part_that_is_checked_has_words() -> None:
    assert set(checked()) == set(partwords.PARTS)


def test_every_role_has_words() -> None:
    assert {*SERVE, *DESK_ROLES} == set(rolewords.ROLES)


async def test_the_machine_says_first_what_is_to_be_done(here: Room) -> None:
    shown = await page(here, "op", "machine")
    wrong, right = shown.index("Alarme si la machine s'arrête"), shown.index("Base de données")
    assert shown.index("<h2>À faire</h2>") < wrong < shown.index("<h2>En ordre</h2>") < right
    assert "<code>heartbeat</code>" in shown
    assert re.search(r"Ce qui aide : \w", shown)


async def test_quarantine_is_counted_by_reason_in_words(here: Room) -> None:
    about = {"channel": "orange", "fields": ("a",), "raw": b"secretword", "now": NOON}
    with here.house.database.write() as conn:
        quarantine.keep(conn, here.house.vault, reason="charset", **about)  # type: ignore[arg-type]
    shown = await page(here, "op", "machine")
    assert re.search(r'lettres abîmées en route</th><td class="n">1</td>', shown)
    assert "secretword" not in shown


async def test_accounts_are_told_in_words(here: Room) -> None:
    shown = await page(here, "root", "accounts")
    assert "autorité qui répond · Maire, commune · Ansongo" in shown
    assert "opérateur de la machine · Mali" in shown


async def test_the_journal_names_roles_in_words(here: Room) -> None:
    with here.house.database.write() as conn:
        about = {"account": "x", "role": "operator", "object": "key", "reason": "checked"}
        audit.write(conn, here.house.vault, at=NOON, action="key_revoked", **about)
    shown = await page(here, "koro", "audit")
    assert "<td>opérateur de la machine</td><td>key_revoked</td>" in shown


async def test_every_setting_is_shown(here: Room) -> None:
    shown = await page(here, "root", "settings")
    assert shown.count("<dt>") == len(Settings.model_fields)
    assert "<code>LASOMI_COUNTRY</code></dt><dd>ml</dd>" in shown


def test_of_a_secret_only_that_it_is_there(tmp_path: Path) -> None:
    kept = read_settings({"LASOMI_DATA_DIR": str(tmp_path), "LASOMI_HEARTBEAT_URL": SECRET})
    (one,) = [each for each in settings(kept) if each.name == "LASOMI_HEARTBEAT_URL"]
    assert one == ("LASOMI_HEARTBEAT_URL", "", True, True)
    assert SECRET not in repr(list(settings(kept)))
