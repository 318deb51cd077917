"""What is built holds all that the program reads, and runs where there is nothing of the source tree."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.deploy.places import ROOT, said

ROOMS = ("core", "flows", "countries", "locales", "store", "gateway", "workers", "ops", "sandbox")
BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
pytestmark = pytest.mark.timeout(1800)


def kept() -> list[str]:
    """The files that git keeps, or would."""
    asked = ("ls-files", "--cached", "--others", "--exclude-standard")
    return sorted({name for name in said("git", "-C", ROOT, *asked).splitlines() if (ROOT / name).is_file()})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with sdist and wheel, built from a copy: setuptools writes beside what it reads."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in kept():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    for kind in ("build_sdist", "build_wheel"):
        said(sys.executable, "-c", BUILD, kind, out, cwd=source)
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def lasomi(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`lasomi` in an environment with the wheel and what it depends on, and nothing of the source tree.

    The dependencies are those of this environment, by a path file: so nothing is fetched.
    """
    venv = tmp_path_factory.mktemp("venv")
    said(sys.executable, "-m", "venv", "--without-pip", venv)
    room = next(venv.glob("lib/python*/site-packages"))
    said(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", room, wheel)
    (room / "dependencies.pth").write_text(str(Path(yaml.__file__).parents[1]))
    return venv


def run(venv: Path, home: Path, *arguments: str, given: str = "", seconds: float = 120) -> str:
    """What the installed `lasomi` prints; its home is empty, its folder nowhere near the source."""
    ran = subprocess.run(
        [str(venv / "bin" / "python"), "-m", "ops.main", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        cwd=home,
        input=given,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_every_file_of_the_rooms_is_in_the_wheel(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {name for name in kept() if name.split("/")[0] in ROOMS}
    assert sorted(wanted - held) == []
    assert not [name for name in held if name.startswith(("tests/", "benchmarks/")) or "__pycache__" in name]


def test_licence_and_notice_go_with_it(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel).namelist()
    assert {Path(name).name for name in held if "dist-info/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_source_archive_can_be_installed_by_the_document(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert held >= {
        "requirements.lock",
        "Makefile",
        "docs/operations.md",
        "ops/deploy/lasomi",
        "CHANGELOG.md",
        "NOTICE",
    }


def test_it_is_the_wheel_that_runs(lasomi: Path, tmp_path: Path) -> None:
    asked = "import core, gateway, pathlib; print(pathlib.Path(core.__file__).parent, gateway.__file__)"
    place = said(lasomi / "bin" / "python", "-c", asked, cwd=tmp_path)
    assert str(ROOT) not in place
    assert str(lasomi) in place


def test_it_runs_where_there_is_no_source(lasomi: Path, tmp_path: Path) -> None:
    assert "demo" in run(lasomi, tmp_path, "--help")
    assert '"code": "22"' in run(lasomi, tmp_path, "understand", given="id\ttext\n1\t22 ANSONGO\n").replace(
        '":"', '": "'
    )
    run(lasomi, tmp_path, "release")
    assert "bm" in run(lasomi, tmp_path, "locales", "status")


def test_the_demonstration_runs_where_there_is_no_source(lasomi: Path, tmp_path: Path) -> None:
    if not os.environ.get("FULL"):
        pytest.skip("takes a minute: FULL=1 runs it")
    assert "G1" in run(lasomi, tmp_path, "demo", seconds=1500)


def test_version_changelog_and_citation_agree() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    released = [heading.split()[0] for heading in headings if heading != "Unreleased"]
    assert headings[0] == "Unreleased" or released
    assert not released or released[0] == PROJECT["version"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (cited["version"], cited["license"]) == (PROJECT["version"], PROJECT["license"])


def test_a_container_is_built_where_there_is_an_engine(tmp_path: Path) -> None:
    engine = next(filter(None, map(shutil.which, ("podman", "buildah", "docker"))), None)
    answers = engine and subprocess.run([engine, "info"], capture_output=True, check=False).returncode == 0
    if not answers or not os.environ.get("FULL"):
        pytest.skip("no container engine answers, or FULL=1 is not set")
    said(str(engine), "build", "--tag", "lasomi-test", "--file", ROOT / "Containerfile", ROOT)
