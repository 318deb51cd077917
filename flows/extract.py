"""For Babel: the sentences of the flows, with the line each stands on (`babel.cfg`)."""

from collections.abc import Collection, Iterator, Mapping
from typing import IO

import yaml

from flows.nodes import is_form

SPOKEN_LISTS = {"say", "first_use", "after"}
SPOKEN_TEXTS = {
    "label",
    "told",
    "erase",
    "browse",
    "unknown",
    "several",
    "crowded",
    "another",
    "alone",
    "nobody",
}
SPOKEN_IN_CALL = {"back", "more", "invalid"}
SPOKEN_VALUES = {"means"}
"""Whatever stands below is read, by whom the fact above it is true."""
MEANT = {"set", "asked_if", "if"}
"""What a key means is for the program: nobody reads it."""

Extracted = tuple[int, str, tuple[str, str], list[str]]


def sentences(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, str],  # noqa: ARG001
) -> Iterator[Extracted]:
    """Every sentence a citizen may read, in the context `orthographic`."""
    root = yaml.compose(fileobj.read().decode("utf-8"), Loader=yaml.SafeLoader)
    for text in _spoken(root):
        yield text.start_mark.line + 1, "pgettext", ("orthographic", text.value), []


def _spoken(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _spoken(each)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _under(key.value, value)


def _under(key: str, value: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if key in MEANT:
        return
    if key in SPOKEN_LISTS and isinstance(value, yaml.SequenceNode):
        texts = (each for each in value.value if isinstance(each, yaml.ScalarNode))
        yield from (each for each in texts if not is_form(each.value))
    elif key in SPOKEN_VALUES:
        yield from _texts(value)
    elif isinstance(value, yaml.ScalarNode):
        if key in SPOKEN_TEXTS | SPOKEN_IN_CALL and value.tag == "tag:yaml.org,2002:str":
            yield value
    else:
        yield from _spoken(value)


def _texts(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _texts(value)
