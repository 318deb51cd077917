"""An alert that nobody answered and nobody else will be told of stands first and red, until somebody does."""

import pytest

from store import alerts, steps
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, room
from tests.gateway.test_console import enter

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("state", "answered", "red"),
    [("waiting", False, False), ("done", False, True), ("skipped", False, True), ("done", True, False)],
)
async def test_the_last_rung_is_backed_by_a_red_line(
    database: Database, keys: Keys, data_dir: object, state: steps.StepState, answered: bool, red: bool
) -> None:
    here: Room = room(database, keys, data_dir, patience=0.0)  # type: ignore[arg-type]
    here.keep(incident())
    here.alert(alert("a1", "2417"))
    here.person("moussa", ["monitor"], ["ML0701"])
    with database.write() as conn:
        steps.plan(conn, [steps.Step("a1", 0, "first", 5, steps.WAITING, None)])
        steps.close(conn, "a1", 0, state, 5)
        if answered:
            assert alerts.acknowledge(conn, "a1", "m1", NOON)
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = (await browser.get("/console")).text
    content = page.partition("<main")[2].partition("</main>")[0]
    assert ('role="alert"' in content) == red
    assert ("unanswered" in page) == red
    assert "2417" in page
