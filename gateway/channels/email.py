"""E-mail to staff: the line of an alert, where no phone takes it. Plain SMTP, one message a connection.

`smtps://` speaks TLS from the first byte; `smtp://` asks for STARTTLS, and goes without only to this machine.
The subject is the number of the alert and nothing else; there is no way in: nobody writes to us by e-mail.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final
from urllib.parse import unquote, urlsplit

from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult

NAME: Final = "email"
SECONDS: Final = 15.0
"""To connect, and for every answer of the server."""
ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+"
)
NUMBER: Final = re.compile(r"(EXERCICE )?\bA\d{4}\b")
SUBJECT: Final = "Lasomi"
"""Where the text names no alert."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail goes, as `LASOMI_SMTP_URL` says it."""

    host: str
    port: int
    tls: bool
    local: bool
    user: str = ""
    password: str = field(default="", repr=False)


def read_server(url: str, is_local: Callable[[str], bool]) -> Server:
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(
        parts.hostname or "", parts.port or (465 if tls else 587), tls, is_local(url), user, password
    )


def is_address(text: str) -> bool:
    """Whether this is one plain address: no name, no list, no line break, nothing to quote."""
    return len(text) <= 254 and ADDRESS.fullmatch(text) is not None


def compose(message: OutboundMessage, mail_from: str) -> EmailMessage:
    """Headers hold two checked addresses, a date, and the number of the alert. Raises SendFailed."""
    if not is_address(message.urn):
        raise SendFailed("bad_address", retryable=False)
    number = NUMBER.search(message.text)
    mail = EmailMessage()
    mail["From"], mail["To"] = mail_from, message.urn
    mail["Subject"] = number.group() if number else SUBJECT
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = f"<{message.attempt or message.id}@{mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text + "\n")
    return mail


def send(server: Server, message: OutboundMessage, *, mail_from: str) -> SendResult:
    """Accepted when the server has taken it. Raises SendFailed."""
    return hand_over(server, compose(message, mail_from))


def hand_over(server: Server, mail: EmailMessage) -> SendResult:
    """Accepted when the server has taken it. Raises SendFailed.

    Until the text is handed over nothing has left; a silence after that leaves the outcome open.
    """
    with _connected(server) as smtp:
        _addressed(smtp, mail["From"], mail["To"])
        try:
            code, _ = smtp.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code) from None
        except (OSError, smtplib.SMTPServerDisconnected):
            raise SendFailed("no_answer", retryable=False, ambiguous=True) from None
    if code != 250:
        raise _refused(code)
    return SendResult("accepted")


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that nobody overhears and that knows us, hung up however it ends. Raises SendFailed."""
    smtp = None
    try:
        with _translated():
            smtp = _greeted(server)
        yield smtp
    finally:
        if smtp is not None:
            smtp.close()


def _greeted(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if not server.tls and not server.local:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _addressed(smtp: smtplib.SMTP, mail_from: str, to: str) -> None:
    with _translated():
        smtp.ehlo_or_helo_if_needed()
        for code, _ in (smtp.mail(mail_from), smtp.rcpt(to)):
            if code not in {250, 251}:
                raise _refused(code)


@contextmanager
def _translated() -> Iterator[None]:
    """Errors before the text is handed over: it may be tried again, unless the server said never."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from None
    except (OSError, smtplib.SMTPException):
        raise SendFailed("unreachable", retryable=True) from None


def _refused(code: int) -> SendFailed:
    """5xx is for good; 530 to 538 are about us, not about the person."""
    ours = 530 <= code <= 538
    return SendFailed(f"smtp_{code}", retryable=code < 500 or ours)
