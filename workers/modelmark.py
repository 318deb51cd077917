"""The models of a country by one short name, kept with every report: what read it."""

import hashlib
from functools import lru_cache
from pathlib import Path

from workers.models import MODELS


@lru_cache(maxsize=4)
def models_of(folder: Path) -> str | None:
    """16 characters of SHA-256 over the manifests, which name the files by theirs; None without any model."""
    manifests = [folder / f"{name}.manifest.json" for name in MODELS]
    found = [path.read_bytes() for path in manifests if path.is_file()]
    return hashlib.sha256(b"\n".join(found)).hexdigest()[:16] if found else None
