"""What Lasomi is measured beside answers the same call with the same screens, byte for byte."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.peers import install, sides
from benchmarks.peers.line import Exchange
from benchmarks.peers.menu import PARTS, TYPED, Screen, calls, screens, write_screens
from benchmarks.peers.rounds import phase
from benchmarks.peers.servers import DidNotStand, Launch, Server, served
from benchmarks.peers.wire import dealt, exchanged, posted

BUILDERS = ("ussd-menu-builder", "ussd-builder")


@pytest.fixture(scope="module")
def shown() -> tuple[Screen, ...]:
    return screens()


@pytest.fixture(scope="module")
def menu(shown: tuple[Screen, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("menu") / "menu.json"
    write_screens(shown, file)
    return file


@pytest.fixture(scope="module", params=["lasomi", *BUILDERS, *(f"{name} Redis" for name in BUILDERS)])
def door(request: pytest.FixtureRequest, menu: Path) -> Iterator[tuple[Server, str]]:
    """A side that stands, and the path to which a call is posted."""
    name, folder = request.param, menu.parent
    with ExitStack() as stack:
        if name == "lasomi":
            server = stack.enter_context(served(sides.lasomi(folder / "house"), folder))
            yield server, f"{server.path}/ussd"
            return
        if not install.installed(install.JAVASCRIPT, install.HERE / "js" / "package-lock.json"):
            pytest.skip("the peers are not installed: python -m benchmarks.peers.install")
        if shutil.which("node") is None:
            pytest.skip("no node on the PATH")
        url = ""
        if name.endswith("Redis"):
            redis = stack.enter_context(served(sides.redis(), folder))
            url = f"redis://127.0.0.1:{redis.port}"
        launch = sides.express(name.partition(" ")[0], menu, url)
        yield stack.enter_context(served(launch, folder)), "/ussd"


def test_every_side_shows_the_same_screens(door: tuple[Server, str], shown: tuple[Screen, ...]) -> None:
    """Thirty calls side by side; somebody else's screen, or none, is an error."""
    server, path = door
    figures = phase(server, calls(1, 30, path, shown))
    assert (figures.errors, figures.requests) == (0, 30 * len(shown))


def test_the_parts_are_the_whole_call(shown: tuple[Screen, ...]) -> None:
    spans = sorted(PARTS.values())
    assert [spans[0][0], *(end for _, end in spans)] == [0, *(first for first, _ in spans[1:]), len(shown)]
    assert len(shown) == len(TYPED) + 1


def test_no_two_calls_are_of_one_person(shown: tuple[Screen, ...]) -> None:
    first = [call[0].request for number in (0, 1) for call in calls(number, 5, "/", shown[:1])]
    assert len({request.rpartition(b"phoneNumber=")[2][:16] for request in first}) == 10


def test_another_answer_than_the_expected_is_an_error(tmp_path: Path) -> None:
    with served(sides.bare("hello", tmp_path), tmp_path) as server:
        right, wrong = Exchange(posted("/", {"id": "1"}), b"OK"), Exchange(posted("/", {"id": "1"}), b"KO")
        heard = exchanged(server.port, dealt([[right, wrong], [right]], connections=2))
    assert (heard.errors, len(heard.seconds)) == (1, 3)


def test_a_form_is_on_disk_before_the_bare_one_answers(tmp_path: Path) -> None:
    from store.sqlite import library

    with served(sides.bare("grouped", tmp_path), tmp_path) as server:
        asked = [[Exchange(posted("/", {"id": str(number), "text": "x"}), b"OK")] for number in range(20)]
        assert exchanged(server.port, dealt(asked)).errors == 0
        with library().connect(f"file:{tmp_path}/bare/bare.db?mode=ro", uri=True) as kept:
            assert kept.execute("SELECT count(*) FROM bare").fetchone() == (20,)


def test_a_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    launch = Launch("broken", ("python3", "-c", "raise SystemExit('no such menu')"))
    with pytest.raises(DidNotStand, match="no such menu"), served(launch, tmp_path):
        raise AssertionError("it stands")


def test_the_locks_name_no_address() -> None:
    """A lock that named a registry would send every other machine there."""
    for lock in (install.HERE / "js" / "package-lock.json", install.HERE / "rapid" / "requirements.lock"):
        text = lock.read_text("utf-8")
        assert '"resolved"' not in text
        assert "index-url" not in text
        assert "integrity" in text or "--hash=sha256:" in text
