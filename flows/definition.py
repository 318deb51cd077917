"""The flows of a country, read and checked before anybody can dial them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from core.errors import Fault, Misconfigured
from core.languages import Say, load_catalogues
from flows.checks import faults_of, roads
from flows.country import CountryPack
from flows.nodes import SCREEN_SEPTETS, Call, Choice, Flows, Node, Option
from flows.reading import FlowFile, read_flow
from flows.telling import ungiven

__all__ = ["CountryPack", "Flows", "flow_files", "load_flows"]


def flow_files(folder: Path | None = None) -> dict[str, str]:
    """The text of every flow file of a folder, ours unless named, by file name: what a version is made of."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((folder or Path(__file__).parent).glob("*.yaml"))
    }


def load_flows(
    country: CountryPack,
    folder: Path | None = None,
    say: Say | None = None,
    limit: int = SCREEN_SEPTETS,
    files: Mapping[str, str] | None = None,
) -> Flows:
    """Every flow of a folder, ours unless named. Misconfigured with all faults: file, line, remedy.

    `limit` is what a screen of the operator holds, 120 to 182 septets: beyond it a screen is paged. `files`
    are the texts of an older version, by file name, for calls that began on it (`channels.md` §16): it was
    checked in its day, so only its form and its roads are; a sentence that has left the catalogues since is
    shown in French.
    """
    read = [read_flow(*each) for each in (files or flow_files(folder)).items()]
    if not read:
        where = str(folder or "flows")
        raise Misconfigured(Fault(where, "the folder", "holds no flow: name the folder with the .yaml files"))
    _refuse(fault for file in read for fault in file.faults)
    starts = {file.name: f"{file.name}.{file.start}" for file in read}
    every = {identity: _resolved(node, starts) for file in read for identity, node in file.nodes.items()}
    nodes = {identity: _offered(node, country) for identity, node in every.items()}
    say = say or load_catalogues(languages=country.languages)
    flows = Flows(nodes, _call(read), country, say, limit, _units(country))
    sources = {file.name: file.source for file in read}
    _refuse(roads(flows, sources, starts) if files else faults_of(flows, sources, starts))
    if not (folder or files):
        _refuse(ungiven(replace(flows, nodes=every)))
    return flows


def _refuse(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise Misconfigured(*found)


def _call(files: Iterable[FlowFile]) -> Call:
    calls = [file.call for file in files if file.call]
    if len(calls) != 1:
        remedy = "exactly one file must have it: it names the nodes that every call needs"
        raise Misconfigured(Fault("main_menu.yaml", "line 1, call", remedy))
    return calls[0]


def _offered(node: Node, country: CountryPack) -> Node:
    """The node with the languages and the authorities of the country, and none that it does not have."""
    known = {"language": {"fr", *country.languages}, "authority": country.authorities}
    choices = {
        key: choice
        for key, choice in node.choices.items()
        if all(choice.answers[name] in values for name, values in known.items() if name in choice.answers)
    }
    return replace(node, choices=choices)


def _resolved(node: Node, starts: Mapping[str, str]) -> Node:
    """The roads of a node by full names: a node of its own flow, another flow's start, or `flow.node`."""
    flow = node.id.split(".")[0]

    def full(name: str) -> str:
        sound = not name or "." in name or name.startswith("@")
        return name if sound else starts.get(name, f"{flow}.{name}")

    choices: dict[str, Choice] = {
        key: replace(choice, goto=full(choice.goto)) for key, choice in node.choices.items()
    }
    return replace(node, choices=choices, then=full(node.then))


def _units(country: CountryPack) -> dict[str, tuple[Option, ...]]:
    """The regions, under the empty name, and the cercles of each, in the order of their codes."""
    units: dict[str, list[Option]] = {"": []}
    for region in country.gazetteer.units(1):
        units[""].append(Option(region.code, {"fr": region.name}))
    for cercle in country.gazetteer.units(2):
        units.setdefault(cercle.adm1 or "", []).append(Option(cercle.code, {"fr": cercle.name}))
    return {area: tuple(options) for area, options in units.items()}
