"""Whether what is in memory may be written to a disk in clear (P30): keys and bodies lie there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gateway.checks.base import Check, Scene

SWAPS: Final = Path("/proc/swaps")
BLOCK: Final = Path("/sys/class/block")
CRYPT: Final = "CRYPT-"
"""How device-mapper names an encrypted device (its `uuid`)."""
IN_MEMORY: Final = "zram"


def swap(scene: Scene) -> Iterator[Check]:
    if clear := in_clear():
        told = scene.ui("la mémoire peut être écrite en clair sur {names}", names=", ".join(clear))
        yield Check("swap", "degraded", told, scene.ui("coupez le swap (swapoff -a), ou chiffrez-le"))
    else:
        yield Check("swap", "ok", scene.ui("la mémoire n'est écrite en clair sur aucun disque"))


def in_clear(swaps: Path = SWAPS, block: Path = BLOCK) -> list[str]:
    """The devices and files of `/proc/swaps` that are neither memory nor encrypted."""
    try:
        listed = [line.split()[0] for line in swaps.read_text("utf-8").splitlines()[1:] if line.strip()]
    except OSError:
        return []
    return [name for name in listed if not _is_closed(Path(name).name, block)]


def _is_closed(device: str, block: Path) -> bool:
    if device.startswith(IN_MEMORY):
        return True
    try:
        return (block / device / "dm" / "uuid").read_text("ascii").startswith(CRYPT)
    except OSError:
        return False
