"""`lasomi channels`: what is set, and a message to one's own phone with every step that it takes."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from core.errors import LasomiError
from core.messages import Receipt
from gateway.settings import read_settings
from ops.channels import listed, tried
from ops.desk import Counter
from store import people, receipts
from store.database import Database
from store.keys import Keys
from store.tables import audit
from store.vault import Vault
from tests.gateway.provider import Said, free_port
from tests.gateway.receiver import receiver
from tests.gateway.rooms import FixedClock

PHONE = "+223 76 00 00 01"
TOOK = '{"SMSMessageData": {"Recipients": [{"statusCode": 101, "messageId": "ATXid_1"}]}}'


@pytest.fixture
def desk(database: Database, keys: Keys, at: datetime) -> Counter:
    return with_address(Counter(read_settings({}), FixedClock(at), database, keys, Vault(keys)), free_port())


def with_address(desk: Counter, port: int) -> Counter:
    """The same desk, whose provider is on this machine."""
    environ = {
        "LASOMI_SANDBOX": "1",
        "LASOMI_AFRICASTALKING_USERNAME": "lasomi",
        "LASOMI_AFRICASTALKING_API_KEY": "key",
        "LASOMI_AFRICASTALKING_API_URL": f"http://127.0.0.1:{port}",
        "LASOMI_HOOK_TOKENS": "kannel=a;africastalking=b",
        "LASOMI_BUDGETS": "africastalking=2000",
    }
    return replace(desk, settings=read_settings(environ))


def test_a_list_says_which_doors_are_open_and_what_sends(desk: Counter) -> None:
    rows = {row["channel"]: row for row in listed(desk)}
    assert (rows["africastalking"]["door"], rows["africastalking"]["sends"]) == (True, True)
    assert (rows["kannel"]["door"], rows["kannel"]["sends"]) == (True, False)
    assert (rows["africastalking"]["budget"], rows["africastalking"]["today"]) == (2000, 0)
    assert "twilio" not in rows


def test_every_step_is_shown_and_the_last_receipt_ends_it(desk: Counter, at: datetime) -> None:
    with receiver(Said(201, TOOK)) as told:
        here = with_address(desk, int(told.address.rpartition(":")[2]))
        steps = tried(here, PHONE, "africastalking", 30.0)
        first = [next(steps) for _ in range(3)]
        for status in ("sent", "delivered"):
            receipt: Any = Receipt("africastalking", status, "ATXid_1", status)
            with desk.database.write() as conn:
                receipts.apply_receipt(conn, desk.vault, receipt, at)
        rest = list(steps)
    assert first[0] == {"step": "phone", "operator": "orange", "foreign": False}
    assert (first[1]["encoding"], first[1]["parts"]) == ("GSM-7", 1)
    assert (first[2]["status"], first[2]["code"]) == ("accepted", "101")
    assert [row["status"] for row in rest] == ["sent", "delivered"]
    assert "76000001" not in str([*first, *rest]).replace(" ", "")


def test_who_tried_is_in_the_audit_and_the_phone_is_not(desk: Counter) -> None:
    with receiver(Said(201, TOOK)) as told:
        here = with_address(desk, int(told.address.rpartition(":")[2]))
        assert list(tried(here, PHONE, "africastalking", 0.0))[-1]["status"] == "none"
    with desk.database.read() as conn:
        row = conn.execute(audit.select().order_by(audit.c.seq.desc())).mappings().first()
    assert row is not None
    assert (row["action"], row["object"]) == ("channel_tested", "africastalking")


def test_a_provider_that_is_not_there_is_a_step_too(desk: Counter) -> None:
    last = list(tried(desk, PHONE, "africastalking", 0.0))[-1]
    assert (last["status"], last["code"]) == ("failed", "unreachable")


@pytest.mark.parametrize(
    ("number", "channel", "code"),
    [
        ("Orange", "africastalking", "operator_message"),
        (PHONE, "twilio", "no_sender"),
        ("", "kannel", "no_sender"),
    ],
)
def test_what_cannot_be_tried_is_said_before_anything_leaves(
    desk: Counter, number: str, channel: str, code: str
) -> None:
    with pytest.raises(LasomiError) as stopped:
        next(tried(desk, number, channel, 0.0))
    assert stopped.value.code == code


def test_who_asked_for_silence_is_not_tried_on(desk: Counter, at: datetime) -> None:
    with desk.database.write() as conn:
        people.opt_out(conn, desk.vault, "+22376000001", at, cause="sms", channel="africastalking")
    with pytest.raises(LasomiError) as stopped:
        next(tried(desk, PHONE, "africastalking", 0.0))
    assert stopped.value.code == "opted_out"
