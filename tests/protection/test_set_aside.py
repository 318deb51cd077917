"""What lies in quarantine beside a message that was accepted goes with it: help for one person, and what
comes from a cercle whose switch is on (P37, P71).
"""

from collections.abc import Callable, Iterator

import pytest

from core.country import Country
from flows.definition import Flows
from ops.switch import turn_on
from store.accounts import add_account
from store.database import Database
from store.keys import Keys
from tests.gateway.line import SMS
from tests.protection.walking import traces
from tests.workers.texting import Texting, texting

FORM = {"content-type": "application/x-www-form-urlencoded"}
WORD = "zanzibarette"


@pytest.fixture
def phone(database: Database, keys: Keys, country: Country, flows: Flows) -> Iterator[Texting]:
    assert not country.settings.gbv_focal
    with texting(database, keys, country, flows, {}) as opened:
        yield opened


def broken_bytes(phone: Texting, text: str) -> None:
    said = f"id=m1&to=36000&from=%2B{phone.number[1:]}&text={text} %E9".replace(" ", "+")
    assert phone.line.post(SMS, content=said.encode(), headers=FORM).status_code == 200


def without_its_rest(phone: Texting, text: str) -> None:
    phone.write(text, part="7 1/2")
    phone.waits("11m")


@pytest.fixture(params=[broken_bytes, without_its_rest])
def comes(request: pytest.FixtureRequest) -> Callable[[Texting, str], None]:
    found: Callable[[Texting, str], None] = request.param
    return found


def test_of_help_for_one_person_no_copy_is_left(
    phone: Texting, comes: Callable[[Texting, str], None]
) -> None:
    comes(phone, f"mon mari me bat {WORD}")
    phone.work()
    assert phone.kept("protected") == "1"
    assert traces(phone.house, {WORD, phone.number[1:]}) == set()


def test_of_a_cercle_that_is_off_no_copy_is_left(
    phone: Texting, comes: Callable[[Texting, str], None]
) -> None:
    with phone.house.database.write() as conn:
        add_account(conn, "awa", "a long password", ["operator"], ["ML"], phone.house.clock())
    turn_on(phone.house, "ML0701", "awa")
    comes(phone, f"on a vole deux vaches a Ansongo {WORD}")
    phone.work()
    assert phone.kept("reports") == "0"
    assert traces(phone.house, {WORD, phone.number[1:]}) == set()


def test_of_what_is_told_the_operator_keeps_the_bytes(
    phone: Texting, comes: Callable[[Texting, str], None]
) -> None:
    comes(phone, f"on a vole deux vaches a Ansongo {WORD}")
    phone.work()
    assert phone.kept("reports") == "1"
    (row,) = phone.line.rows("quarantine")
    assert row["sealed"] is not None
