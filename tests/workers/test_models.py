"""A model file is read when it is the one of its manifest and holds numbers (languages.md §11, §15)."""

import hashlib
import io
import json
import pickle
import pickletools
import warnings
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

from core.country import COUNTRIES
from workers.models import LARGEST, TRAINING_DATA, ModelRefused, read_model

SHIPPED = COUNTRIES / "ml" / "model"
SOURCE = {
    "name": "GATITOS",
    "files": {"en_bm.tsv": "sha256 00"},
    "rows": 4,
    "licence": "CC-BY-4.0",
    "attribution": "Contains GATITOS by Google.",
}


def manifest(content: bytes, **changed: Any) -> dict[str, Any]:
    return {
        "name": "small",
        "made": "2026-12-01",
        "code": "git 1a2b3c4",
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "CC-BY-4.0",
        "seed": 1,
        "classes": ["fr", "bm"],
        "features": "crc32 16 bits, 1-4 grams",
        "data": [SOURCE],
        "scores": {"dev": {"sentence": 99.9}},
        "reviewed_by_native_speakers": False,
    } | changed


def numbers(**arrays: Any) -> bytes:
    whole = io.BytesIO()
    np.savez(whole, **(arrays or {"table": np.ones((4, 2), np.float16)}))
    return whole.getvalue()


def put(folder: Path, content: bytes, about: object) -> Path:
    (folder / "small.npz").write_bytes(content)
    (folder / "small.manifest.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(ModelRefused) as fault:
        read_model(folder, "small")
    assert fault.value.code == "model_refused"
    return fault.value.sentence


def test_a_model_is_its_arrays_and_its_manifest(tmp_path: Path) -> None:
    content = numbers()
    model = read_model(put(tmp_path, content, manifest(content)), "small")
    assert (model.name, model.classes, model.about["seed"]) == ("small", ("fr", "bm"), 1)
    assert model.arrays["table"].dtype == np.float16
    assert model.sha256 == hashlib.sha256(content).hexdigest()


def test_a_missing_one_is_refused_with_what_mends_it(tmp_path: Path) -> None:
    assert "missing" in refused(tmp_path)
    content = numbers()
    put(tmp_path, content, manifest(content))
    (tmp_path / "small.npz").unlink()
    assert "lasomi train" in refused(tmp_path)


def test_another_file_than_the_manifests_is_refused(tmp_path: Path) -> None:
    put(tmp_path, numbers(table=np.zeros(3)), manifest(numbers()))
    assert "sha256" in refused(tmp_path)


def test_one_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    content = b"\0" * (LARGEST + 1)
    assert "more than" in refused(put(tmp_path, content, manifest(content)))


@pytest.mark.parametrize(
    "content",
    [
        numbers(table=np.array([{"a": 1}], dtype=object)),
        pickle.dumps({"table": [1]}),
        numbers()[:40],
        b"",
        b"PK\x03\x04 nothing",
    ],
)
def test_nothing_is_unpickled(tmp_path: Path, content: bytes) -> None:
    assert "small.npz" in refused(put(tmp_path, content, manifest(content)))


@pytest.mark.parametrize("key", sorted(manifest(b"")))
def test_a_manifest_tells_everything(tmp_path: Path, key: str) -> None:
    content = numbers()
    about = manifest(content)
    del about[key]
    assert key in refused(put(tmp_path, content, about))


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "large"},
        {"data": []},
        {"classes": []},
        {"data": [SOURCE | {"name": "MAFAND-MT"}]},
        {"data": [SOURCE | {"licence": "CC-BY-NC-4.0"}]},
        {"data": [SOURCE | {"files": {}}]},
        {"data": [{"name": "GATITOS"}]},
        {"data": ["GATITOS"]},
    ],
)
def test_what_may_not_train_is_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    content = numbers()
    assert "manifest" in refused(put(tmp_path, content, manifest(content, **changed)))


@pytest.mark.parametrize("written", ["", "[]", "{", '"small"', "null"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    put(tmp_path, numbers(), {})
    (tmp_path / "small.manifest.json").write_text(written, encoding="utf-8")
    assert "manifest" in refused(tmp_path)


def shipped() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.npz"))


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_models_are_read_and_say_what_they_are_of(name: str) -> None:
    model = read_model(SHIPPED, name)
    assert {source["name"] for source in model.about["data"]} <= TRAINING_DATA.keys()
    assert all(source["attribution"] and source["rows"] for source in model.about["data"])
    assert model.about["reviewed_by_native_speakers"] is False
    assert all(np.isfinite(array).all() for array in model.arrays.values())


@pytest.mark.parametrize("name", shipped())
def test_no_pickle_is_shipped(name: str) -> None:
    with ZipFile(SHIPPED / f"{name}.npz") as file:
        contents = [file.read(member) for member in file.namelist()]
    assert not any(is_pickle(content) for content in [*contents, (SHIPPED / f"{name}.npz").read_bytes()])
    assert is_pickle(pickle.dumps([1]))


def is_pickle(content: bytes) -> bool:
    try:
        warnings.simplefilter("ignore")  # of escapes in what is no pickle; pytest restores it
        return any(opcode.name == "STOP" for opcode, _, _ in pickletools.genops(content))
    except ValueError:
        return False


def test_all_models_together_are_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.glob("*.npz")) <= 12_000_000
