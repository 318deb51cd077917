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


@pytest.mark.parametrize("named", [name for name in CHANNELS if name != "simulator"])
@pytest.mark.parametrize("kind", ["sms", "receipt"])
def test_every_webhook_is_told(named: str, kind: str) -> None:
    assert re.search(rf"/hooks/{named}/{{token}}/.*/?{kind}", PAGES)


@pytest.mark.parametrize("flow", sorted(path.stem for path in (ROOT / "flows").glob("*.yaml")))
def test_every_flow_is_told(flow: str) -> None:
    assert flow in PAGES


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
