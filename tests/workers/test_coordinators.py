"""What coordinators and the keeper of the machine are told by e-mail: counts and p-codes, never a text."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.contacts import Role
from core.duty import Leave
from core.messages import OutboundMessage, SendResult
from gateway.house import House
from gateway.settings import read_settings
from store import duty, notices, people
from store.notices import Kind
from tests.workers.bureau import CHANNEL, MONITOR, OTHER_MONITOR, REGIONAL, Bureau, moment
from tests.workers.onehand import deliver_once
from workers import notices_mail
from workers.clock import tick
from workers.coordinators import write_mail

FLOOD = {"phones": 40, "new": 38, "window": 60}
EVENING = moment("18:00")


@pytest.fixture
def house(bureau: Bureau) -> House:
    """The bureau's house with the address of who keeps the machine."""
    folder, keys = bureau.house.settings.data_dir, bureau.house.keys.path
    environ = {"LASOMI_DATA_DIR": str(folder), "LASOMI_KEYS_FILE": str(keys)}
    settings = read_settings(environ | {"LASOMI_OPERATOR_MAIL": "machine@example.org"})
    bureau.house = replace(bureau.house, settings=settings)
    return bureau.house


def person(bureau: Bureau, number: str, role: Role, area: str, email: str) -> None:
    with bureau.house.database.write() as conn:
        people.add_member(
            conn,
            bureau.house.vault,
            number=number,
            name="Quelqu'un",
            roles=(role,),
            areas=(area,),
            now=bureau.watch.at,
            email=email,
        )


def mails(bureau: Bureau) -> dict[str, str]:
    """What left by e-mail, by address; nothing leaves otherwise."""
    found: dict[str, str] = {}

    def send(message: OutboundMessage) -> SendResult:
        assert message.urn not in found
        found[message.urn] = message.text
        return SendResult("accepted")

    while deliver_once(bureau.house, {"email": send, CHANNEL: bureau.send}, "worker"):
        continue
    assert bureau.sent == []
    return found


def test_a_flood_is_told_to_the_region_and_without_content_to_the_machine(
    bureau: Bureau, house: House
) -> None:
    person(bureau, REGIONAL, "regional", "ML07", "region@example.org")
    person(bureau, OTHER_MONITOR, "national", "ML", "national@example.org")
    person(bureau, MONITOR, "monitor", "ML0701", "monitor@example.org")
    with house.database.write() as conn:
        id_ = notices.add(conn, kind="integrity", key="x", area="ML0701", told=FLOOD, at=house.clock())
        assert id_
        assert [notices_mail.tell(house, conn, id_) for _ in range(2)] == [2, 0]
    told = mails(bureau)
    assert set(told) == {"machine@example.org", "region@example.org"}
    assert "ML" not in told["machine@example.org"]
    assert told["region@example.org"] == (
        "Afflux suspect, ML0701. 40 téléphones, dont 38 nouveaux, en 60 min. "
        "À voir dans la console, page Veille."
    )


def test_without_a_regional_coordinator_the_national_one_hears(bureau: Bureau, house: House) -> None:
    person(bureau, REGIONAL, "regional", "ML05", "other@example.org")
    person(bureau, OTHER_MONITOR, "national", "ML", "national@example.org")
    with house.database.write() as conn:
        id_ = notices.add(conn, kind="integrity", key="x", area="ML0701", told=FLOOD, at=house.clock())
        notices_mail.tell(house, conn, id_ or "")
    assert set(mails(bureau)) == {"machine@example.org", "national@example.org"}


def test_an_exercise_tells_nobody(bureau: Bureau, house: House) -> None:
    with house.database.write() as conn:
        id_ = notices.add(conn, kind="integrity", key="x", area="ML0701", told=FLOOD, at=house.clock())
        assert notices_mail.tell(replace(house, exercise="EX-03"), conn, id_ or "") == 0
    assert write_mail(replace(house, exercise="EX-03"), EVENING) == 0


def test_the_evening_mail_lists_what_is_open_of_their_places(bureau: Bureau, house: House) -> None:
    person(bureau, REGIONAL, "regional", "ML07", "region@example.org")
    person(bureau, OTHER_MONITOR, "regional", "ML05", "other@example.org")
    with house.database.write() as conn:
        week = {"week": "2026-W28", "reporting": 5, "expected": 9}
        notices.add(conn, kind="drop", key="a", area="ML0701", told=week, at=house.clock())
        at = house.clock() + timedelta(minutes=1)
        notices.add(conn, kind="silence", key="m:2026-W28", area="ML0701", told={"days": 7}, at=at)
    bureau.watch.at = EVENING
    assert write_mail(house, moment("17:59")) == 0
    assert [write_mail(house, EVENING) for _ in range(2)] == [1, 0]
    text = mails(bureau)["region@example.org"]
    assert text.splitlines() == [
        "Lasomi, avis du 14/07/2026. Ils attendent une réponse dans la console, page Veille.",
        "Données insuffisantes, ML0701. 2026-W28 : 5 relais sur 9 ont écrit. "
        "Coupure du réseau, ou intimidation ?",
        "Relais silencieux, ML0701. Rien reçu depuis plus de 7 jours.",
    ]


