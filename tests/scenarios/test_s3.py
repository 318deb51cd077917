"""S3, as `tests/cases/scenarios` tells it: a woman seeks help, in each language, on a sandbox handset."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from core.country import Country
from core.errors import LasomiError
from core.hotlines import Hotline
from core.text import is_gsm7, septets
from sandbox.phone import Phone
from sandbox.switchboard import Screen
from store import people, protected
from store.database import ms
from tests.mali import mali
from tests.publishing import KNOWN
from tests.scenarios.conftest import with_country
from tests.scenarios.feed import key
from tests.scenarios.on_air import Handset, on_air
from tests.scenarios.test_scenarios import Story, story
from tests.scenarios.town import Town, when

S3 = story("s3-a-woman-seeks-help")
SCREENS: Story = S3["screens"]
CODE = "*384#"
FEED = (
    "/v1/incidents",
    "/v1/alerts",
    "/v1/collections/incidents/items",
    f"/v1/indicators?indicator=incidents&period={S3['week']}",
)
EMPTY = ("reports", "incidents", "alerts", "outbox", "ratings", "observations", "cells", "likenesses")


def services() -> tuple[Hotline, ...]:
    return tuple(
        Hotline(
            id=f"s{n}",
            number=each["number"],
            label={"fr": each["name"]},
            area=each["region"],
            answered_by="service",
            protected=True,
            verified_at=date.fromisoformat(str(each["verified_at"])),
            verified_by="coordination",
            source="appel",
        )
        for n, each in enumerate(S3["services"])
    )


def country(focal: str | None) -> Country:
    settings = mali().settings
    settings = replace(settings, protected=replace(settings.protected, focal=focal))
    return replace(mali(), hotlines=services(), settings=settings)


@pytest.fixture(params=S3["languages"])
def spoken(request: pytest.FixtureRequest) -> Story:
    return {"language": request.param, **S3["languages"][request.param]}


@pytest.fixture
def air(town: Town) -> Iterator[tuple[Handset, httpx.Client]]:
    town.used |= {S3["known"]["from"], S3["new"], S3["writes"]}
    town.watch.at = when(S3["at"])
    with_country(town, country("Association de la place"))
    with on_air(town) as hands:
        yield hands


def shows(screen: Screen, *lines: str) -> None:
    assert is_gsm7(screen.text), screen.text
    assert septets(screen.text) <= 160, screen.text
    for line in lines:
        assert line in screen.text


def counted(town: Town) -> dict[str, int]:
    rows = town.rows("SELECT place, period, n FROM counters WHERE name = 'protected'")
    return {f"{row['place']} {row['period']}": row["n"] for row in rows}


def nothing_else(town: Town, contacts: list[dict[str, Any]]) -> None:
    """No incident, no alert, no report, no pseudonym, no SMS, and of a call no row."""
    town.work(after=timedelta(seconds=70))
    assert [table for table in EMPTY if town.rows(f"SELECT * FROM {table}")] == []
    assert town.rows("SELECT * FROM contacts") == contacts
    assert town.rows("SELECT * FROM inbox WHERE sealed IS NOT NULL") == []
    assert town.sent == []


def test_a_known_caller_sees_the_one_service_of_her_region(
    town: Town, air: tuple[Handset, httpx.Client], spoken: Story
) -> None:
    """a. The other line was called too long ago; her contact row does not change, and nothing is resumed."""
    known, chosen = S3["known"], spoken["language"]
    with town.house.database.write() as conn:
        who = {"language": chosen, "home": known["home"]}
        people.remember(conn, town.house.vault, known["from"], town.watch.at, **who)
    contacts = town.rows("SELECT * FROM contacts")
    phone = air[0](known["from"])
    first = phone.dial(CODE)
    shows(first, "1 ")
    last = ask(phone, spoken)
    shows(last, SCREENS["service"], SCREENS["alone"], SCREENS["close"])
    assert SCREENS["lapsed"] not in last.text
    nothing_else(town, contacts)
    assert counted(town) == {f"ML07 {S3['week']}": 1}
    assert phone.dial(CODE).text == first.text
    phone.hang_up()


def test_b_a_new_caller_is_pointed_to_a_person_of_trust_and_forgotten(
    town: Town, air: tuple[Handset, httpx.Client], spoken: Story
) -> None:
    """b. Not even the language that she chose is kept: the next call asks again."""
    phone = air[0](S3["new"])
    first = phone.dial(CODE)
    shows(first, "1 Francais")
    shows(phone.answer(spoken["key"]), "1 ")
    shows(ask(phone, spoken), SCREENS["nobody"], SCREENS["close"])
    nothing_else(town, [])
    assert counted(town) == {f"ML {S3['week']}": 1}
    assert phone.dial(CODE).text == first.text
    phone.hang_up()


def ask(phone: Phone, spoken: Story) -> Screen:
    """From home on: 1, 6, 1. No question is asked on the way."""
    shows(phone.answer("1"), spoken["asks"], SCREENS["category"])
    shows(phone.answer("6"), *SCREENS["choice"])
    last = phone.answer("1")
    assert last.ends
    return last


def test_c_and_d_an_sms_is_sealed_for_72_hours_or_destroyed_at_once(
    town: Town, air: tuple[Handset, httpx.Client], spoken: Story, capfd: pytest.CaptureFixture[str]
) -> None:
    """c, then d without a focal person. The feed is the same to the byte before and after."""
    phone, reader = air[0](S3["writes"]), air[1]
    reader.headers["Authorization"] = f"Bearer {key(town, 'figures', 'events', 'alerts', 'monitor@ML')}"
    before = seen(town, reader)
    assert phone.write(spoken["sms"])
    nothing_else(town, [])
    assert counted(town) == {f"ML {S3['week']}": 1}
    (sealed,) = town.rows("SELECT * FROM protected")
    assert sealed["until"] == ms(when(S3["gone_at"]))
    assert opened(town, sealed["id"]) == spoken["sms"]
    with_country(town, country(None))
    assert phone.write(spoken["sms"] + " .")
    nothing_else(town, [])
    assert counted(town) == {f"ML {S3['week']}": 2}
    assert len(town.rows("SELECT * FROM protected")) == 1
    assert seen(town, reader) == before
    assert phone.read() == []
    logged = "".join(capfd.readouterr())
    assert not [word for word in (spoken["word"], "gbv", "protected") if word in logged]
    gone(town, sealed["id"])


def seen(town: Town, reader: httpx.Client) -> list[bytes]:
    """The feed as it would be read once the week is published, each answer made anew."""
    KNOWN.clear()
    now, town.watch.at = town.watch.at, when("2026-07-23 00:00:00")
    answers = [reader.get(path) for path in FEED]
    town.watch.at = now
    assert {answer.status_code for answer in answers} == {200}
    return [answer.content for answer in answers]


def opened(town: Town, id_: str) -> str | None:
    with town.house.database.read() as conn:
        return protected.unlock(conn, town.house.vault, id_, town.watch.at)


def gone(town: Town, id_: str) -> None:
    """Row and key, at the same minute three days later at the latest."""
    (row,) = town.rows("SELECT * FROM protected")
    town.watch.at = when(S3["gone_at"])
    town.work()
    assert town.rows("SELECT * FROM protected") == []
    with pytest.raises(LasomiError, match="no key"):
        town.house.vault.open(
            "protected", row["key_epoch"], row["sealed"], table="protected", row=id_, purpose="text"
        )
