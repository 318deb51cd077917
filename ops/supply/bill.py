"""`make sbom`: the bill of materials as CycloneDX 1.6, out of the lock, in build/sbom.cdx.json.

The same lock gives the same bytes, and the writer checks its document against the schema before it writes it.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

from ops.supply import LOCK, ROOT

BILL: Final = ROOT / "build" / "sbom.cdx.json"
_HOW: Final = ("--output-format", "JSON", "--spec-version", "1.6", "--output-reproducible", "--validate")
_OF: Final = ("--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application")


def write_bill(to: Path, lock: Path = LOCK) -> None:
    """Raises CalledProcessError when the writer finds its document wrong."""
    to.parent.mkdir(parents=True, exist_ok=True)
    writer = (sys.executable, "-m", "cyclonedx_py", "requirements")
    subprocess.run((*writer, *_HOW, *_OF, "--output-file", str(to), str(lock)), check=True)


if __name__ == "__main__":
    write_bill(BILL)
