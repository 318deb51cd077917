"""`lasomi phone`: a handset in the terminal, on the sandbox telco of a running Lasomi."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import httpx

from core.errors import LasomiError
from ops.callers import guess_caller
from ops.play import play, spoken
from ops.sims import first
from ops.wording import wording
from sandbox.phone import NoNetworkError, Phone, RefusedError
from sandbox.switchboard import Screen
from sandbox.transcript import Transcript

CODE = re.compile(r"\*[\d*]+#")
QUIT = {"q", "quit", "quitter"}
HANG_UP = "!"


class Recorder:
    """Writes the conversation down, with the caller whose calls begin as these did.

    `guess` gives the words after `@` for a first screen; `before` and `draft` are those of a call that
    dropped just before.
    """

    def __init__(self, title: str, guess: Callable[..., str]) -> None:
        self.transcript = Transcript(title)
        self._guess = guess
        self._caller = ""
        self._open: list[str] = []

    def dialled(self, code: str, screen: Screen) -> None:
        self._caller = self._guess(screen.text, before=self._caller, draft="*".join(self._open))
        self._open = []
        self.transcript.calls(self._caller)
        self.transcript.typed(code)
        self._shown(screen)

    def answered(self, text: str, screen: Screen) -> None:
        self._open.append(text)
        self.transcript.typed(text)
        self._shown(screen)

    def _shown(self, screen: Screen) -> None:
        """What the network lost, no screen shows: the words are the phone's own."""
        if not screen.lost:
            self.transcript.shown(screen.text, ends=screen.ends)
            self._open = [] if screen.ends else self._open


class Handset:
    """Reads what is typed, line by line, and shows what comes; a recorder keeps the conversation."""

    def __init__(self, phone: Phone, show: Callable[[str], None], recorder: Recorder | None = None) -> None:
        self._phone = phone
        self._show = show
        self._recorder = recorder

    def run(self, typed: Iterable[str]) -> None:
        self._receive()
        for line in typed:
            if line.strip().lower() in QUIT:
                break
            self.type(line.strip())
        self._phone.hang_up()

    def type(self, text: str) -> None:
        """A code dials, `!` hangs up, an answer goes to the open call, anything else is an SMS; all look
        for messages."""
        if CODE.fullmatch(text):
            self._dial(text)
        elif text == HANG_UP:
            self._phone.hang_up()
        elif text and self._phone.call:
            self._answer(text)
        elif text:
            self._write(text)
        self._receive()

    def _dial(self, code: str) -> None:
        self._phone.hang_up()
        screen = self._phone.dial(code)
        self._show(framed(screen.text))
        if self._recorder and not screen.lost:
            self._recorder.dialled(code, screen)

    def _answer(self, text: str) -> None:
        screen = self._phone.answer(text)
        self._show(framed(screen.text))
        if self._recorder:
            self._recorder.answered(text, screen)

    def _write(self, text: str) -> None:
        if self._recorder:
            self._recorder.transcript.wrote(text)
        if not self._phone.write(text):
            self._show(wording().ui("Échec de l'envoi."))

    def _receive(self) -> None:
        for message in self._phone.read():
            self._show(f"SMS {message['sender']}: {message['text']}")
            if self._recorder:
                self._recorder.transcript.received(message["text"])


def framed(text: str) -> str:
    """A screen as it stands on a phone."""
    rows = [row for line in text.splitlines() for row in _wrapped(line)]
    edge = "+" + "-" * 32 + "+"
    return "\n".join([edge, *(f"| {row:<30} |" for row in rows), edge])


def phone(*, country: str, number: str, channel: str, telco: str, record: Path | None) -> None:
    """Talks until end of input or `q`. Raises LasomiError when no sandbox answers, or it refuses."""
    print(
        wording().ui(
            "*384# appelle, un texte part en SMS, ! raccroche, Entrée relève les messages, q quitte."
        )
    )
    number = number or first(country)
    recorder = _recorder(number, country) if record else None
    with httpx.Client(base_url=telco, timeout=20, trust_env=False) as client:
        try:
            Handset(Phone(client, number, channel), print, recorder).run(_lines())
        except RefusedError as fault:
            raise LasomiError("refused", str(fault)) from None
        except (NoNetworkError, httpx.HTTPError) as fault:
            raise LasomiError("no_network", _remedy(telco, str(fault))) from None
    if record is not None and recorder is not None:
        record.write_text(str(recorder.transcript), encoding="utf-8")
        play([record], as_json=False)


def _recorder(number: str, code: str) -> Recorder:
    country, flows = spoken(code)
    title = wording().ui("Une conversation de {number}.", number=number)
    return Recorder(title, partial(guess_caller, country=country, flows=flows))


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
