"""A listing is read to its end and no further, its cursor never skips, and its addresses stay its own."""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest

from core.errors import LasomiError
from core.messages import InboundMessage
from gateway.channels import africastalking_pull, twilio_pull
from gateway.channels.base import Page
from gateway.pullers import pullers
from gateway.settings import read_settings

NOW = datetime(2026, 7, 14, 14, 5, 30, tzinfo=UTC)
HOME = "/2010-04-01/Accounts/AC1/Messages.json"
CREDENTIALS = {
    "LASOMI_AFRICASTALKING_USERNAME": "lasomi",
    "LASOMI_AFRICASTALKING_API_KEY": "key",
    "LASOMI_TWILIO_ACCOUNT_SID": "AC1",
    "LASOMI_TWILIO_AUTH_TOKEN": "secret",
    "LASOMI_TWILIO_FROM": "+15005550006",
    "LASOMI_PUBLIC_URL": "https://lasomi.example.org",
}


class Fetched:
    """Africa's Talking's SDK with so many messages of these ids, two a page."""

    def __init__(self, *ids: object) -> None:
        self.ids = ids
        self.asked: list[str | None] = []

    def fetch_messages(self, last_received_id: str | None = None) -> str:
        self.asked.append(last_received_id)
        known = [str(one) for one in self.ids]
        start = known.index(last_received_id) + 1 if last_received_id in known else 0
        messages = [message(one) for one in self.ids[start : start + 2]]
        return json.dumps({"SMSMessageData": {"Messages": messages}})


def message(id_: object) -> dict[str, object]:
    return {
        "id": id_,
        "from": "+22376000001",
        "to": "38400",
        "text": "22 ANSONGO",
        "date": "2026-07-14 14:00:00",
    }


@pytest.mark.parametrize(
    ("ids", "asked"),
    [
        ((), ["0"]),
        ((5, 6, 9), ["0", "6", "9"]),
        (("a-1", "b-2", "c-3"), ["0", "b-2", "c-3"]),
        (("x" * 65, 3), ["0", "3"]),
        ((2**70,), ["0", str(2**70)]),
    ],
)
def test_africas_talking_is_asked_until_nothing_is_newer(ids: Sequence[object], asked: list[str]) -> None:
    fetched = Fetched(*ids)
    pages = list(africastalking_pull.pull(fetched, None, NOW))
    assert fetched.asked == asked
    assert [each.id for page in pages for each in page.messages] == [str(one) for one in ids]
    assert pages[-1].cursor == asked[-1]


def test_an_older_page_never_moves_the_cursor_back() -> None:
    (page,) = africastalking_pull.pull(Fetched(5, 6), "99", NOW)
    assert (page.cursor, len(page.messages)) == ("99", 2)


def test_a_listed_message_is_read_as_if_it_had_been_posted() -> None:
    pages = africastalking_pull.pull(Fetched(5), None, NOW)
    told = next(pages).messages[0].parsed
    assert isinstance(told, InboundMessage)
    assert (told.external_id, told.urn, told.text) == ("5", "+22376000001", "22 ANSONGO")
    assert (told.origin, told.sent_at) == ("proven", datetime(2026, 7, 14, 14, tzinfo=UTC))


class Account:
    """Twilio's SDK with pages of messages sent so many minutes ago."""

    account_sid = "AC1"

    def __init__(self, *pages: Sequence[float], next_uri: object = None) -> None:
        self.pages, self.next_uri = pages, next_uri
        self.asked: list[str] = []
        self.api = SimpleNamespace(absolute_url=lambda path: path)

    def request(self, method: str, uri: str) -> SimpleNamespace:
        assert method == "GET"
        at = len(self.asked)
        self.asked.append(uri)
        onward = self.next_uri or (f"{HOME}?Page={at + 1}" if at + 1 < len(self.pages) else None)
        body = {"messages": [sms(minutes) for minutes in self.pages[at]], "next_page_uri": onward}
        return SimpleNamespace(status_code=200, text=json.dumps(body))


def sms(minutes: float, **told: Any) -> dict[str, Any]:
    sent = format_datetime(NOW - timedelta(minutes=minutes))
    what = {"sid": f"SM{minutes}", "from": "+22376000001", "to": "+15005550006", "body": "22 ANSONGO"}
    return {**what, "num_media": "0", "direction": "inbound", "date_sent": sent, **told}


def listed(account: Account, cursor: str | None = None) -> list[Page]:
    return list(twilio_pull.pull(account, cursor, NOW, recipient="+15005550006"))


def test_twilio_is_asked_by_our_number_and_day() -> None:
    account = Account([])
    (page,) = listed(account)
    assert account.asked == [f"{HOME}?To=%2B15005550006&DateSent%3E=2026-07-11&PageSize=1000"]
    assert (page.messages, page.cursor) == ((), "2026-07-11T14:00:00+00:00")


def test_the_cursor_moves_with_the_last_page_only_and_by_the_hour() -> None:
    pages = listed(Account([1, 2], [300], [900]), "2026-07-13T10:00:00+00:00")
    assert [page.cursor for page in pages] == ["2026-07-13T10:00:00+00:00"] * 2 + [
        "2026-07-14T13:00:00+00:00"
    ]


def test_what_lies_before_the_cursor_is_not_turned_over_again() -> None:
    account = Account([1, 2], [300], [900], [1000])
    listed(account, "2026-07-14T12:00:00+00:00")
    assert len(account.asked) == 2


def test_a_date_ahead_of_ours_moves_nothing() -> None:
    (page,) = listed(Account([-600]), "2026-07-14T12:00:00+00:00")
    assert page.cursor == "2026-07-14T12:00:00+00:00"
    told = page.messages[0].parsed
    assert isinstance(told, InboundMessage)
    assert told.sent_at is None


@pytest.mark.parametrize("uri", ["@evil.example/x", "https://evil.example/", "/2010-04-01/Accounts", 7])
def test_a_page_elsewhere_is_not_followed(uri: object) -> None:
    account = Account([1], [2], next_uri=uri)
    with pytest.raises(LasomiError, match="unreadable_answer"):
        listed(account)
    assert len(account.asked) == 1


def test_only_open_doors_with_an_account_are_asked() -> None:
    one = f"africastalking={secrets.token_urlsafe(32)}"
    both = f"{one};twilio={secrets.token_urlsafe(32)}"
    assert set(pullers(read_settings({**CREDENTIALS, "LASOMI_HOOK_TOKENS": both}))) == {
        "africastalking",
        "twilio",
    }
    assert set(pullers(read_settings({**CREDENTIALS, "LASOMI_HOOK_TOKENS": one}))) == {"africastalking"}
    assert pullers(read_settings({})) == {}
