"""When the heartbeat was last heard outside: a file whose time says it, for every process of the machine."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

NAME: Final = "heartbeat"


def heard(folder: Path, at: datetime) -> None:
    """The service outside has answered. Raises OSError."""
    path = folder / NAME
    path.touch(mode=0o600)
    os.utime(path, (at.timestamp(), at.timestamp()))


def last(folder: Path) -> datetime | None:
    """None: never."""
    try:
        return datetime.fromtimestamp((folder / NAME).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
