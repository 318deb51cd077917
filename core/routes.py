"""By which lines a network's phones are reached, in which order, at what price: a deployer's one file."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import Field

from core.errors import Fault, Misconfigured
from core.files import fill, from_file, load_yaml
from core.numbers import PLAN, REGION, Number, read_number

Network = Annotated[str, Field(pattern=r"^[a-z]{2,20}$")]
"""The operator that a prefix names (`channels.md` §15); `unknown` for a number at home outside the plan, and
`foreign`.
"""
ABROAD: Final = "foreign"
PHONE: Final = "android"
MALIAN: Final = frozenset({*(operator for _, _, operator in PLAN), "unknown", ABROAD})
"""The networks of Mali; those of another country are named as libphonenumber has them."""
CHEAPEST: Final = "cheapest"
Order = tuple[str, ...] | Literal["cheapest"]
Price = Annotated[float, Field(ge=0)]


@from_file
@dataclass(frozen=True, slots=True)
class Line:
    """What one line carries: messages a second, messages a day, and the price of one segment by network. Of a
    gateway phone with more than one SIM: which of them writes to a network.
    """

    rate: Annotated[float, Field(gt=0)] | None = None
    budget: Annotated[int, Field(gt=0)] | None = None
    price: Mapping[Network, Price] = field(default_factory=dict)
    sim: Mapping[Network, Annotated[int, Field(ge=1, le=3)]] = field(default_factory=dict)


@from_file
@dataclass(frozen=True, slots=True)
class Routes:
    """`networks`: the lines of each, the first of them first; `cheapest`: all that have a price for it.

    Without a file there are none: everybody is written to by their own channel.
    """

    currency: str = ""
    lines: Mapping[str, Line] = field(default_factory=dict)
    networks: Mapping[Network, Order] = field(default_factory=dict)

    def order(self, network: Network) -> tuple[str, ...]:
        """The lines to a network; none where the file does not name it."""
        listed = self.networks.get(network, ())
        if listed != CHEAPEST:
            return tuple(listed)
        priced = [(price, name) for name in self.lines if (price := self.price(name, network)) is not None]
        return tuple(name for _, name in sorted(priced, key=lambda each: each[0]))

    def price(self, line: str, network: Network) -> float | None:
        """What one segment costs; None where nobody wrote it down."""
        return self.lines[line].price.get(network) if line in self.lines else None

    def sim(self, urn: str, home: str) -> int:
        """The SIM of the gateway phone that writes to a number; 0 where nobody chose one."""
        line = self.lines.get(PHONE)
        return line.sim.get(network_at(urn, home), 0) if line and line.sim else 0

    def rates(self) -> Mapping[str, float]:
        return {name: line.rate for name, line in self.lines.items() if line.rate is not None}

    def budgets(self) -> Mapping[str, int]:
        return {name: line.budget for name, line in self.lines.items() if line.budget is not None}


def network_of(number: Number) -> Network:
    """The network by the prefix: there is no number portability in Mali (`channels.md` §15)."""
    return ABROAD if number.foreign else number.operator


def network_at(urn: str, home: str = REGION) -> Network:
    """The same for an E.164 number, seen from a country; `unknown` for what is none."""
    number = read_number(urn, home)
    return network_of(number) if isinstance(number, Number) else "unknown"


def best_first(lines: Collection[str], fallen: Collection[str], spent: Collection[str]) -> tuple[str, ...]:
    """The same lines, those that stand before those that have fallen, and among these those whose day's
    budget is not spent first; else in their own order.
    """
    return tuple(sorted(lines, key=lambda line: (line in fallen, line in spent)))


def read_routes(path: Path, known: Collection[str], networks: Collection[str] = ()) -> Routes:
    """Raises Misconfigured: each fault names file, line and key. `known`: the lines that there can be;
    `networks`: those that there are, where that is known.
    """
    content = load_yaml(path)
    numbers = dict(_keys(path))
    try:
        routes = fill(Routes, content, path.name)
    except Misconfigured as wrong:
        raise Misconfigured(*(_placed(fault, numbers) for fault in wrong.faults)) from None
    if faults := [
        _placed(Fault(path.name, *each), numbers) for each in _disagreements(routes, known, networks)
    ]:
        raise Misconfigured(*faults)
    return routes


def _disagreements(
    routes: Routes, known: Collection[str], networks: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The key of each fault, and what mends it."""
    for key, network in _named(routes):
        if networks and network not in networks:
            yield key, f"is no network: there are {', '.join(sorted(networks))}"
    for name, line in routes.lines.items():
        if name not in known:
            yield f"lines.{name}", f"is no line: there are {', '.join(sorted(known))}"
        if line.sim and name != PHONE:
            yield f"lines.{name}.sim", "has no SIM: only android has"
        if line.price and not routes.currency:
            yield f"lines.{name}.price", "has no currency: write one above, like XOF"
    for network, listed in routes.networks.items():
        strangers = [name for name in routes.order(network) if name not in routes.lines]
        if strangers:
            yield f"networks.{network}", f"{', '.join(strangers)} is not under lines: write it there"
        elif not routes.order(network):
            cure = "give a line a price for it" if listed == CHEAPEST else "name a line"
            yield f"networks.{network}", f"reaches nobody: {cure}"


def _named(routes: Routes) -> Iterator[tuple[str, str]]:
    """Every place where a network is named."""
    yield from ((f"networks.{network}", network) for network in routes.networks)
    for name, line in routes.lines.items():
        yield from ((f"lines.{name}.price.{network}", network) for network in line.price)
        yield from ((f"lines.{name}.sim.{network}", network) for network in line.sim)


def _keys(path: Path) -> Iterator[tuple[str, int]]:
    """Each key of a YAML file by its path, with the line that it stands on."""
    root = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    yield from _below(root, "") if root is not None else ()


def _below(node: Any, above: str) -> Iterator[tuple[str, int]]:
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        place = f"{above}{key.value}"
        yield place, key.start_mark.line + 1
        yield from _below(value, f"{place}.")


def _placed(fault: Fault, lines: Mapping[str, int]) -> Fault:
    """The fault with the line of its key, or of the nearest key above that the file has."""
    place = fault.place
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return Fault(fault.file, f"line {lines[place]}: {fault.place}", fault.remedy) if place else fault
