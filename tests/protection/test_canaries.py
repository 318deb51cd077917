"""Check 33: of two hundred people not one byte lies in clear anywhere, and three days later nothing opens.

Real gateway, worker, sender, clock, Redis and database; every door, every fault, then a raw search. The keys
file and what the provider holds itself are spared: P1 says that it holds it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from benchmarks.chaos.postgres import NoServer
from benchmarks.chaos.rig import wait_for
from gateway.console.commands import command
from gateway.console.visitors import Visitor
from gateway.feeds import formats
from gateway.pullers import pullers
from ops.exporting import Asked, export
from ops.glass import ask, break_
from store import inbox
from store.door import Proof
from store.tables import metadata
from tests.protection.canaries import canaries, forms_of, found
from tests.protection.canary_day import PATHS, Day, orders
from tests.protection.canary_desk import looked_at
from tests.protection.canary_house import Nest, Places, nest, outage, unzipped
from tests.protection.canary_lines import lines
from tests.protection.walking import PURPOSES, SIV, ring_of
from workers.reconcile import pull

pytestmark = pytest.mark.timeout(400)
FORMATS = ("csv", "xlsx", "geojson", "parquet", "json")
DAY = 86_400.0


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def here(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nest]:
    try:
        with nest(request.param, tmp_path_factory.mktemp("canaries"), list(PEOPLE[-3:])) as opened:
            yield opened
    except NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


PEOPLE = canaries()
FORMS = forms_of(PEOPLE)


def leaks(places: Places) -> dict[str, set[str]]:
    """Where which canary lies; empty when none does."""
    searched = ((name, found(blob, FORMS)) for name, blob in unzipped(places).items())
    return {name: seen for name, seen in searched if seen}


@pytest.fixture(scope="module")
def day(here: Nest) -> Iterator[Day]:
    """All that happens in a day, worked on as far as it can be; what it left on the way is searched as it
    lies.
    """
    lived = Day(here.rig.gateways[0], iter(PEOPLE[:-3]))
    for path in (*PATHS, lines):
        path(lived)
    orders(lived, here.staff)
    _while_the_store_is_away(here, lived)
    _pulled(here, lived)
    _killed(here, lived)
    _worked_off(here)
    for one in lived.people:  # who is left tells something too: all two hundred have
        lived.spent.append(one)
        lived.sms(one, "22 ANSONGO {t} {p}")
    _worked_off(here)
    yield lived
    lived.close()


def _while_the_store_is_away(here: Nest, lived: Day) -> None:
    telling = [lived.next() for _ in range(8)]
    with outage(here), ThreadPoolExecutor(8) as hands:
        for answer in hands.map(lambda one: lived.sms(one, "22 ANSONGO {t} {p} {n}"), telling):
            assert answer.status_code == 200
        spooled = {str(path): path.read_bytes() for path in here.rig.site.settings.spool_dir.glob("*.spool")}
    assert spooled
    assert leaks(spooled) == {}


def _pulled(here: Nest, lived: Day) -> None:
    """What no webhook brought; the provider's name for it is a canary's too."""
    told = [lived.next() for _ in range(4)]
    apis = ("africastalking", "twilio")
    wrote = [
        {
            "id": one.words[0],
            "from": one.number,
            "to": "36000",
            "text": f"22 ANSONGO {one.text}",
            "api": apis[n % 2],
        }
        for n, one in enumerate(told)
    ]
    here.rig.provider.wrote([{**each, "at": here.inside.clock().timestamp()} for each in wrote])
    assert pull(here.inside, pullers(here.inside.settings), here.inside.clock()) >= 1


def _killed(here: Nest, lived: Day) -> None:
    """In the midst of eight messages; the sender, too."""
    for _ in range(8):
        lived.sms(lived.next(), "on a brule le marche de Gao, {t}, {p} {n}")
    here.rig.kill("worker-1")
    here.rig.kill("sender")


def _worked_off(here: Nest) -> None:
    """Everything was tried at least once: time goes on until the rests of those that failed are over."""

    def tried() -> bool:
        here.moves(20.0)
        return not here.rows("SELECT 1 FROM inbox WHERE state = 'new' AND attempts = 0 LIMIT 1")

    wait_for(tried, 120.0, f"the inbox is not worked off; see {here.rig.output}")


def test_the_search_can_see() -> None:
    one = PEOPLE[7]
    for form, said in FORMS.said.items():
        if one.words[2] in said or one.number[4:] in said:
            assert found(b"\x00before" + form + b"\xffafter", FORMS)
    assert found(
        f"Appelez {one.number[4:6]} {one.number[6:8]} {one.number[8:10]} {one.number[10:]}".encode(), FORMS
    )
    assert found(one.name.upper().encode(), FORMS)
    assert found(b"nothing of anybody, 99" * 50_000, FORMS) == set()


def test_every_door_was_used_and_two_hundred_were_there(here: Nest, day: Day) -> None:
    assert len({*day.spent, *here.staff}) == 200
    assert {200, 401, 404, 413} <= {status for listed in day.statuses.values() for status in listed}
    kinds = {row["kind"] for row in here.rows("SELECT DISTINCT kind FROM inbox")}
    assert {"sms", "ussd", "receipt", "optout"} <= kinds
    assert here.rows("SELECT 1 FROM quarantine")
    assert here.rows("SELECT 1 FROM inbox WHERE attempts > 1 OR state = 'poison'")
    assert here.rows("SELECT 1 FROM counters")
    assert here.rows("SELECT 1 FROM outbox WHERE state <> 'pending'")


def test_nothing_lies_in_clear(here: Nest, day: Day, tmp_path: Path) -> None:
    places = {**_told(here, tmp_path), **here.disk(), **here.memory(), **here.bell(), **here.mails()}
    assert len(places) > 40
    assert leaks(places) == {}


def _told(here: Nest, folder: Path) -> Places:
    """Whatever leaves by itself or is asked for: feeds, exports, CAP, a backup, what commands print."""
    _broken_glass(here)
    _told_by_staff(here)
    said = {name: here.lasomi(*name.split()) for name in ("doctor", "audit verify", "channels list")}
    said |= looked_at(here)
    here.lasomi("backup", str(folder / "copy"))
    return said | _exported(here, folder) | _served(here) | dict(here.copied(folder / "copy"))


def _broken_glass(here: Nest) -> None:
    """The number is shown once to who agreed, and lies nowhere."""
    (row,) = here.rows(
        "SELECT reports.id FROM reports JOIN inbox ON inbox.id = inbox_id ORDER BY seq LIMIT 1"
    )
    ask(here.inside, row["id"], "awa", Proof("secret of awa", ""), "danger")
    shown = break_(here.inside, row["id"], "oumar", Proof("secret of oumar", ""))
    assert found(shown["number"].encode(), FORMS)


def _told_by_staff(here: Nest) -> None:
    """Verdicts, one taken back and given again, relays asked, releases."""
    (account,) = here.rows("SELECT id FROM accounts WHERE login = 'ben'")
    who = Visitor(account["id"], frozenset({"national"}), ("ML",), "", "ben")
    alerts = [row["number"] for row in here.rows("SELECT number FROM alerts")]
    for verb in ("VRAI", "UNDO", "VRAI", "RELEASE"):
        _commanded(here, who, [(verb, {"number": number, "reason": "protect"}) for number in alerts])
    events = [row["id"] for row in here.rows("SELECT id FROM incidents")]
    _commanded(here, who, [("ASK", {"incident": event, "role": "national"}) for event in events])
    asked = "SELECT 1 FROM audit WHERE action = 'relays_asked'"
    wait_for(lambda: bool(here.rows(asked)), 60.0, "no relay was asked")


def _commanded(here: Nest, who: Visitor, asked: list[tuple[str, dict[str, str]]]) -> None:
    for verb, about in asked:
        with here.inside.database.write() as conn:
            inbox.accept(conn, command(here.inside, who, verb, **about))
    _worked_off(here)


def _exported(here: Nest, folder: Path) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    key = here.rows("SELECT id FROM api_keys")[0]["id"]
    for shape in FORMATS:
        out = folder / f"incidents-{shape}"
        path = Path(str(export(here.inside, Asked("incidents", shape, out, key=key))["path"]))
        files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
        made |= {str(each): each.read_bytes() for each in files}
    assert len(made) >= len(formats.FORMATS) - 1
    return made


def _served(here: Nest) -> dict[str, bytes]:
    """Each page of the feed, in each form, and the machine's own pages."""
    lived = Day(here.rig.gateways[0], iter(()))
    paths = lived.ask("/v1/openapi.json", "feed").json()["paths"]
    asked = [path for path in paths if "{" not in path] + ["/metrics", "/readyz"]
    asked += [f"/v1/alerts/{row['number']}.cap" for row in here.rows("SELECT number FROM alerts")]
    key = {"authorization": f"Bearer {here.key}"}
    answers = {path: lived.ask(path, "feed", headers=key).content for path in asked}
    lived.close()
    return answers


