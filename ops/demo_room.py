"""Where the demo lives, and nothing else: a folder for its data, one for its keys, emptied at each start."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.ground import DataInUseError, private_folder


@dataclass(frozen=True, slots=True)
class Room:
    data: Path
    private: Path

    @property
    def clock_file(self) -> Path:
        return self.data / "clock"

    @property
    def keys_file(self) -> Path:
        return self.private / "keys"


@contextmanager
def demo_room(environ: Mapping[str, str]) -> Iterator[Room]:
    """Ours alone while the block lasts. Raises DataInUseError when another demo runs."""
    data = _home(environ, "XDG_DATA_HOME", ".local/share") / "demo"
    private = _home(environ, "XDG_CONFIG_HOME", ".config") / "demo"
    private_folder(data.parent)
    with (data.parent / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DataInUseError(data) from None
        for folder in (data, private):
            shutil.rmtree(folder, ignore_errors=True)
            private_folder(folder)
        yield Room(data, private)


def demo_environment(environ: Mapping[str, str], room: Room, country: str) -> dict[str, str]:
    """Nothing of a real deployment reaches the demo: of its settings only the language is kept."""
    kept = {name: value for name, value in environ.items() if not name.startswith("LASOMI_")}
    return kept | {
        "LASOMI_UI_LANG": environ.get("LASOMI_UI_LANG") or "fr",
        "LASOMI_COUNTRY": country,
        "LASOMI_DATA_DIR": str(room.data),
        "LASOMI_KEYS_FILE": str(room.keys_file),
        "LASOMI_DEMO_CLOCK": str(room.clock_file),
        "LASOMI_SANDBOX": "1",
    }


def _home(environ: Mapping[str, str], variable: str, folder: str) -> Path:
    return Path(environ.get(variable) or os.path.join(environ.get("HOME", ""), folder)) / "lasomi"
