"""Whoever is not the provider gets 404 or 401 and leaves no row; what is played again leaves none either."""

import ast
import asyncio
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from gateway.house import House
from store.database import Database
from store.keys import Keys
from tests.gateway.line import FORM, PUBLIC, SMS, TOKEN, TWILIO, Line, house, open_line

ROOT = Path(__file__).parent.parent.parent
PATH = f"/hooks/twilio/{TWILIO}/sms"
SAID = {
    "MessageSid": "SM1",
    "From": "+22376000001",
    "To": "+15005550006",
    "Body": "22 ANSONGO",
    "AccountSid": "AC1",
}
N = 2_500
"""On each of the two databases."""
Forged = tuple[str, dict[str, str], dict[str, str], int]
"""Path, form, headers, and the status that it must get."""


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        yield opened


def sign(path: str, form: dict[str, str], *, public: str = PUBLIC, secret: str = "12345") -> str:
    return str(RequestValidator(secret).compute_signature(public + path, form))


def signed(path: str, form: dict[str, str], **with_: str) -> dict[str, str]:
    return {"x-twilio-signature": sign(path, form, **with_)}


def _wrong_token(dice: random.Random) -> Forged:
    token = "".join(dice.choices("tsw", k=dice.choice((1, 42, 43, 44))))
    channel, kind = dice.choice(("africastalking", "twilio", "orange")), dice.choice(("sms", "ussd"))
    path = f"/hooks/{channel}/{token}x/{kind}"
    return path, SAID, signed(path, SAID), 404


def _other_channels_token(_: random.Random) -> Forged:
    return f"/hooks/africastalking/{TWILIO}/sms", dict(FORM), {}, 404


def _other_path(dice: random.Random) -> Forged:
    return (
        dice.choice((f"{SMS}/", f"/hooks/africastalking/{TOKEN}/x", f"/hooks/africastalking/{TOKEN}")),
        dict(FORM),
        {},
        404,
    )


def _unsigned(dice: random.Random) -> Forged:
    return PATH, SAID, dice.choice(({}, {"x-twilio-signature": ""})), 401


def _other_secret(dice: random.Random) -> Forged:
    return PATH, SAID, signed(PATH, SAID, secret=str(dice.random())), 401


def _bent_signature(dice: random.Random) -> Forged:
    good, at = sign(PATH, SAID), dice.randrange(27)
    letter = "A" if good[at] != "A" else "B"
    bent = dice.choice((good[:at] + letter + good[at + 1 :], good[:at], good.swapcase(), good + good))
    return PATH, SAID, {"x-twilio-signature": bent}, 401


def _stripped_parameter(dice: random.Random) -> Forged:
    gone = dice.choice(tuple(SAID))
    return PATH, {name: value for name, value in SAID.items() if name != gone}, signed(PATH, SAID), 401


def _changed_parameter(dice: random.Random) -> Forged:
    name = dice.choice(tuple(SAID))
    return PATH, {**SAID, name: f"{SAID[name]}{dice.randrange(10)}"}, signed(PATH, SAID), 401


def _added_parameter(dice: random.Random) -> Forged:
    return PATH, {**SAID, f"X{dice.randrange(10)}": "1"}, signed(PATH, SAID), 401


def _other_account(dice: random.Random) -> Forged:
    form = {**SAID, "AccountSid": f"AC{dice.randrange(2, 99)}"}
    return PATH, form, signed(PATH, form), 401


def _of_another_host(dice: random.Random) -> Forged:
    """Signed for the host that it names, by somebody who has the secret of nobody's house but his own."""
    host = dice.choice(("evil.example.org", "lasomi.example.org.evil.example.org", "gateway.example.org"))
    forged = signed(PATH, SAID, public=f"https://{host}")
    return PATH, SAID, {**forged, "host": host, "x-forwarded-host": host, "x-forwarded-proto": "https"}, 401


FORGERIES: tuple[Callable[[random.Random], Forged], ...] = (
    *(_wrong_token, _other_channels_token, _other_path, _unsigned, _other_secret, _bent_signature),
    *(_stripped_parameter, _changed_parameter, _added_parameter, _other_account, _of_another_host),
)


def test_forgeries_are_refused_and_leave_no_row(line: Line) -> None:
    dice = random.Random(17)
    let_in = []
    for index in range(N):
        forge = FORGERIES[index % len(FORGERIES)]
        path, form, headers, status = forge(dice)
        if line.post(path, form, headers=headers).status_code != status:
            let_in.append((index, forge.__name__))
    assert let_in == []
    assert (line.rows("inbox"), line.rows("quarantine"), line.rows("sessions")) == ([], [], [])


def test_the_host_that_a_request_names_is_not_asked(line: Line) -> None:
    headers = {**signed(PATH, SAID), "host": "evil.example.org", "x-forwarded-host": "evil.example.org"}
    assert line.post(PATH, SAID, headers=headers).status_code == 200
    assert len(line.rows("inbox")) == 1


def test_played_again_a_thousand_times_it_is_one_row(line: Line) -> None:
    headers = signed(PATH, SAID)

    async def fifty() -> set[int]:
        answers = await asyncio.gather(
            *(line.client.post(PATH, data=SAID, headers=headers) for _ in range(50))
        )
        return {answer.status_code for answer in answers}

    statuses = set.union(*(line.run(fifty()) for _ in range(20)))
    assert (statuses, len(line.rows("inbox"))) == ({200}, 1)


def test_a_wrong_token_is_answered_as_any_address_that_is_not_there(line: Line) -> None:
    nowhere, wrong = line.post("/nowhere", FORM), line.post("/hooks/africastalking/x/sms", FORM)
    assert (nowhere.status_code, nowhere.content, nowhere.headers) == (
        wrong.status_code,
        wrong.content,
        wrong.headers,
    )


SECRET_WORDS = ("token", "secret", "digest", "signature", "csrf", "password")
ROOMS = ("gateway", "store", "workers", "ops")


def named(node: ast.AST) -> str:
    """The last name of an expression: `b` of `a.b`, `c` of `a.b(c)`."""
    return getattr(node, "attr", None) or getattr(node, "id", None) or ""


def column(node: ast.AST) -> bool:
    """`table.c.name`: the database looks a digest up in an index, which says nothing about the secret."""
    return isinstance(node, ast.Attribute) and named(node.value) == "c"


def compared_secrets(source: str) -> list[int]:
    """Lines where a secret is compared by `==` or `!=`: how long that takes tells about it."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        and not any(isinstance(side, ast.Constant) or column(side) for side in (node.left, *node.comparators))
        and any(
            word in named(side).lower() for side in (node.left, *node.comparators) for word in SECRET_WORDS
        )
    ]


def test_no_secret_is_compared_letter_by_letter() -> None:
    found: dict[str, Any] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if lines := compared_secrets(path.read_text(encoding="utf-8")):
                found[str(path.relative_to(ROOT))] = lines
    assert found == {}


@pytest.mark.parametrize("bad", ["a == token", "self.digest != given", "x.csrf_token == y"])
def test_a_secret_that_is_compared_letter_by_letter_is_found(bad: str) -> None:
    assert compared_secrets(bad) == [1]
    assert compared_secrets("compare_digest(token, given)") == []
