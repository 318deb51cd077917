"""Who is written to, how often, and when not at all (P5–P8, `channels.md` §13), on both databases."""

import csv
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.country import Country
from core.messages import InboundMessage
from flows.definition import Flows
from gateway import replies
from gateway.entries import entry_of, seen
from gateway.replies import lasts_until
from store import inbox, outbox
from store.database import Database, open_database
from store.departures import Terms
from store.keys import Keys
from store.replies import REPORTER
from tests.workers.texting import CHANNEL, PHONE, Texting, texting
from workers.asking import questions, thanks

OWN = Path(__file__).parents[2] / "countries" / "ml" / "training"
MANY = 500


@pytest.fixture
def phone_in(
    database: Database, keys: Keys, country: Country, flows: Flows
) -> Iterator[Callable[..., Texting]]:
    """A phone on a gateway, by the words of a scene."""
    with ExitStack() as stack:
        yield lambda **scene: stack.enter_context(texting(database, keys, country, flows, scene))


def messages(n: int) -> list[str]:
    """Messages of every intent, of our own making, and every command."""
    found: list[str] = []
    for path in sorted(OWN.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["text"] for row in csv.DictReader(file, delimiter="\t")]
    commands = [
        "STOP",
        "AIDE",
        "LANGUE",
        "LANGUE bm",
        "EFFACER",
        "START",
        "NOTE maire",
        "61",
        "22",
        "??",
        "OUI 2417",
    ]
    return random.Random(5).sample(found, n - len(commands)) + commands


def pour(phone: Texting, texts: list[str]) -> None:
    """Each from a phone of its own, accepted as the gateway accepts; the workers read them.

    In one transaction: a busy machine that lets a commit wait for 2 s would have them in the spool.
    """
    house, at = phone.house, phone.house.clock()
    with house.database.write() as conn:
        for n, text in enumerate(texts):
            one = InboundMessage(CHANNEL, f"p{n}", f"+223500{n:05d}", text, at, recipient="36000")
            entry = entry_of(house.vault, one, at)
            assert inbox.accept(conn, entry)
            replies.accepted(conn, house, entry, one, seen(one, "posted"))
    phone.drain()


def bodies(phone: Texting) -> list[str]:
    """What is to be written to reporters."""
    house, all_of_them = phone.house, Terms(CHANNEL, limit=2 * MANY, ordinary=2 * MANY)
    leased = outbox.lease(house.database, "w", house.clock(), all_of_them)
    return [outbox.message(house.vault, one).text for one in leased if one.recipient == REPORTER]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("mode", ["silent", "neutral", "conversation"])
def test_five_hundred_messages_of_all_intents(mode: str, phone_in: Callable[..., Texting]) -> None:
    phone = phone_in(mode=mode)
    poured, say = messages(MANY), phone.house.say
    pour(phone, poured)
    hushed = sum(each != "STOP" and phone.house.country.choices.begins_with_stop(each) for each in poured)
    listed = {thanks(say, "fr"), *questions(phone.house.flows, "fr").values()}
    wanted = {"silent": set(), "neutral": {thanks(say, "fr")}, "conversation": listed}[mode]
    assert set(bodies(phone)) == wanted
    assert int(phone.kept("replies")) == (0 if mode == "silent" else MANY - hushed)


def test_the_neutral_reply_is_there_before_anything_reads(phone_in: Callable[..., Texting]) -> None:
    phone = phone_in(mode="neutral")
    assert phone.line.sms(PHONE, "elle a besoin d'aide").status_code == 200
    (one,) = outbox.lease(phone.house.database, "w", phone.house.clock(), Terms(CHANNEL))
    message = outbox.message(phone.house.vault, one)
    assert (message.urn, message.text) == (PHONE, "Merci. Message bien recu.")
    assert phone.rows("SELECT state FROM inbox") == [{"state": "new"}]


@pytest.mark.parametrize("mode", ["neutral", "conversation"])
def test_a_robot_that_says_something_new_each_time_gets_three(
    mode: str, phone_in: Callable[..., Texting]
) -> None:
    phone = phone_in(mode=mode)
    heard, n = phone.write("Vol de boeufs"), 0
    while heard and n < 20:
        n += 1
        heard = phone.write(f"Je suis absent, rappelez dans {n} heures.")
    assert len(phone.sent) <= 3


