"""One file says which line a network gets, at which rate and within which budget: read with the settings."""

from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.routes import MALIAN, read_routes
from gateway.settings import Settings, read_settings
from workers.lanes import lane, rate_of

KANNEL = {
    "LASOMI_KANNEL_URL": "http://127.0.0.1:13013",
    "LASOMI_KANNEL_USERNAME": "lasomi",
    "LASOMI_KANNEL_PASSWORD": "secret",
    "LASOMI_KANNEL_SENDER": "36000",
}
FILE = "lines:\n  kannel: {rate: 7, budget: 500}\nnetworks:\n  orange: [kannel]\n"


def read(tmp_path: Path, text: str = FILE, **more: str) -> Settings:
    (tmp_path / "routes.yaml").write_text(text, "utf-8")
    return read_settings({**KANNEL, "LASOMI_ROUTES": str(tmp_path / "routes.yaml"), **more})


def test_rate_and_budget_of_the_file_are_those_of_the_line(tmp_path: Path) -> None:
    settings = read(tmp_path)
    terms = lane(settings, "kannel", free=8, ordinary=6)
    assert (rate_of(settings, "kannel"), terms.rate, terms.budget) == (7.0, 7.0, 500)
    assert settings.routes.order("orange") == ("kannel",)


def test_without_a_file_everything_is_as_it_was() -> None:
    settings = read_settings({**KANNEL, "LASOMI_RATES": "kannel=3"})
    assert (settings.routes.networks, rate_of(settings, "kannel")) == ({}, 3.0)


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        (FILE, {"LASOMI_RATES": "kannel=3"}, "LASOMI_RATES"),
        (FILE, {"LASOMI_BUDGETS": "kannel=3", "LASOMI_RATES": "kannel=3"}, "LASOMI_BUDGETS, LASOMI_RATES"),
        (FILE.replace("kannel", "twilio"), {}, "LASOMI_ROUTES: bad value: twilio stands there"),
        (FILE.replace("orange:", "moov:"), {}, "routes.yaml: line 4: networks.moov: is no network"),
        (FILE.replace("rate: 7", "rate: -7"), {}, "routes.yaml: line 2: lines.kannel.rate"),
        (FILE + "  telecel: cheapest\n", {}, "networks.telecel: reaches nobody"),
    ],
)
def test_a_fault_stops_the_start_and_names_what_mends_it(
    tmp_path: Path, text: str, more: dict[str, str], told: str
) -> None:
    with pytest.raises(Misconfigured) as wrong:
        read(tmp_path, text, **more)
    assert told in wrong.value.sentence


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"none\.yaml: the file: is missing"):
        read_settings({"LASOMI_ROUTES": str(tmp_path / "none.yaml")})


def test_the_example_of_the_page_is_a_sound_file(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "channels.md").read_text("utf-8")
    path = tmp_path / "routes.yaml"
    path.write_text(page.split("```yaml\n")[1].split("```")[0], "utf-8")
    routes = read_routes(path, {"orange", "kannel", "twilio"}, MALIAN)
    assert routes.order("malitel") == ("kannel", "orange")


def test_in_another_country_the_operators_have_their_own_names(tmp_path: Path) -> None:
    settings = read(tmp_path, FILE.replace("orange:", "airtel:"), LASOMI_COUNTRY="ne")
    assert settings.routes.order("airtel") == ("kannel",)
