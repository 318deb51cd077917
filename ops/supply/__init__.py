"""What the house is made of that others made, and what must not lie in it: lock, licences, bill, secrets.

For `make check` and whoever builds a release; nothing here runs beside a source (`protection.md` P51).
"""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent
LOCK: Final = ROOT / "requirements.lock"
EVERY_LOCK: Final = (LOCK, ROOT / "requirements-dev.lock", ROOT / "requirements-tools.lock")
