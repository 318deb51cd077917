"""A secret may come as a file of systemd: no environment holds it then, and a variable still outranks it."""

from pathlib import Path

import pytest

from core.errors import Misconfigured
from gateway.settings import read_settings

TOKEN = "x" * 43


def handed(folder: Path, **files: str) -> dict[str, str]:
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return {"CREDENTIALS_DIRECTORY": str(folder)}


def test_a_credential_of_a_settings_name_is_that_setting(tmp_path: Path) -> None:
    environ = handed(tmp_path, LASOMI_HOOK_TOKENS=f"africastalking={TOKEN}\n", other="passed over")
    assert read_settings(environ).hook_tokens == {"africastalking": (TOKEN,)}


def test_a_variable_outranks_the_file(tmp_path: Path) -> None:
    environ = handed(tmp_path, LASOMI_UI_LANG="en") | {"LASOMI_UI_LANG": "fr"}
    assert read_settings(environ).ui_lang == "fr"


def test_a_credential_that_nobody_knows_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="LASOMI_HOOK_TOKEN"):
        read_settings(handed(tmp_path, LASOMI_HOOK_TOKEN="x"))


def test_a_credential_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "LASOMI_SMTP_URL").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(Misconfigured, match="LASOMI_SMTP_URL"):
        read_settings({"CREDENTIALS_DIRECTORY": str(tmp_path)})
