"""The pictures of `docs/console.md`, all in French: `python -m tests.browser.pictures [FOLDER [NAME…]]`.

Phone and laptop, full height up to a limit; time stands still, so the same code gives the same pictures.
"""

import sys
from base64 import b64decode
from collections.abc import Collection
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.browser.eyes import LAPTOP, PHONE, Eyes
from tests.browser.stack import house
from tests.sandbox.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

FOLDER: Final = Path(__file__).parent.parent.parent / "docs" / "pictures"
SIZES: Final = {"phone": PHONE, "laptop": LAPTOP}
TALLEST: Final = 1600
"""What lies further down is not in a picture."""
QUALITY: Final = 60


class Shot(NamedTuple):
    """A page of a person; `reason`: proven once more for it."""

    name: str
    login: str
    path: str
    reason: str = ""


SHOTS: Final = (
    Shot("login", "", "/console/login"),
    Shot("overview", "seydou", "/console/overview"),
    Shot("queue", "awa", "/console/triage", "triage"),
    Shot("step-up", "awa", "/console/triage"),
    Shot("alerts", "seydou", "/console"),
    Shot("incidents", "seydou", "/console/incidents"),
    Shot("incident", "seydou", "/console/incidents/{event}"),
    Shot("map", "seydou", "/console/map"),
    Shot("cases", "seydou", "/console/cases"),
    Shot("refer", "seydou", "/console/refer?alert=2417"),
    Shot("rumours", "seydou", "/console/rumours"),
    Shot("bulletins", "seydou", "/console/bulletins"),
    Shot("figures", "analyst", "/console/figures"),
    Shot("figure", "analyst", "/console/figures/G1"),
    Shot("villages", "committee", "/console/villages"),
    Shot("commitments", "seydou", "/console/commitments"),
    Shot("highlights", "analyst", "/console/highlights"),
    Shot("highlight", "analyst", "/console/highlights/2026-W40"),
    Shot("exports", "analyst", "/console/exports"),
    Shot("watch", "seydou", "/console/watch"),
    Shot("accuracy", "seydou", "/console/accuracy"),
    Shot("drills", "seydou", "/console/drills"),
    Shot("drill", "seydou", "/console/drills/EX-03"),
    Shot("roster", "seydou", "/console/roster"),
    Shot("member", "seydou", "/console/roster/{member}"),
    Shot("languages", "admin", "/console/languages"),
    Shot("language", "admin", "/console/languages/bm"),
    Shot("channels", "operator", "/console/channels"),
    Shot("machine", "operator", "/console/machine"),
    Shot("keys", "admin", "/console/keys"),
    Shot("urgent", "seydou", "/console/urgent"),
    Shot("audit", "auditor", "/console/audit"),
    Shot("queries", "auditor", "/console/queries"),
    Shot("settings", "admin", "/console/settings"),
    Shot("accounts", "admin", "/console/accounts"),
    Shot("person", "admin", "/console/accounts/{relay}"),
    Shot("account", "seydou", "/console/account"),
    Shot("password", "seydou", "/console/password"),
    Shot("pin", "seydou", "/console/pin"),
    Shot("tasks", "gbv_focal", "/console/tasks"),
    Shot("start", "admin", "/console/start"),
    Shot("not-there", "seydou", "/console/nowhere"),
)


def main(folder: Path, only: Collection[str] = ()) -> None:
    """Writes one file for each page and size."""
    wanted = [shot for shot in SHOTS if not only or shot.name in only]
    folder.mkdir(parents=True, exist_ok=True)
    with house() as here, chromium("--lang=fr") as browser:
        for size in SIZES:
            for (login, reason), shots in groupby(sorted(wanted, key=_by), _by):
                window = Eyes(browser, here).window(login, reason=reason, has_touch=size == "phone")
                for shot in shots:
                    _taken(
                        window,
                        size,
                        here.path({"at": "", "path": shot.path}),
                        folder / f"{shot.name}-{size}.webp",
                    )
                window.close()


def _by(shot: Shot) -> tuple[str, str]:
    """Who is at the window, and why."""
    return shot.login, shot.reason


def _taken(window: "BrowserContext", size: str, path: str, file: Path) -> None:
    page = window.new_page()
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(path)
    tall = min(TALLEST, max(height, page.evaluate("document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1}
    page.set_viewport_size({"width": width, "height": tall})
    asked = {"format": "webp", "quality": QUALITY, "clip": clip}
    made = window.new_cdp_session(page).send("Page.captureScreenshot", asked)
    file.write_bytes(b64decode(made["data"]))
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER, sys.argv[2:])
