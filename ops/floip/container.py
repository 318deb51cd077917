"""`lasomi flow export --floip`: every conversation of a country in one container."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flows.nodes import Flows
from flows.reading import read_flow
from ops.floip.blocks import Block, Blocks, reached
from ops.floip.conditions import properties
from ops.floip.screens import Unlisted
from ops.floip.words import MODES, VERSION, Resources, iso_639_3, stable

_UNTIL_FORGOTTEN = 600
"""Seconds: as long as a dropped call may be taken up again (`taxonomy.md` §9.3)."""


def container(flows: Flows, folder: Path, country: str) -> Block:
    """The flows that begin in the files of a folder, each complete by itself, and their texts.

    It is meant for the public: the menus of monitors, hotlines, and the search for a place stay ours.
    """
    shown = replace(flows, country=Unlisted(flows.country))
    resources = Resources()
    made = [_flow(shown, resources, *begun) for begun in _begun(flows, folder)]
    needed = sorted({name for one in made for name in properties(one)})
    return {
        "specification_version": VERSION,
        "uuid": stable("container", country),
        "name": f"lasomi-{country}",
        "description": "The conversations of Lasomi as the public has them by USSD.",
        "vendor_metadata": {"lasomi": {"contact_properties": needed}},
        "flows": made,
        "resources": list(resources.written()),
    }


def _begun(flows: Flows, folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Each flow with its file and the node it begins at, and a first call; not what only staff reaches."""
    call = flows.call
    public = reached(flows, [call.first_use, call.home])
    yield "first_call", folder / f"{call.first_use.split('.')[0]}.yaml", call.first_use
    for path in sorted(folder.glob("*.yaml")):
        start = f"{path.stem}.{read_flow(path.name, path.read_text(encoding='utf-8')).start}"
        if start in public:
            yield path.stem, path, start


def _flow(flows: Flows, resources: Resources, name: str, path: Path, start: str) -> Block:
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    stop = "" if start == flows.call.home else flows.call.home
    blocks = Blocks(flows, name, stop, resources).made(start)
    languages = [iso_639_3(language) for language in flows.say.languages]
    return {
        "uuid": stable("flow", name),
        "name": name,
        "last_modified": modified.isoformat(),
        "interaction_timeout": _UNTIL_FORGOTTEN,
        "vendor_metadata": {},
        "supported_modes": list(MODES),
        "languages": [{"id": one, "iso_639_3": one} for one in languages],
        "blocks": blocks,
        "first_block_id": blocks[0]["uuid"],
    }
