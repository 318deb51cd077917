"""A thousand messages of every channel, five words of its provider on each, in every order: one final state.

Every word is read by the provider's own adapter, from its own dialect (`channels.md` §11).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice, permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from core.messages import Receipt
from gateway.channels import CHANNELS
from store import outbox
from store.database import Database, ms, open_database
from store.receipts import RANK, Outcome, weight
from store.tables import attempts
from store.tables import outbox as table
from store.vault import Vault
from tests.gateway.tables import request_of

MESSAGES = 1000
DIALECTS: Mapping[str, Sequence[str]] = {
    "africastalking": ("Buffered", "Submitted", "Sent", "Failed", "Success"),
    "twilio": ("queued", "sending", "sent", "undelivered", "delivered"),
    "orange": (
        *("MessageWaiting", "DeliveredToNetwork", "DeliveryUncertain"),
        *("DeliveryImpossible", "DeliveredToTerminal"),
    ),
    "android": ("sms:sent", "sms:sent", "sms:failed", "sms:delivered", "sms:delivered"),
    "kannel": ("4", "8", "16", "2", "1"),
    "jasmin": ("ESME_ROK", "ACCEPTD", "ENROUTE", "UNDELIV", "DELIVRD"),
    "infobip": (
        *("PENDING_ACCEPTED", "PENDING_ENROUTE", "DELIVERED_TO_OPERATOR"),
        *("UNDELIVERABLE", "DELIVERED_TO_HANDSET"),
    ),
    "simulator": ("Buffered", "Submitted", "Sent", "Failed", "Success"),
}
"""Five words of each, the last of them the best."""


def orange(message: str, status: str, _n: int) -> dict[str, Any]:
    info = {"deliveryInfo": {"address": "tel:+22376000001", "deliveryStatus": status}}
    return {"json": {"deliveryInfoNotification": {**info, "callbackData": message}}}


def android(message: str, status: str, n: int) -> dict[str, Any]:
    payload = {"messageId": message, "phoneNumber": "+22376000001"}
    return {"json": {"deviceId": "d", "event": status, "id": f"{message}-{n}", "payload": payload}}


def infobip(message: str, status: str, _n: int) -> dict[str, Any]:
    told = {"groupName": status.partition("_")[0], "name": status}
    return {"json": {"results": [{"messageId": message, "status": told}]}}


def africastalking(message: str, status: str, _n: int) -> dict[str, Any]:
    return {"form": {"id": message, "status": status, "phoneNumber": "+22376000001"}}


POSTED: Mapping[str, Callable[[str, str, int], dict[str, Any]]] = {
    "africastalking": africastalking,
    "simulator": africastalking,
    "twilio": lambda message, status, _: {"form": {"MessageSid": message, "MessageStatus": status}},
    "orange": orange,
    "android": android,
    "infobip": infobip,
    "kannel": lambda message, status, _: {"query": f"id={message}&status={status}&smsc=orange"},
    "jasmin": lambda message, status, _: {"post": f"id={message}&message_status={status}&level=1"},
}
"""One receipt as each provider posts it."""


def receipts(dialect: str, message: str, order: Sequence[int]) -> Iterator[Receipt]:
    channel = CHANNELS["kannel" if dialect == "jasmin" else dialect]
    for n in order:
        told = channel.parsers["receipt"](request_of(POSTED[dialect](message, DIALECTS[dialect][n], n)))
        assert isinstance(told, Receipt), told
        yield told


def best(told: Iterator[Receipt]) -> str:
    """Where the ranks end when each only ever rises."""
    words = (Outcome(each.status or "", each.reason, each.temporary) for each in told)
    return max(words, key=weight).state


def test_every_channel_has_its_dialect_here() -> None:
    assert set(CHANNELS) | {"jasmin"} == set(DIALECTS)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_thousand_messages_end_alike_whatever_the_order(dialect: str) -> None:
    orders = islice(cycle(permutations(range(5))), MESSAGES)
    ends = {best(receipts(dialect, f"m{n}", order)) for n, order in enumerate(orders)}
    without = {
        best(receipts(dialect, "m", order)) for order in permutations(range(3 if dialect == "android" else 4))
    }
    assert (ends, without) == ({"delivered"}, {"failed"})


@pytest.fixture(scope="module")
def one_database(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("final")
    shutil.copy(_sqlite_template, folder / "lasomi.db")
    opened = open_database(f"sqlite:///{folder}/lasomi.db", folder)
    yield opened
    opened.close()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_store_ends_alike_in_all_orders(
    one_database: Database, vault: Vault, at: datetime, dialect: str
) -> None:
    """The fold above is the store's own: all 120 orders, through the rows."""
    orders = list(permutations(range(5)))
    channel = "kannel" if dialect == "jasmin" else dialect
    names = [f"{dialect}-{n}" for n in range(len(orders))]
    with one_database.write() as conn:
        conn.execute(insert(table), [row(name, channel, at) for name in names])
        conn.execute(insert(attempts), [attempt(vault, name, channel, at) for name in names])
        for name, order in zip(names, orders, strict=True):
            for told in receipts(dialect, name, order):
                assert outbox.apply_receipt(conn, vault, told, at)
        mine = select(table.c.state).where(table.c.id.in_(names)).distinct()
        assert conn.execute(mine).scalars().all() == ["delivered"]


def row(name: str, channel: str, at: datetime) -> dict[str, Any]:
    key = {"id": name, "cause": name, "recipient": "m1", "step": 0, "purpose": "answer", "priority": 1}
    times = {"due_at": ms(at), "created_at": ms(at), "expires_at": ms(at + timedelta(hours=1))}
    return key | times | {"channel": channel, "state": "accepted", "attempts": 1, "key_day": "2026-07-14"}


def attempt(vault: Vault, name: str, channel: str, at: datetime) -> dict[str, Any]:
    mark = vault.mark("dedupe", f"{channel}|{name}", at)
    stands = {"state": "accepted", "rank": RANK["accepted"], "code": "", "started_at": ms(at)}
    return stands | {"id": name, "outbox_id": name, "number": 1, "channel": channel, "provider_mark": mark}
