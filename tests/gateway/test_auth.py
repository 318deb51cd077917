"""A key opens what its scopes say, while it lives, so many times a minute, and never more."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.auth import Quota, Reader, Refused, bearer, reader_of
from store.access import ApiKey
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, room

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return room(database, keys, data_dir)


def key(*scopes: str, issued_by: str | None = "awa", approved_by: str | None = "ben") -> ApiKey:
    return ApiKey("id", "test", scopes, issued_by, approved_by, NOON, NOON + timedelta(days=90))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer  ", "Basic abc", "Token abc"])
def test_without_a_bearer_key_there_is_none(header: str) -> None:
    with pytest.raises(Refused) as refused:
        bearer(header)
    assert refused.value.code == "no_key"


def test_the_word_bearer_may_be_written_small() -> None:
    assert bearer("bearer abc") == "abc"


def test_rows_need_two_different_persons() -> None:
    assert reader_of(key("events")).may("events")
    for issuer, approver in (("awa", None), (None, "awa"), ("awa", "awa")):
        alone = reader_of(key("events", "figures", issued_by=issuer, approved_by=approver))
        assert not alone.may("events")
        assert alone.may("figures")


def test_a_monitor_watches_a_cercle_a_region_or_the_country() -> None:
    reader = reader_of(key("monitor@ML0701"))
    assert reader.watches("ML0701", "ML07", "ML")
    assert not reader.watches("ML0702", "ML07", "ML")
    assert Reader("k", frozenset(), frozenset({"ML"})).watches("ML0702", "ML07", "ML")
    assert not reader.watches(None)


def test_a_key_has_so_many_requests_a_minute() -> None:
    quota = Quota(most=2)
    at = datetime(2026, 10, 13, 12, 0, 45, tzinfo=UTC)
    assert [quota.wait_seconds("a", at) for _ in range(3)] == [0, 0, 15]
    assert quota.wait_seconds("b", at) == 0
    assert quota.wait_seconds("a", at + timedelta(seconds=15)) == 0


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        (("public",), "/v1/indicators", 200),
        (("figures",), "/v1/indicators", 200),
        (("monitor@ML07",), "/v1/indicators", 200),
        (("alerts",), "/v1/indicators", 403),
        (("events",), "/v1/incidents", 200),
        (("monitor@ML07",), "/v1/incidents", 200),
        (("figures", "public", "alerts"), "/v1/incidents", 403),
        (("alerts",), "/v1/alerts", 200),
        (("monitor@ML07",), "/v1/alerts", 200),
        (("figures", "events"), "/v1/alerts", 403),
        (("sessions",), "/v1/places?level=adm1", 200),
        (("sessions",), "/v1/taxonomy", 200),
        (("sessions",), "/v1/indicators/definitions", 200),
    ],
)
async def test_which_scope_opens_which_address(
    here: Room, scopes: tuple[str, ...], path: str, status: int
) -> None:
    async with here.reader(*scopes) as reader:
        assert (await reader.get(path)).status_code == status


@pytest.mark.parametrize(
    "path", ["/v1/indicators", "/v1/incidents", "/v1/alerts", "/v1/places", "/v1/taxonomy"]
)
async def test_nothing_opens_without_a_key_or_with_a_wrong_one(here: Room, path: str) -> None:
    async with here.client() as stranger:
        none = await stranger.get(path)
        wrong = await stranger.get(path, headers={"Authorization": "Bearer lsm_0000_wrong"})
    assert (none.status_code, none.json()["error"]["code"]) == (401, "no_key")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "wrong_key")
    assert none.headers["www-authenticate"].startswith("Bearer")


async def test_a_key_ends_after_ninety_days(here: Room) -> None:
    async with here.reader("public") as reader:
        here.clock.at = NOON + timedelta(days=90)
        assert (await reader.get("/v1/taxonomy")).status_code == 401


async def test_the_hundred_and_twenty_first_request_of_a_minute_waits(here: Room) -> None:
    async with here.reader("public") as reader:
        for _ in range(120):
            assert (await reader.get("/v1/indicators/definitions")).status_code == 200
        over = await reader.get("/v1/indicators/definitions")
    assert (over.status_code, over.headers["retry-after"]) == (429, "60")
    assert over.json()["error"]["code"] == "too_many_requests"
