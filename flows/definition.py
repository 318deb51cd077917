"""The flows of a country, read and checked before anybody can dial them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.errors import Fault, Misconfigured
from core.languages import Say, load_catalogues
from flows.checks import faults_of
from flows.nodes import SCREEN_SEPTETS, Call, Choice, CountryPack, Flows, Node
from flows.reading import FlowFile, read_flow

__all__ = ["CountryPack", "Flows", "load_flows"]


def load_flows(
    country: CountryPack, folder: Path | None = None, say: Say | None = None, limit: int = SCREEN_SEPTETS
) -> Flows:
    """Every flow of a folder, ours unless named. Misconfigured with all faults: file, place, remedy.

    `limit` is what a screen of the operator holds, 120 to 182 septets: beyond it a screen is paged.
    """
    folder = folder or Path(__file__).parent
    files = [read_flow(path) for path in sorted(folder.glob("*.yaml"))]
    if not files:
        raise Misconfigured(
            Fault(str(folder), "the folder", "holds no flow: name the folder with the .yaml files")
        )
    _refuse(fault for file in files for fault in file.faults)
    starts = {file.name: f"{file.name}.{file.start}" for file in files}
    nodes = {identity: _resolved(node, starts) for file in files for identity, node in file.nodes.items()}
    flows = Flows(nodes, _call(files), country, say or load_catalogues(), limit)
    _refuse(faults_of(flows, starts.values()))
    return flows


def _refuse(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise Misconfigured(*found)


def _call(files: Iterable[FlowFile]) -> Call:
    calls = [file.call for file in files if file.call]
    if len(calls) != 1:
        remedy = "exactly one file must have it: it names the nodes that every call needs"
        raise Misconfigured(Fault("main_menu.yaml", "call", remedy))
    return calls[0]


def _resolved(node: Node, starts: dict[str, str]) -> Node:
    """The roads of a node by full names: a node of its own flow, another flow's start, or `flow.node`."""
    flow = node.id.split(".")[0]

    def full(name: str) -> str:
        return name if not name or "." in name else starts.get(name, f"{flow}.{name}")

    choices: dict[str, Choice] = {
        key: replace(choice, goto=full(choice.goto)) for key, choice in node.choices.items()
    }
    return replace(node, choices=choices, then=full(node.then))
