"""Every command has its help in French and in English, and says in one sentence what stopped it."""

import json
import re
import socket
from pathlib import Path

import pytest

from ops.main import app
from tests.ops.processes import command

TOP = {
    *("up", "demo", "phone", "understand", "user", "key", "member", "keys", "build", "release", "shred"),
    *("doctor", "backup", "restore", "evaluate", "train", "play", "locales", "flow", "drill"),
    *("audit", "glass", "panic", "switch"),
    *("people", "partner", "channels", "lock", "unlock"),
    *("import", "export", "rebuild", "cards"),
}


def test_the_commands_of_the_contract_are_there() -> None:
    listed = {each.name or (each.callback and each.callback.__name__) for each in app.registered_commands}
    assert listed | {group.name for group in app.registered_groups} == TOP


@pytest.mark.parametrize("language", ["fr", "en"])
def test_help_in_both_languages(tmp_path: Path, language: str) -> None:
    told = command(tmp_path, "--help", LASOMI_UI_LANG=language)
    assert told.returncode == 0
    assert ("Les comptes de la console." in told.stdout) == (language == "fr")
    for group in ("user", "key", "member"):
        assert command(tmp_path, group, "--help", LASOMI_UI_LANG=language).returncode == 0


def test_an_unknown_setting_stops_the_start_in_one_line(tmp_path: Path) -> None:
    told = command(tmp_path, "up", LASOMI_DATA_DRI="x")
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert "LASOMI_DATA_DRI" in told.stderr
    assert "LASOMI_DATA_DIR" in told.stderr


def test_an_occupied_port_stops_the_start_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = command(tmp_path, "up", "--port", str(taken.getsockname()[1]))
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert "--port" in told.stderr


def test_an_unwritable_data_folder_stops_the_start_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = command(tmp_path, "up", "--data", str(tmp_path / "file" / "data"))
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert str(tmp_path / "file" / "data") in told.stderr


def test_people_and_keys(tmp_path: Path) -> None:
    assert command(tmp_path, "release").returncode == 0
    assert command(tmp_path, "release").returncode == 0
    made = json.loads(
        command(tmp_path, "user", "add", "aminata", "--role", "regional", "--area", "ML07", "--json").stdout
    )
    assert made[0]["password"]
    assert "aminata" in command(tmp_path, "user", "list").stdout
    assert command(tmp_path, "user", "disable", "aminata").returncode == 0
    assert command(tmp_path, "user", "disable", "nobody").returncode == 1
    member = ("member", "add", "76 00 00 03", "Moniteur", "--role", "monitor", "--area", "ML0701")
    assert command(tmp_path, *member).returncode == 0
    listed = command(tmp_path, "member", "list").stdout
    assert "Moniteur" in listed
    assert "76000003" not in listed
    issued = json.loads(command(tmp_path, "key", "issue", "essai", "--scope", "figures", "--json").stdout)[0]
    assert issued["key"].startswith("lsm_")
    assert issued["key"] not in command(tmp_path, "key", "list").stdout
    assert command(tmp_path, "key", "revoke", issued["id"]).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("member", "add", "0076123456", "x", "--role", "monitor", "--area", "ML0701"), "0076123456"),
        (("member", "add", "+22376000003", "x", "--role", "king", "--area", "ML0701"), "king"),
        (("member", "add", "+22376000003", "x", "--role", "monitor", "--area", "ML9999"), "ML9999"),
        (("user", "add", "x", "--role", "king", "--area", "ML"), "king"),
        (("user", "add", "", "--role", "regional", "--area", "ML07"), "12"),
        (
            ("member", "add", "+22376000003", "x", "--role", "relay", "--area", "ML07", "--language", "de"),
            "taq",
        ),
        (("key", "revoke", "nothing"), "nothing"),
        (("key", "issue", "x", "--scope", "king"), "figures"),
        (("build", "places", "/nowhere"), "/nowhere"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    command(tmp_path, "release")
    said = command(tmp_path, *arguments)
    assert said.returncode == 1
    assert told in said.stderr
    assert said.stderr.count("\n") == 1


TEAM_CHANGES = (
    "duty --since 2026-07-01 --weekdays 12345 --begins 08:00 --ends 18:00",
    "leave --since 2026-07-20 --until 2026-07-24",
    "tie 2 ML0701",
    "unlock",
)


def test_a_team_is_kept_by_codes_and_no_number_is_shown(tmp_path: Path) -> None:
    assert command(tmp_path, "release").returncode == 0
    about = ("--role", "monitor", "--area", "ML0701", "--json")
    made = json.loads(command(tmp_path, "people", "enrol", "Awa", *about).stdout)[0]
    assert re.fullmatch(r"CODE \d{4} \d{4}", made["code"])
    member = made["id"]
    again = json.loads(command(tmp_path, "people", "revoke", member, "--json").stdout)[0]
    assert again["code"] != made["code"]
    for change in TEAM_CHANGES:
        verb, *said = change.split()
        assert command(tmp_path, "people", verb, member, *said).returncode == 0
    (listed,) = json.loads(command(tmp_path, "people", "list", "--json").stdout)
    assert (listed["name"], listed["phone"], listed["ties"]) == ("Awa", "", "2:ML0701")
    user = ("user", "add", "awa", "--role", "monitor", "--area", "ML0701", "--member", member)
    assert command(tmp_path, *user).returncode == 0
    assert command(tmp_path, "people", "tie", member, "9", "ML0701").returncode == 1
    assert command(tmp_path, "people", "retire", member).returncode == 0
    assert json.loads(command(tmp_path, "people", "list", "--json").stdout) == []
