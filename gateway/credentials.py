"""Settings that systemd hands over as files (`LoadCredential=`): a secret then stands in no environment.

A file of `$CREDENTIALS_DIRECTORY` that bears the name of a setting is that setting: systemd.exec(5).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from core.errors import Fault, Misconfigured

VARIABLE: Final = "CREDENTIALS_DIRECTORY"


def with_credentials(environ: Mapping[str, str], prefix: str) -> Mapping[str, str]:
    """An environment and the credentials beside it; a variable that is set outranks the file of its name.

    Raises Misconfigured for a file that cannot be read.
    """
    folder = environ.get(VARIABLE)
    if not folder:
        return environ
    return {path.name: _content(path) for path in sorted(Path(folder).glob(f"{prefix}*"))} | dict(environ)


def _content(path: Path) -> str:
    """The file's text without the newline that editors put at its end."""
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        remedy = f"make {VARIABLE} hold a text file that this user may read"
        raise Misconfigured(Fault(path.name, "its credential cannot be read", remedy)) from None
