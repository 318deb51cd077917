"""EFFACER (P11): of the phone and its words nothing is left in any table, file or seal that a key opens.

Nothing here names what is erased: every table of the schema is walked, every value is tried with every key.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.country import Country
from flows.definition import Flows
from store.database import Database
from store.keys import Keys
from store.shred import shred
from store.tables import metadata
from tests.gateway.line import SMS
from tests.protection.classes import OF_NOBODY, OF_PHONES, OF_STAFF
from tests.protection.walking import Found, in_files, marks, names, traces
from tests.workers.onehand import deliver_once
from tests.workers.texting import CHANNEL, PHONE, Texting, texting
from workers.likeness import grams, sketch

SERVICE = "*384#"
WORDS = {"zanzibarette", "quinquagénaire"}
WHOLE = ["1", "1", "2", "2", "Ansongo", "2", "1", "1", "1"]
LIMITS = {
    Found("replies", "limit_id"),
    Found("exchanges", "limit_id"),
    Found("silences", "limit_id"),
}
"""How often was written to a phone today: no topic, no text, and the key goes with the day (P17)."""
LONG = "les eleveurs et les cultivateurs se disputent pour le puits"
LIKENESS = {Found("likenesses", "mark")}
"""How a long text sounds, so that a crowd that erases itself is one source still: of no phone, for a day."""


@pytest.fixture(params=["silent", "neutral", "conversation"])
def phone(
    request: pytest.FixtureRequest, database: Database, keys: Keys, country: Country, flows: Flows
) -> Iterator[Texting]:
    with texting(database, keys, country, flows, {"mode": request.param}) as opened:
        yield opened


def typed(keys: list[str]) -> list[str]:
    """What a telco posts: all that was typed so far."""
    return ["*".join(keys[:n]) for n in range(len(keys) + 1)]


def set_aside(phone: Texting) -> None:
    """What of a phone the operator keeps: broken bytes, a form nobody can read, a text without its rest."""
    sent = f"id=m88&to=36000&from=%2B{phone.number[1:]}&text=zanzibarette+br%FBl%E9e".encode()
    phone.line.post(SMS, content=sent, headers={"content-type": "application/x-www-form-urlencoded"})
    phone.line.post(SMS, content=f'{{"from": "{phone.number}"}}', headers={"content-type": "text/plain"})
    phone.write("zanzibarette sans suite", part="8 1/2")
    phone.waits("11m")
    assert {"charset", "unreadable", "unpaired_part"} == set(kept_aside(phone))


def kept_aside(phone: Texting) -> list[str]:
    """Why each payload lies in quarantine that still says something."""
    found = phone.line.rows("quarantine")
    return sorted(row["reason"] for row in found if row["sealed"] is not None)


def tell_everything(phone: Texting) -> None:
    """What one phone may leave in a house, on every way in, worked on and not."""
    set_aside(phone)
    phone.write("des hommes armés ont attaqué Ansongo, trois morts, dit la quinquagénaire")
    phone.write("22 ANSONGO zanzibarette")
    phone.write("on a volé des vaches zanzibarette")
    phone.write("NOTE maire ansongo 3")
    phone.write("zanzibarette debut d'un long message", part="7 1/3")
    phone.write("CODE 4829 1376")
    phone.write(LONG)
    phone.write(f"{LONG} ensemble", number="+22376000008")
    for text in typed(WHOLE):
        last = phone.line.dial(phone.number, "whole", text)
    assert last.startswith("END ")
    for text in typed(WHOLE[:5]):
        phone.line.dial(phone.number, "dropped", text)
    for text in typed([*WHOLE[:6], "0", "0", "0"])[6:]:
        phone.line.dial(phone.number, "taken back", text)
    phone.waits("61s")
    phone.line.sms(phone.number, "pas encore lu zanzibarette", id="m99")


def wanted(phone: Texting) -> set[str]:
    return names(phone.house.keys, phone.number, ["36000", SERVICE]) | WORDS


def alike(phone: Texting) -> set[str]:
    """The marks by which a long text is found by one that sounds like it."""
    return marks(phone.house.keys, [f"alike|{part}" for part in sketch(grams(LONG, 1))])


def test_every_table_has_its_class() -> None:
    classes = (OF_PHONES, OF_STAFF, OF_NOBODY)
    assert frozenset().union(*classes) == set(metadata.tables)
    assert sum(map(len, classes)) == len(metadata.tables)


def test_the_walk_can_see(phone: Texting) -> None:
    tell_everything(phone)
    seen = traces(phone.house, wanted(phone))
    assert {
        Found("inbox", "sealed"),
        Found("reports", "contact"),
        Found("reports", "sealed_text"),
        Found("sessions", "caller"),
        Found("contacts", "id"),
        Found("parts", "sealed"),
        Found("quarantine", "sealed"),
    } <= seen


def test_where_nothing_of_a_phone_belongs_nothing_is(phone: Texting) -> None:
    tell_everything(phone)
    assert {found.table for found in traces(phone.house, wanted(phone))} <= OF_PHONES


def test_how_a_text_sounds_is_of_no_phone_and_for_a_day(phone: Texting) -> None:
    phone.write(LONG)
    phone.write("EFFACER")
    assert traces(phone.house, alike(phone) | wanted(phone)) - LIMITS == LIKENESS
    phone.waits("27h")
    shred(phone.house.database, phone.house.keys, phone.house.clock())
    assert traces(phone.house, alike(phone)) == set()


def test_nothing_is_left(phone: Texting) -> None:
    tell_everything(phone)
    phone.write("EFFACER")
    assert phone.kept("outcome") == "erased"
    left = traces(phone.house, wanted(phone)) - LIMITS
    assert left == set()
    phone.house.database.checkpoint()
    assert in_files(phone.house.settings.data_dir, WORDS | {phone.number[1:]}) == set()


def test_what_lay_in_quarantine_is_counted_still(phone: Texting) -> None:
    set_aside(phone)
    phone.line.post(SMS, content='{"from": "+22376000009"}', headers={"content-type": "text/plain"})
    phone.write("EFFACER")
    assert kept_aside(phone) == ["unreadable"]
    assert len(phone.line.rows("quarantine")) == 4


def test_the_answer_to_it_is_forgotten_once_it_has_left(phone: Texting) -> None:
    phone.write("EFFACER")
    assert traces(phone.house, wanted(phone)) - LIMITS == set()


def test_the_answer_may_have_left_before_it_was_read(phone: Texting) -> None:
    phone.line.sms(phone.number, "EFFACER", id="m1")
    while deliver_once(phone.house, {CHANNEL: phone.send}, "worker"):
        continue
    phone.work()
    assert traces(phone.house, wanted(phone)) - LIMITS == set()


def test_an_answer_that_never_leaves_is_forgotten_too(phone: Texting) -> None:
    phone.line.sms(phone.number, "EFFACER", id="m1")
    phone.drain()
    phone.line.move(phone.house.clock() + timedelta(hours=2))
    deliver_once(phone.house, {CHANNEL: phone.send}, "worker")
    assert phone.sent == []
    assert traces(phone.house, wanted(phone)) - LIMITS == set()


def test_codes_and_counts_stay(phone: Texting) -> None:
    tell_everything(phone)
    before = phone.rows("SELECT id, code, adm2 FROM reports ORDER BY id")
    assert before
    phone.write("EFFACER")
    assert phone.rows("SELECT id, code, adm2 FROM reports ORDER BY id") == before


def test_of_somebody_else_everything_is_left(phone: Texting) -> None:
    other = "+22376000009"
    phone.write("22 ANSONGO zanzibarette", number=other)
    known = names(phone.house.keys, other, [SERVICE])
    before = traces(phone.house, known)
    phone.write("EFFACER")
    assert traces(phone.house, known) == before
    assert phone.number == PHONE


def test_two_days_later_not_even_how_often(phone: Texting) -> None:
    tell_everything(phone)
    phone.write("EFFACER")
    known = wanted(phone)
    phone.waits("72h")
    shred(phone.house.database, phone.house.keys, phone.house.clock() + timedelta(hours=1))
    assert traces(phone.house, known) == set()
