"""The worked example works: its blocks run against a house, and print what the page says that they print."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
import uvicorn

from store.database import Database
from store.keys import Keys
from tests.gateway.plot_room import rated
from tests.gateway.rooms import Room, room
from tests.publishing import published_when_asked

__all__ = ["published_when_asked"]

PAGE = (Path(__file__).parents[2] / "docs" / "worked-example.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def blocks(language: str) -> str:
    return "\n".join(body for name, body in BLOCK.findall(PAGE) if name == language)


def printed(language: str) -> str:
    """The blocks of output that follow blocks of a language."""
    found = BLOCK.findall(PAGE)
    after = pairwise(found)
    return "".join(text for (name, _), (out, text) in after if name == language and out == "text")


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return rated(room(database, keys, data_dir))


@pytest.fixture
def environ(here: Room) -> Iterator[dict[str, str]]:
    """A house behind a real port, and a key to it."""
    server = uvicorn.Server(uvicorn.Config(here.app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(500):
        if server.started:
            break
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield os.environ | {"LASOMI_URL": f"http://127.0.0.1:{port}", "LASOMI_KEY": here.key("figures")}
    server.should_exit = True
    thread.join(10)


def run(command: list[str], environ: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, env=environ, cwd=folder, capture_output=True, text=True, check=False, timeout=110
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_is_short() -> None:
    assert len(PAGE.splitlines()) <= 120


@sqlite
def test_the_python_of_the_page(environ: dict[str, str], tmp_path: Path) -> None:
    pytest.importorskip("pandas", reason="pandas is not here")
    pytest.importorskip("statsmodels", reason="statsmodels is not here")
    (tmp_path / "example.py").write_text(blocks("python"), "utf-8")
    assert run([sys.executable, "example.py"], environ, tmp_path) == printed("python")
    assert {path.name for path in tmp_path.glob("*.svg")} == {"g1-series.svg", "g1-regions.svg", "g1-map.svg"}


@sqlite
def test_the_r_of_the_page(environ: dict[str, str], tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not here")
    packages = "quit(status = !all(sapply(c('readr', 'curl'), requireNamespace, quietly = TRUE)))"
    if subprocess.run([rscript, "-e", packages], check=False, capture_output=True).returncode:
        pytest.skip("readr or curl is not here")
    (tmp_path / "example.R").write_text(blocks("r"), "utf-8")
    assert run([rscript, "--vanilla", "example.R"], environ, tmp_path) == printed("r")


@sqlite
def test_the_query_of_the_spreadsheet_is_answered(environ: dict[str, str]) -> None:
    """Power Query runs on no machine of ours: what it asks for, we ask for."""
    text = blocks("powerquery")
    (path,) = re.findall(r'RelativePath = "([^"]+)"', text)
    (query,) = re.findall(r"Query = \[([^\]]+)\]", text)
    columns = re.findall(r'\{"(\w+)", type', text)
    asked = dict(re.findall(r'(\w+) = "([^"]+)"', query))
    headers = {"Authorization": f"Bearer {environ['LASOMI_KEY']}"}
    answer = httpx.get(f"{environ['LASOMI_URL']}/{path}", params=asked, headers=headers)
    assert answer.status_code == 200
    assert set(columns) <= set(answer.text.splitlines()[0].split(","))
