"""What keeps Lasomi from starting is one sentence that names the thing and its remedy."""

import socket
from pathlib import Path

import pytest

from core.errors import Misconfigured
from ops.ground import check_port, check_python, free_port, private_folder, write_private


def test_an_occupied_port_is_named_with_the_option_that_changes_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=rf"127\.0\.0\.1:{port}: .*--port"):
            check_port(port)


@pytest.mark.parametrize("host", ["300.1.1.1", "203.0.113.9"])
def test_an_address_that_is_not_ours_is_no_matter_of_the_port(host: str) -> None:
    with pytest.raises(Misconfigured, match=rf"{host}:\d+: .*--host"):
        check_port(free_port(), host)


def test_a_free_port_says_nothing() -> None:
    check_port(free_port())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match=r"file/data: .*LASOMI_DATA_DIR"):
        private_folder(tmp_path / "file" / "data")


def test_a_folder_is_for_us_alone(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_private_file_is_for_us_alone(tmp_path: Path) -> None:
    write_private(tmp_path / "secret", "x")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_an_old_python_is_named_with_its_remedy() -> None:
    with pytest.raises(Misconfigured, match=r"3\.10.*3\.11"):
        check_python((3, 10, 4))
    check_python((3, 11, 0))
