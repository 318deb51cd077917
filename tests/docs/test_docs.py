"""What the code names, the documentation names: commands, settings, addresses, metrics, flows, indicators."""

import re
from pathlib import Path

import pytest
import typer.main
from prometheus_client import REGISTRY

from gateway import metrics
from gateway.channels import CHANNELS
from gateway.settings import names
from ops.main import app
from tests.mali import mali

ROOT = Path(__file__).parent.parent.parent
PAGES = "\n".join(page.read_text("utf-8") for page in (ROOT / "docs").rglob("*.md"))
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[str]:
    group = typer.main.get_command(app)
    found: list[str] = []
    for name, command in sorted(getattr(group, "commands", {}).items()):
        inner = sorted(getattr(command, "commands", {}))
        found += [f"lasomi {name} {each}" for each in inner] or [f"lasomi {name}"]
    return found


def measured() -> list[str]:
    assert metrics.ACCEPTED
    return sorted({metric.name for metric in REGISTRY.collect() if metric.name.startswith("lasomi_")})


def addresses() -> list[str]:
    text = (ROOT / "gateway" / "feeds").rglob("*.py")
    return sorted(
        {path for page in text for path in re.findall(r'router\.get\("(/[a-z/.]+)', page.read_text("utf-8"))}
    )


@pytest.mark.parametrize("named", commands())
def test_every_command_is_told(named: str) -> None:
    assert f"`{named}" in PAGES


@pytest.mark.parametrize("named", names())
def test_every_setting_is_told(named: str) -> None:
    assert f"`{named}`" in PAGES
    assert named in (ROOT / ".env.example").read_text("utf-8")


@pytest.mark.parametrize("named", measured())
def test_every_metric_is_told(named: str) -> None:
    assert f"`{named}" in PAGES


@pytest.mark.parametrize(
    ("named", "kind"),
    [(name, kind) for name, one in CHANNELS.items() if name != "simulator" for kind in one.parsers],
)
def test_every_webhook_is_told(named: str, kind: str) -> None:
    """In the row of its door."""
    told = re.findall(rf"^\|.*/hooks/{named}/{{token}}/.*$", PAGES, re.MULTILINE)
    assert any(re.search(rf"/{kind}`", row) for row in told)


@pytest.mark.parametrize("named", CHANNELS)
def test_every_channel_is_told(named: str) -> None:
    assert re.search(rf"`{named}`|/hooks/{named}/|`LASOMI_{named.upper()}_", PAGES)


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics", "/handset", "/console", "/v1/docs"])
def test_every_address_that_is_nobodys_page_is_told(address: str) -> None:
    assert f"`{address}`" in PAGES


@pytest.mark.parametrize("flow", sorted(path.stem for path in (ROOT / "flows").glob("*.yaml")))
def test_every_flow_is_told(flow: str) -> None:
    assert f"`{flow}`" in PAGES


@pytest.mark.parametrize("indicator", [each.id for each in mali().indicators])
def test_every_indicator_is_told(indicator: str) -> None:
    assert f"`{indicator}`" in PAGES


def test_there_are_addresses_to_tell() -> None:
    assert len(addresses()) >= 4


@pytest.mark.parametrize("address", addresses())
def test_every_address_of_the_feed_is_told(address: str) -> None:
    assert address.endswith(".css") or f"`/v1{address.rstrip('/')}" in PAGES


def test_the_honest_promise_is_on_both_first_pages() -> None:
    promise = "Un SMS ou un appel USSD peut être vu par l'opérateur et par l'État"
    assert promise in README
    assert promise in PAGES


def test_every_page_that_is_linked_exists() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


HOUSE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
ROOMS = "core|flows|countries|locales|store|gateway|workers|ops|sandbox|tests|benchmarks|docs"


def test_every_place_that_the_house_names_is_there() -> None:
    named = re.findall(rf"`((?:{ROOMS})/[\w./*-]*)`", HOUSE)
    assert len(named) > 100
    assert [one for one in named if not list(ROOT.glob(one.rstrip("/")))] == []


STRANGER = (
    *(
        "Twilio's signature",
        "the Bambara word for theft",
        "the Bambara sentence of a menu",
        "the menu itself",
    ),
    *("the threshold of an alert", "why a cell is blank", "what the clock does", "what survives a power cut"),
    *("who may open which address", "the text of an alert", "a call that dropped", "the sample day"),
    *(
        "every setting",
        "every metric",
        "every table",
        "a backup",
        "who is on duty",
        "a fault, made on purpose",
    ),
    *("what is checked each minute", "the look of the console"),
)


@pytest.mark.parametrize("asked", STRANGER)
def test_a_stranger_finds_where_it_is(asked: str) -> None:
    """A row of "Where is…?" with a file in it."""
    (row,) = [line for line in HOUSE.split("## Where is…?")[1].splitlines() if asked in line]
    assert re.search(r"\| `[\w./*-]+`", row) or "`" in row.split("|")[2]