@pytest.mark.parametrize("mode", ["neutral", "conversation"])
def test_two_gateways_pointed_at_each_other_fall_silent(
    mode: str,
    phone_in: Callable[..., Texting],
    keys: Keys,
    country: Country,
    flows: Flows,
    tmp_path: Path,
) -> None:
    here, ours, theirs = phone_in(mode=mode), "+22376000001", "+22376000002"
    with _another(tmp_path, keys, country, flows, mode) as there:
        turns = [(here, theirs), (there, ours)]
        said, rounds = ["Vol de boeufs"], 0
        while said and rounds < 20:
            gateway, sender = turns[rounds % 2]
            said = [text for each in said for text in gateway.write(each, sender)]
            rounds += 1
        assert len(here.sent) + len(there.sent) <= 6
        assert not said


@contextmanager
def _another(folder: Path, keys: Keys, country: Country, flows: Flows, mode: str) -> Iterator[Texting]:
    place = folder / "another"
    place.mkdir(mode=0o700)
    database = open_database(f"sqlite:///{place}/lasomi.db", place)
    database.upgrade()
    try:
        with texting(database, keys, country, flows, {"mode": mode}) as phone:
            yield phone
    finally:
        database.close()


@pytest.mark.parametrize(
    ("number", "form"),
    [
        ("+22320221234", {}),  # a fixed line
        ("+22380001115", {}),  # toll-free
        ("+15005550006", {}),  # our own number at another provider, and abroad
        ("+22376000007", {"to": "+22376000007"}),  # our own
        ("36000", {}),
        ("ORANGE", {}),
    ],
)
def test_nobody_but_phones_of_the_country_is_answered(
    number: str, form: dict[str, str], phone_in: Callable[..., Texting]
) -> None:
    phone = phone_in(mode="neutral")
    phone.write("22 ANSONGO", number, **form)
    assert phone.kept("replies") == "0"


def test_a_robot_among_staff_is_stopped_after_twenty(
    phone_in: Callable[..., Texting], capsys: pytest.CaptureFixture[str]
) -> None:
    phone = phone_in(mode="silent", role="monitor")
    for _ in range(24):
        phone.write("AIDE")
    assert len(phone.sent) == 20
    assert "identical_texts_stopped" in capsys.readouterr().err
    phone.waits("6m")
    assert len(phone.write("AIDE")) == 1


def test_erasing_leaves_no_reply_with_a_number(phone_in: Callable[..., Texting]) -> None:
    phone = phone_in(mode="conversation")
    phone.write("Vol de boeufs hier")
    phone.write("Une partie", part="3 1/2")
    phone.write("EFFACER")
    kept = phone.rows("SELECT sealed FROM outbox WHERE recipient = 'reporter' ORDER BY seq")
    assert [row["sealed"] for row in kept] == [None, None]  # the last as soon as it had left
    assert phone.kept("open") == "0"
    assert phone.rows("SELECT number FROM parts") == []


def test_no_pseudonym_of_one_purpose_leads_to_another(phone_in: Callable[..., Texting]) -> None:
    phone = phone_in(mode="conversation")
    phone.write("Vol de boeufs hier")
    (asked,) = phone.rows("SELECT * FROM conversations")
    (answered,) = phone.rows("SELECT * FROM exchanges")
    (report,) = phone.rows("SELECT * FROM reports")
    values = {str(value) for value in report.values()}
    assert values.isdisjoint({asked["caller"], answered["limit_id"]})
    assert asked["caller"] != answered["limit_id"]
    assert asked["asked_at"] % 60_000 == answered["at"] % 60_000 == 0


def test_what_was_late_is_not_answered_by_night(phone_in: Callable[..., Texting]) -> None:
    phone = phone_in(mode="neutral", at="2026-07-14T22:00")
    phone.write("22 ANSONGO", date="2026-07-14 21:45:00")
    assert phone.kept("replies") == "0"


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("07:00", "08:00"),
        ("20:30", "21:00"),
        ("20:55", "21:05"),
        ("21:00", "21:10"),
        ("03:00", "03:10"),
        ("06:59", "07:09"),
    ],
)
def test_until_when_a_reply_may_leave(written: str, until: str) -> None:
    def at(clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-07-14T{clock}").replace(tzinfo=UTC)

    assert lasts_until(at(written), "Africa/Bamako") == at(until)
