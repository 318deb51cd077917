"""Every table in cases/channels is played against its provider, and its forms against all the others."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioException, TwilioRestException

from core.errors import SendFailed
from core.messages import Ignored, OutboundMessage, Quarantined
from gateway.channels import (
    CHANNELS,
    africastalking,
    android,
    infobip,
    jasmin,
    kannel,
    orange,
    simulator,
    twilio,
)
from gateway.channels.base import Reply, plain
from gateway.channels.fields import digest, provider_time, quarantined, whole
from tests.gateway.tables import FOLDER, posted, request_of, table

MESSAGE = OutboundMessage("m1", "x", "+22376000001", "A2417 S4 11 ML0701", "alert", "att-1")
MODULES = (africastalking, twilio, orange, android, kannel, infobip)
ACCOUNT = jasmin.Account("lasomi", "secret", "36000", "https://lasomi.example.org/receipt")
CASES = [(channel, case) for channel in CHANNELS for case in table(channel)]
FORMS = [(channel, case) for channel, case in CASES if "parse" in case]


def label(value: object) -> str | None:
    return value["label"] if isinstance(value, dict) else None


class Phone:
    """An SDK that answers what it was told to."""

    def __init__(self, said: object) -> None:
        self.said = said

    def send(self, message: str, recipients: list[str], sender_id: str | None = None) -> Any:
        return self.said


class Account:
    """Twilio's SDK: makes a message, or refuses as it was told to."""

    def __init__(self, made: dict[str, Any] | None = None, error: Exception | None = None) -> None:
        self.made, self.error = made, error

    @property
    def messages(self) -> "Account":
        return self

    def create(self, **fields: Any) -> SimpleNamespace:
        if self.error:
            raise self.error
        return SimpleNamespace(**(self.made or {}))


def played(channel: str, case: dict[str, Any]) -> object:
    if "parse" in case:
        return CHANNELS[channel].parsers[case["parse"]](request_of(case))
    if "asked" in case:
        return android.ask(lambda _path: Reply(*case["asked"]), MESSAGE)
    if "reply" in case or "jasmin" in case:
        return sent(channel, case)
    if "error" in case:
        refusal = TwilioRestException(case["error"]["status"], "/", code=case["error"]["code"] or None)
        return twilio.send(Account(error=refusal), MESSAGE)
    if "made" in case:
        return twilio.send(Account(case["made"]), MESSAGE)
    return (simulator if channel == "simulator" else africastalking).send(Phone(case["answer"]), MESSAGE)


def sent(channel: str, case: dict[str, Any]) -> object:
    """What becomes of a message when the provider's address answers so."""

    def post(_path: str, _fields: Mapping[str, Any]) -> Reply:
        return Reply(*(case.get("reply") or case["jasmin"]))

    if "jasmin" in case:
        return jasmin.send(post, MESSAGE, ACCOUNT)
    if channel == "kannel":
        return kannel.send(post, MESSAGE, ACCOUNT)
    if channel == "infobip":
        return infobip.send(post, MESSAGE, sender="36000")
    return (
        android.send(post, MESSAGE) if channel == "android" else orange.send(post, MESSAGE, sender="+2230000")
    )


@pytest.mark.parametrize(("channel", "case"), CASES, ids=label)
def test_a_case_becomes_what_its_table_says(channel: str, case: dict[str, Any]) -> None:
    if "ambiguous" in case or "again" in case:
        with pytest.raises(SendFailed) as failed:
            played(channel, case)
        assert failed.value.code == case.get("ambiguous", case.get("again"))
        assert failed.value.ambiguous == ("ambiguous" in case) != failed.value.retryable
        return
    became = played(channel, case)
    if "quarantine" in case:
        assert isinstance(became, Quarantined)
        assert became.reason == case["quarantine"]
        assert "fields" not in case or list(became.fields) == case["fields"]
    elif "ignore" in case:
        assert became == Ignored(channel, case["ignore"])
    else:
        assert as_expected(became, case["expect"]) == case["expect"]


def as_expected(became: Any, expect: dict[str, Any] | None) -> dict[str, Any] | None:
    """The fields that a case names, as it writes them."""
    if expect is None or became is None:
        return None if became is expect else {"became": became}
    found = {**asdict(became), "type": type(became).__name__}
    if found.get("sent_at"):
        found["sent_at"] = found["sent_at"].isoformat()
    if parts := expect.get("external_id_of"):
        same = digest(*parts) == found["external_id"]
        found["external_id_of"] = parts if same else found["external_id"]
    return {name: found[name] for name in expect}


