"""For Babel: literals given to `.ui("…")` and `.sentence("…")` in Python, and to `ui("…")` in templates."""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO

from jinja2 import Environment, nodes

from flows.extract import Extracted

CONTEXTS = {"ui": "ui", "sentence": "orthographic"}


def python(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001  the shape of a Babel extractor
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, str],  # noqa: ARG001
) -> Iterator[Extracted]:
    """Calls by these names, whatever the object: a variable as first argument is somebody else's literal."""
    for call in ast.walk(ast.parse(fileobj.read())):
        if not isinstance(call, ast.Call):
            continue
        context = CONTEXTS.get(_python_name(call.func))
        first = call.args[0] if call.args else None
        if context and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield call.lineno, "pgettext", (context, first.value), []


def _python_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def template(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, str],  # noqa: ARG001
) -> Iterator[Extracted]:
    parsed = Environment(autoescape=True).parse(fileobj.read().decode("utf-8"))
    for call in parsed.find_all(nodes.Call):
        context = CONTEXTS.get(_template_name(call.node))
        first = call.args[0] if call.args else None
        if context and isinstance(first, nodes.Const) and isinstance(first.value, str):
            yield call.lineno, "pgettext", (context, first.value), []


def _template_name(function: nodes.Node) -> str:
    if isinstance(function, nodes.Getattr):
        return function.attr
    return function.name if isinstance(function, nodes.Name) else ""
