"""The clock is the machine's, unless an exercise moves it by what a file says."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.ports import utc_now
from gateway.clock import moved_by, open_clock
from gateway.settings import read_settings


def test_the_clock_of_a_deployment_is_the_machines() -> None:
    assert open_clock(read_settings({})) is utc_now


def test_a_demo_clock_follows_its_file(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("-86400\n")
    clock = open_clock(read_settings({"LASOMI_SANDBOX": "1", "LASOMI_DEMO_CLOCK": str(file)}))
    assert timedelta(hours=23, minutes=59) < utc_now() - clock() < timedelta(hours=24, minutes=1)
    file.write_text("7200.5")
    assert timedelta(hours=1, minutes=59) < clock() - utc_now() < timedelta(hours=2, minutes=1)


@pytest.mark.parametrize("content", ["", "soon", None])
def test_a_file_without_a_number_stops_the_start(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "offset"
    if content is not None:
        file.write_text(content)
    with pytest.raises(Misconfigured, match="LASOMI_DEMO_CLOCK"):
        moved_by(file)
