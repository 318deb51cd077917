"""The line of an alert by e-mail: over a real connection, with nothing in its headers but ours."""

from email import message_from_string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.channels.email import compose, is_address, read_server
from gateway.senders import senders
from gateway.settings import read_settings
from tests.gateway.mailbox import mailbox
from tests.gateway.provider import free_port

LINE = "A2417 S4 11 ML0701 NON VERIFIE 1 src VU auj. recu 14h05. OUI=recu VRAI FAUX AIDE"


def sent(port: int, *, to: str = "monitor@example.org", user: str = "") -> SendResult:
    environ = {"LASOMI_SMTP_URL": f"smtp://{user}127.0.0.1:{port}", "LASOMI_MAIL_FROM": "lasomi@example.org"}
    send = senders(read_settings(environ))["email"]
    return send(OutboundMessage("m1", "email", to, LINE, "alert", "a1"))


def test_the_text_is_the_line_and_the_subject_its_number() -> None:
    with mailbox() as box:
        assert sent(box.port) == SendResult("accepted")
    (text,) = box.mails
    mail = message_from_string(text)
    assert (mail["Subject"], mail["From"], mail["To"]) == (
        "A2417",
        "lasomi@example.org",
        "monitor@example.org",
    )
    assert bytes(mail.get_payload(decode=True)).strip() == LINE.encode()
    assert mail["Message-ID"] == "<a1@example.org>"
    assert [line for line in box.said if line.startswith(("mail", "rcpt"))] == [
        "mail FROM:<lasomi@example.org>",
        "rcpt TO:<monitor@example.org>",
    ]


@pytest.mark.parametrize(
    ("answers", "code", "again", "open_"),
    [
        ({"RCPT": "550 nobody"}, "smtp_550", False, False),
        ({"RCPT": "450 later"}, "smtp_450", True, False),
        ({"MAIL": "530 who are you"}, "smtp_530", True, False),
        ({"HELLO": "421 full"}, "smtp_421", True, False),
        ({"MAIL": ""}, "unreachable", True, False),
        ({"DATA": "554 no"}, "smtp_554", False, False),
        ({"TEXT": "452 no room"}, "smtp_452", True, False),
        ({"TEXT": ""}, "no_answer", False, True),
    ],
)
def test_what_a_server_may_say(answers: dict[str, str], code: str, again: bool, open_: bool) -> None:
    with mailbox(**answers) as box, pytest.raises(SendFailed) as failed:
        sent(box.port)
    assert (failed.value.code, failed.value.retryable, failed.value.ambiguous) == (code, again, open_)


def test_where_nobody_listens_nothing_has_left() -> None:
    with pytest.raises(SendFailed) as failed:
        sent(free_port())
    assert (failed.value.code, failed.value.retryable, failed.value.ambiguous) == ("unreachable", True, False)


def test_elsewhere_nothing_is_said_without_tls() -> None:
    assert read_server("smtp://mail.example.org", lambda _: False).local is False
    secure = read_server("smtps://u%40x:p%3A@mail.example.org", lambda _: False)
    assert (secure.port, secure.tls, secure.user, secure.password) == (465, True, "u@x", "p:")
    assert "p:" not in repr(secure)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "a@b.c\n",
        "a@b.c\r\nBcc: x@y.z",
        "a b@c.de",
        "a@b.c,d@e.fg",
        "<a@b.cd>",
        '"a"@b.cd',
        "é@b.cd",
    ],
)
def test_what_is_no_plain_address_is_not_written_to(address: str) -> None:
    assert not is_address(address)
    with mailbox() as box, pytest.raises(SendFailed) as failed:
        sent(box.port, to=address)
    assert (failed.value.code, box.said) == ("bad_address", [])


@given(text=st.text(max_size=160))
def test_no_text_reaches_a_header(text: str) -> None:
    message = OutboundMessage("m1", "email", "monitor@example.org", text, "alert")
    mail = compose(message, "lasomi@example.org")
    names = [name for name, _ in message_from_string(mail.as_bytes().decode("ascii", "replace")).items()]
    wanted = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"}
    mime = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    assert wanted <= set(names) <= wanted | mime
    assert len(names) == len(set(names))
    assert len(mail["Subject"]) <= 6
