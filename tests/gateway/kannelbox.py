"""Debian's Kannel on free ports: bearerbox, smsbox as `docs/channels.md` sets it, its fake centre, and one of
ours that speaks SMPP and only brings: what the fake one cannot, two bytes a letter in parts.
"""

import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from tests.gateway.provider import free_port

FAKE = "/usr/lib/kannel/test/fakesmsc"
DOCS = Path(__file__).parents[2] / "docs" / "channels.md"
CORE = """
group = core
admin-port = {admin}
admin-password = {password}
smsbox-port = {box}
box-allow-ip = "127.0.0.1"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
port = {smsc}
connect-allow-ip = 127.0.0.1

group = smsc
smsc = smpp
smsc-id = smpp
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = lasomi
smsc-password = {password}
system-type = VMA
allowed-smsc-id = smpp

group = sendsms-user
username = lasomi
password = {password}
max-messages = 10
concatenation = true

"""
_GOT = re.compile(r"Got message \d+: <(\S+) (\S+) (?:udh (\S+) )?(\S+) (.*)>$")


def missing() -> str:
    """What is not on this machine, "" when all is there."""
    wanted = ("bearerbox", "smsbox", FAKE)
    return ", ".join(name for name in wanted if shutil.which(name) is None)


@dataclass
class Fakesmsc:
    """The centre's side: what it took from us, in the order in which it came, and what it has brought."""

    process: "subprocess.Popen[str]"
    took: list[str] = field(default_factory=list)
    brought: int = 0

    def read(self) -> None:
        for said in self.process.stdout or ():
            self.brought += "sent message" in said
            if found := _GOT.search(said.rstrip("\n")):
                self.took.append(_text(found[4], found[5], parted=bool(found[3])))


@dataclass
class Kannel:
    """`address`: where we send; `port`: where its fake centre connects."""

    address: str
    port: int
    password: str

    @contextmanager
    def centre(self, *written: str) -> Iterator[Fakesmsc]:
        """A centre that brings one SMS (as `fakesmsc` wants it) and takes ours for as long as it is open."""
        asked = [FAKE, "-H", "127.0.0.1", "-r", str(self.port), "-i", "0.05", "-m", str(len(written))]
        out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with ExitStack() as stack:
            one = subprocess.Popen([*asked, *(written or ("x",))], text=True, encoding="utf-8", **out)  # type: ignore[call-overload]
            centre = Fakesmsc(one)
            reader = threading.Thread(target=centre.read)
            reader.start()
            for ends in (one.stdout.close, reader.join, partial(_end, one)):
                stack.callback(ends)
            yield centre


@contextmanager
def kannel(folder: Path, gateway: int, token: str, smpp: int) -> Iterator[Kannel]:
    """Running, with our gateway and our centre on those ports of this machine; ended with the test."""
    ports = {name: free_port() for name in ("admin", "box", "smsc")}
    sends, password = free_port(), "secret"
    conf = folder / "kannel.conf"
    documented = _documented().replace("https://HOST", f"http://127.0.0.1:{gateway}").replace("TOKEN", token)
    box = f"bearerbox-host = 127.0.0.1\nsendsms-port = {sends}\n"
    smsbox = documented.replace("group = smsbox\n", f"group = smsbox\n{box}").replace("= 30", "= 1")
    conf.write_text(CORE.format(**ports, smpp=smpp, password=password) + smsbox)
    with ExitStack() as stack:
        for name, port in (("bearerbox", ports["box"]), ("smsbox", sends)):
            log = stack.enter_context((folder / f"{name}.log").open("wb"))
            one = subprocess.Popen([name, "-v", "1", str(conf)], stdout=log, stderr=log, cwd=folder)
            stack.callback(_end, one)
            until(lambda port=port: _listens(port))  # type: ignore[misc]
        yield Kannel(f"http://127.0.0.1:{sends}", ports["smsc"], password)


def ucs2(text: str) -> str:
    """A text as `fakesmsc` wants it in two bytes."""
    return quote_from_bytes(text.encode("utf-16-be"))


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it never came to that")


def _documented() -> str:
    """The configuration that the page has a deployer copy."""
    return next(block for block in DOCS.read_text("utf-8").split("```") if "group = smsbox" in block)


def _text(kind: str, data: str, *, parted: bool) -> str:
    """What stands on the phone. A part of a long SMS says nothing of its alphabet: two bytes hold zeros or
    letters above 0x7F, septets neither.
    """
    if kind == "text":
        return data
    raw = unquote_to_bytes(data.replace("+", " "))
    wide = not parted or any(byte > 0x7F for byte in raw)
    return raw.decode("utf-16-be" if wide else "ascii")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait(10)
