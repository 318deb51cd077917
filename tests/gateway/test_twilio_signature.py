"""A signature passes exactly when Twilio's own validator and the published formula say that it is theirs."""

import base64
import hmac
import random
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from twilio.request_validator import RequestValidator

from gateway.channels.base import Secrets, WebRequest
from gateway.channels.twilio import verify
from tests.gateway.tables import posted

TOKEN = "12345"
SECRETS = Secrets(account="AC1", auth_token=TOKEN)
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
LETTERS = "abcXYZ019 +&=%*é€ɛ\n\x00/?;"


def signed(request: WebRequest, signature: str, settings: str = "") -> WebRequest:
    named = {SETTINGS_HEADER: settings} if settings else {}
    return replace(request, headers={"x-twilio-signature": signature, **named})


def formula(url: str, form: list[tuple[str, str]], secret: str, hashed: str = "sha1") -> str:
    """The page's own words: the address, then each name and value, sorted, repeated values once."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashed).digest()).decode()


def test_the_published_vector() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    request = posted(form, path="/myapp.php", query="foo=1&bar=2", public_url="https://mycompany.com")
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert formula(url, list(form.items()), TOKEN) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    one_of_ours = signed(request, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not verify(one_of_ours, SECRETS), "the account is not ours"
    with_account = [*form.items(), ("AccountSid", "AC1")]
    again = posted(with_account, path="/myapp.php", query="foo=1&bar=2", public_url="https://mycompany.com")
    assert verify(signed(again, formula(url, with_account, TOKEN)), SECRETS)


class Parameters:
    """What the oracle reads repeated parameters from."""

    def __init__(self, form: list[tuple[str, str]]) -> None:
        self.form = form

    def __iter__(self) -> object:
        return iter([name for name, _ in self.form])

    def __bool__(self) -> bool:
        return bool(self.form)

    def getlist(self, name: str) -> list[str]:
        return [value for found, value in self.form if found == name]


def words(dice: random.Random, most: int = 12) -> str:
    return "".join(dice.choices(LETTERS, k=dice.randint(0, most)))


def drawn(dice: random.Random) -> tuple[WebRequest, str, list[tuple[str, str]]]:
    """A request of a random shape, its public address, and its form."""
    form = [(words(dice, 4) or "A", words(dice)) for _ in range(dice.randint(0, 8))]
    form += [("AccountSid", "AC1"), *dice.choices([*form, ("A", "")], k=dice.randint(0, 2))]
    host = dice.choice(["https://a.example.org", "http://a.example.org:8000", "https://a.example.org:443"])
    path = "/hooks/twilio/" + quote_plus(words(dice)) + "/sms"
    query = dice.choice(["", "x=1", "b=&a=2", quote_plus(words(dice))])
    url = host + path + (f"?{query}" if query else "")
    return posted(form, path=path, query=query, public_url=host), url, form


def test_5000_random_requests_are_judged_as_the_oracle_judges_them() -> None:
    dice = random.Random(6)
    oracle = RequestValidator(TOKEN)
    passed = 0
    for _ in range(5000):
        request, url, form = drawn(dice)
        signature = formula(url, form, TOKEN)
        if dice.random() < 0.5:
            signature = dice.choice(
                [signature[:-1], signature.swapcase(), formula(url + "x", form, TOKEN), "é"]
            )
        theirs = oracle.validate(url, Parameters(form), signature)
        assert verify(signed(request, signature), SECRETS) == theirs
        passed += theirs
    assert 2000 < passed < 3000


@pytest.mark.parametrize(
    ("registered", "seen"),
    [
        ("https://a.example.org", "https://a.example.org:443"),
        ("https://a.example.org:443", "https://a.example.org"),
        ("http://a.example.org:80", "http://a.example.org"),
    ],
)
def test_the_default_port_may_be_written_or_not(registered: str, seen: str) -> None:
    form = [("AccountSid", "AC1")]
    request = posted(form, path="/h", public_url=registered)
    assert verify(signed(request, formula(f"{seen}/h", form, TOKEN)), SECRETS)


FORM = [("AccountSid", "AC1"), ("Body", "x"), ("Empty", "")]
URL = "https://lasomi.example.org/hooks/x/token/sms"
GOOD = formula(URL, FORM, TOKEN)


@pytest.mark.parametrize(
    "request_",
    [
        posted(FORM),
        signed(posted(FORM), ""),
        signed(posted(FORM, public_url="http://lasomi.example.org"), GOOD),
        signed(posted(FORM, path="/hooks/x/token/sms/"), GOOD),
        signed(posted(FORM, query="a=1"), GOOD),
        signed(posted(FORM[:2]), GOOD),
        signed(posted([*FORM[:2], ("Empty", "y")]), GOOD),
        signed(posted([("AccountSid", "AC2")]), formula(URL, [("AccountSid", "AC2")], TOKEN)),
        signed(posted([("Body", "x")]), formula(URL, [("Body", "x")], TOKEN)),
    ],
    ids=[
        "no signature",
        "an empty one",
        "another scheme",
        "a trailing slash",
        "another query",
        "a blank parameter dropped",
        "a value changed",
        "another account",
        "no account",
    ],
)
def test_what_is_not_ours_is_refused(request_: WebRequest) -> None:
    assert not verify(request_, SECRETS)


def test_without_a_secret_nothing_passes() -> None:
    assert not verify(signed(posted(FORM), formula(URL, FORM, "")), Secrets(account="AC1"))


SHARED = replace(SECRETS, shared_key="webhooks_1:other")


@pytest.mark.parametrize(
    ("settings", "secret", "hashed", "passes"),
    [
        ("key=webhooks_1,algorithm=HMAC_SHA256", "other", "sha256", True),
        ("key=webhooks_1, algorithm=HMAC_SHA1", "other", "sha1", True),
        ("key=webhooks_1,algorithm=HMAC_SHA256", TOKEN, "sha256", False),
        ("key=webhooks_2,algorithm=HMAC_SHA256", "other", "sha256", False),
        ("key=webhooks_1,algorithm=HMAC_MD5", "other", "md5", False),
        ("algorithm=HMAC_SHA256", "other", "sha256", False),
    ],
)
def test_a_shared_key_signs_with_sha256(settings: str, secret: str, hashed: str, passes: bool) -> None:
    signature = formula(URL, FORM, secret, hashed)
    assert verify(signed(posted(FORM), signature, settings), SHARED) is passes


def test_a_shared_key_that_we_do_not_have_is_refused() -> None:
    signature = formula(URL, FORM, TOKEN, "sha256")
    header = "key=webhooks_1,algorithm=HMAC_SHA256"
    assert not verify(signed(posted(FORM), signature, header), SECRETS)