def test_three_days_later_no_key_that_is_left_opens_anything(here: Nest, day: Day) -> None:
    """Of those who told: numbers nowhere, words in the redacted text alone, and 90 days on nowhere."""
    seized = _sealed(here)
    assert _opened(here, seized), "a disk and the keys of the same hour open everything (P2)"
    here.moves(3 * DAY + 3600)
    here.lasomi("shred")
    told = _opened(here, [*seized, *_sealed(here)])
    assert {table for table, _ in told} <= {"reports", "staff", "enrolments"}
    assert not [said for table, said in told if table == "reports" and said.startswith("number")]
    here.moves(88 * DAY)
    here.lasomi("shred")
    assert {table for table, _ in _opened(here, [*seized, *_sealed(here)])} <= {"staff", "enrolments"}
    assert leaks(here.disk()) == {}


Sealed = tuple[str, str, bytes]


def _sealed(here: Nest) -> list[Sealed]:
    """Every value that may be a seal: table, id of the row, bytes. What a thief copied keeps its ids."""
    listed: list[Sealed] = []
    for table in (each.name for each in metadata.sorted_tables):
        for row in here.rows(f"SELECT * FROM {table}"):
            ids = [
                value for name, value in row.items() if isinstance(value, str) and name in {"id", "staff_id"}
            ]
            blobs = [bytes(value) for value in row.values() if isinstance(value, bytes | memoryview)]
            listed += [(table, of, blob) for of in ids for blob in blobs if len(blob) > SIV // 2]
    spool = here.rig.site.settings.spool_dir.glob("*.spool")
    return listed + [("spool", path.name.partition(".")[0], path.read_bytes()) for path in spool]


def _opened(here: Nest, sealed: list[Sealed]) -> set[tuple[str, str]]:
    """What every key that is left opens: the table, and which canary."""
    ring = [AESSIV(key) for key in ring_of(here.inside.keys).values() if len(key) == SIV]
    seen: set[tuple[str, str]] = set()
    for table, of, blob in dict.fromkeys(sealed):
        seen |= {(table, said) for plain in _tried(ring, table, of, blob) for said in found(plain, FORMS)}
    return seen


def _tried(ring: list[AESSIV], table: str, of: str, blob: bytes) -> Iterator[bytes]:
    nonce, body = blob[:16], blob[16:]
    for cipher in ring:
        for purpose in PURPOSES:
            try:
                yield cipher.decrypt(body, [table.encode(), of.encode(), purpose.encode(), nonce])
            except InvalidTag:
                continue
