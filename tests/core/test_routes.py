"""The file of routes: what it says, in which order lines are tried, each of its faults by file and line."""

from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.routes import MALIAN, Routes, best_first, network_at, read_routes

KNOWN = {"orange", "kannel", "twilio", "africastalking"}
FILE = """\
currency: XOF
lines:
  orange: {rate: 5, budget: 3000, price: {orange: 12, malitel: 25}}
  kannel: {rate: 20, price: {orange: 15, malitel: 15, telecel: 15}}
  twilio: {price: {foreign: 60.5}}
networks:
  orange: [orange, kannel]
  malitel: cheapest
  telecel: cheapest
  foreign: [twilio]
"""


def read(tmp_path: Path, text: str) -> Routes:
    path = tmp_path / "routes.yaml"
    path.write_text(text, "utf-8")
    return read_routes(path, KNOWN, MALIAN)


def test_a_file_says_order_price_rate_and_budget(tmp_path: Path) -> None:
    routes = read(tmp_path, FILE)
    assert routes.order("orange") == ("orange", "kannel")
    assert routes.order("malitel") == ("kannel", "orange")
    assert (routes.order("telecel"), routes.order("unknown")) == (("kannel",), ())
    assert (routes.price("twilio", "foreign"), routes.price("orange", "telecel")) == (60.5, None)
    assert (routes.rates(), routes.budgets()) == ({"orange": 5.0, "kannel": 20.0}, {"orange": 3000})


def test_without_a_file_nothing_is_routed() -> None:
    assert Routes().order("orange") == ()
    assert Routes().price("orange", "orange") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rate: 5", "rate: fast", "routes.yaml: line 3: lines.orange.rate"),
        ("rate: 5", "rate: 0", "routes.yaml: line 3: lines.orange.rate"),
        ("budget: 3000", "budgets: 3000", "routes.yaml: line 3: lines.orange.budgets: is no key"),
        ("orange: 12", "orange: -1", "routes.yaml: line 3: lines.orange.price.orange"),
        ("  twilio: {p", "  pigeon: {p", "routes.yaml: line 5: lines.pigeon: is no line"),
        ("[twilio]", "[twilio, africastalking]", "routes.yaml: line 10: networks.foreign: africastalking"),
        ("[twilio]", "dearest", "routes.yaml: line 10: networks.foreign"),
        ("[twilio]", "[]", "routes.yaml: line 10: networks.foreign: reaches nobody"),
        ("telecel: cheapest", "unknown: cheapest", "networks.unknown: reaches nobody: give a line a price"),
        ("  malitel: cheapest", "  moov: cheapest", "routes.yaml: line 8: networks.moov"),
        ("currency: XOF\n", "", "lines.kannel.price: has no currency"),
        ("networks:", "networks: [", "routes.yaml: line"),
        ("rate: 5", "sim: {orange: 1}", "routes.yaml: line 3: lines.orange.sim: has no SIM"),
        ("malitel: 25", "moov: 25", "routes.yaml: line 3: lines.orange.price.moov: is no network"),
    ],
)
def test_a_fault_is_named_by_file_and_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(Misconfigured) as wrong:
        read(tmp_path, FILE.replace(old, new, 1))
    assert told in wrong.value.sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="is missing"):
        read_routes(tmp_path / "none.yaml", KNOWN)


@pytest.mark.parametrize(
    ("number", "network"),
    [
        ("+22376000001", "orange"),
        ("+22365012345", "malitel"),
        ("+22350000001", "telecel"),
        ("+22310000001", "unknown"),
        ("+33600000000", "foreign"),
        ("awa@example.org", "unknown"),
    ],
)
def test_the_prefix_gives_the_network(number: str, network: str) -> None:
    assert network_at(number) == network


def test_what_stands_goes_before_what_has_fallen_and_what_is_spent_before_that() -> None:
    assert best_first(["a", "b", "c", "d"], {"a", "c"}, {"b"}) == ("d", "b", "a", "c")
