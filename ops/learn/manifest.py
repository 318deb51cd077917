"""Writes a model and its manifest; the same arrays give the same bytes (`languages.md` §11)."""

import hashlib
import io
import json
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from workers.models import LARGEST, TRAINING_DATA, ModelRefused, checked_manifest

_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
_STRICTEST: Final = ("CC-BY-SA-4.0", "CC-BY-4.0", "Apache-2.0")


def packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The arrays as an npz file without the time of its making. ValueError for an array of objects."""
    whole = io.BytesIO()
    with ZipFile(whole, "w") as file:
        for name in sorted(arrays):
            array = io.BytesIO()
            np.save(array, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            file.writestr(ZipInfo(f"{name}.npy", _NO_DATE), array.getvalue(), ZIP_DEFLATED)
    return whole.getvalue()


def write_model(
    folder: Path,
    name: str,
    arrays: Mapping[str, NDArray[Any]],
    *,
    classes: Sequence[str],
    features: str,
    seed: int,
    data: Sequence[Mapping[str, Any]],
    scores: Mapping[str, Any],
    made: date,
) -> Path:
    """Writes `<name>.npz` and its manifest; ModelRefused, and nothing, for what could not be read again."""
    content = packed(arrays)
    about = {
        "name": name,
        "made": made.isoformat(),
        "code": _commit(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": licence(data),
        "seed": seed,
        "classes": list(classes),
        "features": features,
        "data": list(data),
        "scores": scores,
        "reviewed_by_native_speakers": False,
    }
    checked_manifest(about, name)
    return _put(folder, name, content, about)


def _put(folder: Path, name: str, content: bytes, about: Mapping[str, Any]) -> Path:
    if len(content) > LARGEST:
        raise ModelRefused(
            f"{name}.npz", f"has {len(content)} bytes, more than {LARGEST}", "learn a smaller one"
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.npz").write_bytes(content)
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / f"{name}.manifest.json").write_text(text + "\n", encoding="utf-8")
    return folder / f"{name}.npz"


def licence(data: Sequence[Mapping[str, Any]]) -> str:
    """The strictest licence among those of the data (`languages.md` §15)."""
    found = {TRAINING_DATA.get(source["name"], "") for source in data}
    return next((each for each in _STRICTEST if each in found), "")


def _commit() -> str:
    """The commit of the code that learnt it, where there is one."""
    try:
        asked = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
        told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return f"git {told.stdout.strip()}"
