"""Model files: arrays of numbers and a manifest that says what they were learnt from (`languages.md` §11).

Nothing is ever unpickled. A file that does not fit its manifest is refused, and the program runs on codes and
words alone; `lasomi doctor` says so.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from core.errors import LasomiError

LARGEST: Final = 8_000_000
"""Bytes of one file; all models together stay below 12 MB."""
MODELS: Final = ("language", "intent", "code")
TRAINING_DATA: Final = {
    "OLDI Seed": "CC-BY-SA-4.0",
    "SIB-200": "CC-BY-SA-4.0",
    "GATITOS": "CC-BY-4.0",
    "Bayelemabaga": "CC-BY-SA-4.0",
    "messages": "Apache-2.0",
    "corrections": "Apache-2.0",
}
"""What a shipped model may learn from, and its licence (`languages.md` §15). The last two are our own."""
_KEYS: Final = frozenset(
    {"name", "made", "code", "sha256", "licence", "seed", "classes", "features", "data", "scores"}
    | {"reviewed_by_native_speakers"}
)
_DATA_KEYS: Final = frozenset({"name", "files", "rows", "licence", "attribution"})


class ModelRefused(LasomiError):
    """A model file that is not used. The sentence names the file, what is wrong and what mends it."""

    def __init__(self, file: str, fault: str, remedy: str = "restore it, or run `lasomi train`") -> None:
        super().__init__("model_refused", f"model/{file}: {fault}: {remedy}")


@dataclass(frozen=True, slots=True)
class Model:
    """The arrays of one model, by name; `about` is its manifest."""

    name: str
    sha256: str
    classes: tuple[str, ...]
    arrays: Mapping[str, NDArray[Any]]
    about: Mapping[str, Any]


def read_model(folder: Path, name: str) -> Model:
    """The model `<name>.npz`, by the manifest beside it. Raises ModelRefused, also when it is missing."""
    about = _manifest(folder / f"{name}.manifest.json", name)
    content = _content(folder / f"{name}.npz")
    found = hashlib.sha256(content).hexdigest()
    if found != about["sha256"]:
        raise ModelRefused(f"{name}.npz", "is not the file of its manifest (sha256)")
    return Model(name, found, tuple(about["classes"]), _arrays(f"{name}.npz", content), about)


def checked_manifest(about: Any, name: str) -> Mapping[str, Any]:
    """The manifest, when it is complete and all its `data` may train a model. Raises ModelRefused."""
    file = f"{name}.manifest.json"
    if not isinstance(about, dict) or (missing := sorted(_KEYS - about.keys())):
        raise ModelRefused(file, f"has no {', '.join(missing) if isinstance(about, dict) else 'keys'}")
    if about["name"] != name:
        raise ModelRefused(file, f"is the manifest of {about['name']!r}")
    if not about["data"] or not about["classes"]:
        raise ModelRefused(file, "names no data or no classes")
    for source in about["data"]:
        _check_source(file, source)
    return MappingProxyType(about)


def _check_source(file: str, source: Any) -> None:
    if not isinstance(source, dict) or (missing := sorted(_DATA_KEYS - source.keys())):
        raise ModelRefused(file, f"data: {', '.join(missing) if isinstance(source, dict) else 'no keys'}")
    if TRAINING_DATA.get(source["name"]) != source["licence"]:
        told = f"data: {source['name']} ({source['licence']}) may not train a model (languages.md §15)"
        raise ModelRefused(file, told, "learn it anew without them")
    if not source["files"]:
        raise ModelRefused(file, f"data: {source['name']} names no files")


def _manifest(path: Path, name: str) -> Mapping[str, Any]:
    try:
        about = json.loads(_content(path))
    except ValueError:
        raise ModelRefused(path.name, "is not JSON in UTF-8") from None
    return checked_manifest(about, name)


def _content(path: Path) -> bytes:
    """The bytes of a file that is not too large to be one of ours."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ModelRefused(path.name, f"has {size} bytes, more than {LARGEST}")
        return path.read_bytes()
    except OSError as fault:
        told = "is missing" if isinstance(fault, FileNotFoundError) else fault.strerror or "cannot be read"
        raise ModelRefused(path.name, told) from None


def _arrays(file: str, content: bytes) -> Mapping[str, NDArray[Any]]:
    """Arrays of numbers. One of objects would be a pickle, and is refused by numpy (`allow_pickle`)."""
    try:
        with ZipFile(io.BytesIO(content)) as members:
            found = {Path(name).stem: members.read(name) for name in members.namelist()}
        arrays = {key: np.load(io.BytesIO(array), allow_pickle=False) for key, array in found.items()}
    except (ValueError, EOFError, OSError, BadZipFile) as fault:
        raise ModelRefused(file, f"holds something else than arrays of numbers ({fault})") from None
    return MappingProxyType(arrays)
