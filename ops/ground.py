"""What must hold before anything is started, each with the sentence that mends it."""

import errno
import os
import socket
import sys
from pathlib import Path

from core.errors import Fault, LasomiError, Misconfigured
from ops.wording import wording

OLDEST = (3, 11)
LOOPBACK = "127.0.0.1"


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> None:
    if version[:2] < OLDEST:
        found = ".".join(map(str, version[:2]))
        remedy = wording().ui("prenez Python 3.11 ou plus récent, puis recommencez")
        raise Misconfigured(Fault("Python", found, remedy))


def check_port(port: int, host: str = LOOPBACK, option: str = "--port") -> None:
    """Raises Misconfigured when somebody listens there already, or nobody may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as fault:
            reason = getattr(fault, "strerror", None) or str(fault)
            raise Misconfigured(Fault(f"{host}:{port}", reason, _remedy(fault, option))) from None


def _remedy(fault: Exception, option: str) -> str:
    """A name that nobody knows, and an address of another machine, are no matter of the port."""
    if isinstance(fault, socket.gaierror) or getattr(fault, "errno", None) == errno.EADDRNOTAVAIL:
        return wording().ui("donnez une adresse de cette machine avec --host, par exemple 127.0.0.1")
    return wording().ui("choisissez un autre port avec {option}", option=option)


def free_port() -> int:
    """A port that nobody uses now, for a program that we start at once."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def private_folder(folder: Path) -> Path:
    """The folder, made if need be, for us alone and writable. Raises Misconfigured."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as fault:
        raise _unusable(folder, fault.strerror or str(fault)) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unusable(folder, wording().ui("on ne peut pas y écrire"))
    return folder


def write_private(path: Path, text: str) -> None:
    """A file of mode 0600 with exactly this text, in place of an earlier one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


class DataInUseError(LasomiError):
    """Another process of ours works in the same data folder."""

    def __init__(self, folder: Path) -> None:
        sentence = wording().ui("{folder}: une autre exécution s'en sert; arrêtez-la d'abord", folder=folder)
        super().__init__("data_in_use", sentence)


def _unusable(folder: Path, reason: str) -> Misconfigured:
    remedy = wording().ui("nommez un dossier où vous pouvez écrire, avec --data ou LASOMI_DATA_DIR")
    return Misconfigured(Fault(str(folder), reason, remedy))
