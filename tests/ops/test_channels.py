"""`lasomi channels`: what is set, and a message to one's own phone with every step that it takes."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import LasomiError
from core.messages import Receipt
from core.routes import read_routes
from gateway.settings import read_settings
from ops.channels import costs, listed, tried
from ops.desk import Counter
from store import lines, people, receipts
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
        first = [next(steps) for _ in range(4)]
        for status in ("sent", "delivered"):
            receipt: Any = Receipt("africastalking", status, "ATXid_1", status)
            with desk.database.write() as conn:
                receipts.apply_receipt(conn, desk.vault, receipt, at)
        rest = list(steps)
    assert first[0] == {"step": "phone", "operator": "orange", "foreign": False}
    assert first[1] == {"step": "route", "network": "orange", "line": "africastalking", "why": "asked"}
    assert (first[2]["encoding"], first[2]["parts"]) == ("GSM-7", 1)
    assert (first[3]["status"], first[3]["code"]) == ("accepted", "101")
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
        list(tried(desk, number, channel, 0.0))
    assert stopped.value.code == code


ROUTES = """\
currency: XOF
lines:
  africastalking: {price: {orange: 14, malitel: 20}}
  kannel: {price: {orange: 12}}
networks:
  orange: cheapest
  malitel: [africastalking]
"""


def routed(desk: Counter, tmp_path: Path) -> Counter:
    (tmp_path / "routes.yaml").write_text(ROUTES, "utf-8")
    routes = read_routes(tmp_path / "routes.yaml", {"africastalking", "kannel"})
    return replace(desk, settings=desk.settings.model_copy(update={"routes": routes}))


def test_the_route_is_shown_with_what_was_passed_over_and_why(
    desk: Counter, tmp_path: Path, at: datetime
) -> None:
    with desk.database.write() as conn:
        for _ in range(3):
            lines.failed(conn, "kannel", "unreachable", at)
    steps = list(tried(routed(desk, tmp_path), PHONE, "", 0.0))
    why = {"why": "LASOMI_ROUTES", "next": "kannel", "held": "kannel: fallen"}
    assert steps[1] == {"step": "route", "network": "orange", "line": "africastalking", **why}
    assert (steps[2]["cost"], steps[2]["currency"]) == (14.0, "XOF")
    assert steps[3]["code"] == "unreachable"


def test_a_text_to_relays_is_counted_and_priced_before_it_leaves(
    desk: Counter, tmp_path: Path, at: datetime
) -> None:
    here = routed(desk, tmp_path)
    with desk.database.write() as conn:
        for number in ("+22376000001", "+22376000002", "+22365012345"):
            people.add_member(
                *(conn, desk.vault),
                number=number,
                name="Quelqu'un",
                roles=("relay",),
                areas=("ML0701",),
                now=at,
            )
    with desk.database.write() as conn:
        people.opt_out(conn, desk.vault, "+22376000002", at, cause="sms", channel="kannel")
    rows = costs(here, "ML0701", "ɲɛ " * 30)
    assert rows[0] == {"network": "malitel", "line": "africastalking", "relays": 1, "price": 20.0}
    assert rows[1] == {"network": "orange", "line": "kannel", "relays": 1, "price": 12.0}
    assert (rows[2]["parts"], rows[2]["segments"], rows[2]["cost"]) == (2, 4, 64.0)
    (alone,) = costs(desk, "ML0801", "x")
    assert (alone["relays"], alone["cost"]) == (0, None)


def test_who_asked_for_silence_is_not_tried_on(desk: Counter, at: datetime) -> None:
    with desk.database.write() as conn:
        people.opt_out(conn, desk.vault, "+22376000001", at, cause="sms", channel="africastalking")
    with pytest.raises(LasomiError) as stopped:
        next(tried(desk, PHONE, "africastalking", 0.0))
    assert stopped.value.code == "opted_out"
