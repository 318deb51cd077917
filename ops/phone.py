"""`lasomi phone`: a handset in the terminal, on the sandbox telco of a running Lasomi."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import httpx

from core.errors import LasomiError
from ops.wording import wording
from sandbox.phone import NoNetworkError, Phone
from sandbox.switchboard import Screen
from sandbox.transcript import Transcript

CODE = re.compile(r"\*[\d*]+#")
QUIT = {"q", "quit", "quitter"}


class Handset:
    """Reads what is typed, line by line, and shows what comes; keeps the conversation as a test case."""

    def __init__(self, phone: Phone, transcript: Transcript, show: Callable[[str], None]) -> None:
        self._phone = phone
        self._transcript = transcript
        self._show = show

    def run(self, typed: Iterable[str]) -> None:
        self._receive()
        for line in typed:
            if line.strip().lower() in QUIT:
                break
            self.type(line.strip())
        self._phone.hang_up()

    def type(self, text: str) -> None:
        """A code dials, an answer goes to the open call, anything else is an SMS; all look for messages."""
        if text:
            self._transcript.typed(text)
        if CODE.fullmatch(text):
            self._screen(self._phone.dial(text))
        elif text and self._phone.call:
            self._screen(self._phone.answer(text))
        elif text and not self._phone.write(text):
            self._show(wording().ui("Échec de l'envoi."))
        self._receive()

    def _screen(self, screen: Screen) -> None:
        self._transcript.shown(screen.text)
        self._show(framed(screen.text))

    def _receive(self) -> None:
        for message in self._phone.read():
            self._transcript.shown(message["text"])
            self._show(f"SMS {message['sender']}: {message['text']}")


def framed(text: str) -> str:
    """A screen as it stands on a phone."""
    rows = [row for line in text.splitlines() for row in _wrapped(line)]
    edge = "+" + "-" * 32 + "+"
    return "\n".join([edge, *(f"| {row:<30} |" for row in rows), edge])


def phone(*, number: str, channel: str, telco: str, record: Path | None) -> None:
    """Talks until end of input or `q`. Raises LasomiError when no sandbox answers."""
    transcript = Transcript(wording().ui("Une conversation de {number}.", number=number))
    print(wording().ui("*384# appelle, un texte part en SMS, Entrée relève les messages, q quitte."))
    with httpx.Client(base_url=telco, timeout=20, trust_env=False) as client:
        try:
            Handset(Phone(client, number, channel), transcript, print).run(_lines())
        except (NoNetworkError, httpx.HTTPError) as fault:
            raise LasomiError("no_network", _remedy(telco, str(fault))) from None
    if record is not None:
        record.write_text(str(transcript), encoding="utf-8")


def _lines() -> Iterable[str]:
    while True:
        try:
            yield input("> ")
        except (EOFError, KeyboardInterrupt):
            return


def _wrapped(line: str) -> list[str]:
    return [line[start : start + 30] for start in range(0, len(line), 30)] or [""]


def _remedy(telco: str, fault: str) -> str:
    words = wording()
    remedy = words.ui("lancez `lasomi demo --stay`, ou `LASOMI_SANDBOX=1 lasomi up`, ou nommez --telco")
    return f"{telco}: {fault}: {remedy}"