def away(bureau: Bureau) -> None:
    """A regional coordinator on leave, and the monitor who stands in."""
    person(bureau, REGIONAL, "regional", "ML07", "region@example.org")
    person(bureau, OTHER_MONITOR, "monitor", "ML0504", "stand-in@example.org")
    with bureau.house.database.write() as conn:
        absent, stand_in = (
            people.member_by_number(conn, bureau.house.vault, number, bureau.watch.at)
            for number in (REGIONAL, OTHER_MONITOR)
        )
        assert absent
        assert stand_in
        duty.add_leave(conn, absent.id, Leave(date(2026, 7, 1), date(2026, 7, 30), stand_in.id))


def test_mail_to_who_is_away_goes_to_the_stand_in(bureau: Bureau, house: House) -> None:
    away(bureau)
    with house.database.write() as conn:
        id_ = notices.add(conn, kind="integrity", key="x", area="ML0701", told=FLOOD, at=house.clock())
        notices_mail.tell(house, conn, id_ or "")
    bureau.watch.at = EVENING
    assert write_mail(house, EVENING) == 1
    told = bureau.rows("SELECT DISTINCT recipient FROM outbox WHERE recipient <> 'operator'")
    assert len(told) == 1
    with house.database.read() as conn:
        assert people.email_of(conn, house.vault, told[0]["recipient"]) == "stand-in@example.org"


def test_the_stand_in_has_one_mail_of_both_places(bureau: Bureau, house: House) -> None:
    away(bureau)
    with house.database.write() as conn:
        conn.exec_driver_sql("UPDATE staff SET roles = 'regional', areas = 'ML05' WHERE roles = 'monitor'")
        week = {"week": "2026-W28", "reporting": 5, "expected": 9}
        for area in ("ML0701", "ML0504"):
            notices.add(conn, kind="drop", key=area, area=area, told=week, at=house.clock())
    bureau.watch.at = EVENING
    assert write_mail(house, EVENING) == 1
    text = mails(bureau)["stand-in@example.org"]
    assert "ML0701" in text
    assert "ML0504" in text


def test_away_without_a_stand_in_the_national_one_hears(bureau: Bureau, house: House) -> None:
    away(bureau)
    person(bureau, MONITOR, "national", "ML", "national@example.org")
    with house.database.write() as conn:
        conn.exec_driver_sql("UPDATE leaves SET stand_in = NULL")
        id_ = notices.add(conn, kind="integrity", key="x", area="ML0701", told=FLOOD, at=house.clock())
        notices_mail.tell(house, conn, id_ or "")
    assert set(mails(bureau)) == {"machine@example.org", "national@example.org"}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("integrity", FLOOD | {"code": "52", "place": "ML070102"}),
        ("anomaly", {"series": "5", "period": "2026-07-14", "x": 7, "methods": {"C1": [1.1, 4.1]}}),
        ("anomaly", {"series": "54", "period": "2026-07-14", "x": 7, "methods": {"C1": [1.1, 4.1]}}),
    ],
)
def test_who_is_tied_to_the_authority_hears_nothing_of_it(
    bureau: Bureau, house: House, kind: Kind, told: dict[str, object]
) -> None:
    person(bureau, REGIONAL, "regional", "ML07", "tied@example.org")
    person(bureau, OTHER_MONITOR, "national", "ML", "national@example.org")
    with house.database.write() as conn:
        tied = people.member_by_number(conn, house.vault, REGIONAL, house.clock())
        assert tied
        duty.affiliate(conn, tied.id, "4", "ML0701")
        id_ = notices.add(conn, kind=kind, key="x", area="ML0701", told=told, at=house.clock())
        notices_mail.tell(house, conn, id_ or "")
    assert set(mails(bureau)) == {"machine@example.org", "national@example.org"}
    bureau.watch.at = EVENING
    assert write_mail(house, EVENING) == 1
    assert set(mails(bureau)) == {"national@example.org"}


def test_a_clock_that_was_turned_ahead_writes_no_mail(bureau: Bureau, house: House) -> None:
    person(bureau, REGIONAL, "regional", "ML07", "region@example.org")
    with house.database.write() as conn:
        notices.add(conn, kind="silence", key="m:2026-W28", area="ML0701", told={"days": 7}, at=house.clock())
    log = tick(house, house.clock())
    bureau.watch.at = EVENING
    tick(house, EVENING, log)
    assert bureau.rows("SELECT * FROM outbox") == []