AFRICAS_TALKING = {"africastalking", "simulator"}


@pytest.mark.parametrize(("channel", "case"), FORMS, ids=label)
def test_a_form_of_another_provider_is_set_aside_and_never_raises(channel: str, case: dict[str, Any]) -> None:
    for name, other in CHANNELS.items():
        alike = {name, channel} <= AFRICAS_TALKING or name == channel
        elsewhere = other.reads != CHANNELS[channel].reads
        for kind, parse in other.parsers.items():
            became = parse(request_of(case))
            assert became.channel == name
            assert isinstance(became, Quarantined | Ignored) or alike or elsewhere, kind


def test_every_channel_has_its_table_and_every_table_its_channel() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(CHANNELS)


CODES_TOLD = {
    "africastalking": (africastalking.STATUSES, africastalking.CODES),
    "twilio": (twilio.STATUSES,),
    "orange": (orange.STATUSES,),
    "android": (android.EVENTS, android.STATES),
    "kannel": (kannel.STATUSES, jasmin.STATUSES),
    "infobip": (infobip.STATUSES, infobip.GROUPS),
    "simulator": (),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_status_and_code_of_a_channel_has_a_case(channel: str) -> None:
    written = str(table(channel))
    for codes in CODES_TOLD[channel]:
        assert [code for code in codes if not re.search(rf"\b{code}\b", written)] == []
    assert len(table(channel)) >= 25 or channel == "simulator"


@pytest.mark.parametrize("kind", ["sms", "receipt", "optout", "ussd-end"])
@pytest.mark.parametrize("name", CHANNELS)
def test_no_answer_has_a_body_that_a_provider_would_deliver(name: str, kind: Any) -> None:
    if kind not in CHANNELS[name].parsers:
        return
    answer = CHANNELS[name].answer(kind, posted({"from": "+22376000001"}))
    told = {("twilio", "sms"): (twilio.EMPTY_TWIML, "text/xml")}
    told |= {("android", each): ("{}", "application/json") for each in ("sms", "receipt")}
    assert (answer.status, answer.body, answer.content_type) == (
        200,
        *told.get((name, kind), ("", "text/plain; charset=utf-8")),
    )


@pytest.mark.parametrize("field", ["origin-connector", "message_status"])
def test_jasmin_hears_its_word_and_nobody_else_does(field: str) -> None:
    for name, channel in CHANNELS.items():
        for kind in channel.parsers:
            answer = channel.answer(kind, posted({"id": "1", field: "x"}))
            assert (answer.body == "ACK/Jasmin") == (name == "kannel")


names = st.sampled_from(sorted(set[str]().union(*(module.FIELDS for module in MODULES)))) | st.text(
    max_size=12
)
texts = st.text(alphabet=st.characters(), max_size=40)


@settings(deadline=None)
@given(st.lists(st.tuples(names, texts), max_size=12))
def test_nothing_that_is_posted_makes_a_reader_raise(form: list[tuple[str, str]]) -> None:
    for channel in CHANNELS.values():
        for parse in channel.parsers.values():
            parse(posted(form))


def test_text_loses_nul_and_lone_surrogates_only() -> None:
    assert plain("a\x00b") == "ab"
    assert plain("a\ud83db") == "a\ufffdb"
    assert plain("\U0001f600 \u202e ɛɔ\x07\n") == "\U0001f600 \u202e ɛɔ\x07\n"


def test_quarantine_names_each_field_once() -> None:
    found = quarantined(posted([("id", "1"), ("id", "2"), ("mon secret", "")]), "x", "r", {"id"})
    assert found.fields == ("id", "?")


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_date_at_the_end_of_the_calendar_is_none(date: str) -> None:
    assert provider_time(date, datetime(2026, 7, 14, tzinfo=UTC)) is None


@pytest.mark.parametrize(("text", "n"), [("12", 12), ("", 0), ("-1", 0), ("٣", 0), ("9" * 10, 0)])
def test_a_count_is_plain_digits(text: str, n: int) -> None:
    assert whole(text) == n


def test_an_sdk_that_stumbles_over_the_answer_leaves_the_outcome_open() -> None:
    with pytest.raises(SendFailed) as failed:
        twilio.send(Account(error=TwilioException("no json")), MESSAGE)
    assert failed.value.ambiguous
