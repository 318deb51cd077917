"""What the feed says of itself: OpenAPI 3.0, with the schema of every answer (`contract.md` §5).

The schemas are JSON Schemas of draft 2020-12 in `schemas/`, one for each product, held against real
bodies by tests; OpenAPI 3.0, which OGC API – Features names, spells an empty value `nullable`.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from gateway.feeds.formats import FORMATS
from gateway.feeds.formats.workbook import MEDIA as XLSX

SCHEMAS: Final = Path(__file__).parent / "schemas"
VERSION: Final = "1"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
NULL: Final = {"type": "null"}
ERRORS: Final = {
    "400": "Un paramètre n'est pas valable",
    "401": "Il manque une clé, ou elle n'est plus valable",
    "403": "Cette clé n'ouvre pas cette page",
    "404": "Il n'y a rien à cette adresse",
    "429": "Trop de demandes ; Retry-After dit quand revenir",
    "503": "Le service ne répond pas pour le moment",
}


@cache
def schema(name: str) -> Mapping[str, Any]:
    """A JSON Schema of the folder, whole."""
    found: Mapping[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def told(product: str, query: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """The answers of an address that has several formats, for its `responses`."""
    formats = query.model_json_schema()["properties"]["format"]
    content: dict[str, Any] = {}
    for name in formats.get("enum", (formats.get("const"),)):
        content.setdefault(FORMATS[name].media, {"schema": _body(product, name)})
    return answers(content)


def answers(content: Mapping[str, Any]) -> dict[int | str, dict[str, Any]]:
    """200 with this content, 304 without any, and the one shape of every refusal."""
    refused = {"application/json": {"schema": _ref("error")}}
    return {
        200: {"description": "Les données", "content": dict(content)},
        304: {"description": "Ce que vous avez est encore vrai"},
        **{status: {"description": text, "content": refused} for status, text in ERRORS.items()},
    }


def described(router: APIRouter) -> dict[str, Any]:
    """The feed, with its one way in: a key."""
    made = get_openapi(title="Lasomi", version=VERSION, openapi_version="3.0.3", routes=router.routes)
    shapes = {path.stem: _bare(schema(path.stem)) for path in sorted(SCHEMAS.glob("*.json"))}
    made["components"] = {
        "schemas": shapes,
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    }
    made["security"] = [{"key": []}]
    for path in made["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            for each in operation.get("parameters", ()):
                each["schema"] = _asked(each["schema"])
    spoken: dict[str, Any] = as_30(made)
    return spoken


def _asked(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter: it may be left out, and is never sent as nothing."""
    kinds = [kind for kind in shape.pop("anyOf", ()) if kind != NULL]
    return {**shape, **kinds[0]} if kinds else shape


def as_30(node: Any) -> Any:
    """A tree of OpenAPI 3.1 or JSON Schema as 3.0 has it: `nullable`, `enum` for `const`, references home."""
    if isinstance(node, list):
        return [as_30(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    return dict(_spoken({key: as_30(value) for key, value in node.items()}))


def _spoken(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    kinds = node.get("anyOf", ())
    if NULL in kinds:
        rest = [kind for kind in kinds if kind != NULL]
        node = {**{key: value for key, value in node.items() if key != "anyOf"}, **rest[0], "nullable": True}
    if isinstance(node.get("type"), list):
        node |= {"type": next(kind for kind in node["type"] if kind != "null"), "nullable": True}
    for key, value in node.items():
        if key == "const":
            yield "enum", [value]
        elif key == "$ref" and not value.startswith("#"):
            yield key, f"#/components/schemas/{value.removesuffix('.json')}"
        else:
            yield key, value


def _bare(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in {"$schema", "$id"}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _body(product: str, name: str) -> dict[str, Any]:
    if name == "json":
        return _ref(product)
    if name == "geojson":
        return _ref("features")
    return {"type": "string", "format": "binary"} if FORMATS[name].media == XLSX else {"type": "string"}
