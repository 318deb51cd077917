"""`/v1/openapi.json`, and the same on a page that asks nobody else for anything."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from gateway.feeds.errors import language_of
from gateway.feeds.openapi import OPENAPI, described
from gateway.house import House

HERE = Path(__file__).parent / "templates"
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def add(router: APIRouter, house: House) -> None:
    """The three addresses that need no key."""
    page = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    style = (HERE / "docs.css").read_text(encoding="utf-8")

    @router.get("/openapi.json", include_in_schema=False)
    def schema() -> Response:
        return JSONResponse(described(router), media_type=OPENAPI)

    @router.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        lang = language_of(request)
        text = page.get_template("docs.html").render(
            lang=lang, ui=lambda sentence: house.say.ui(sentence, lang), pages=list(pages(described(router)))
        )
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY, "Vary": "Accept-Language"})

    @router.get("/docs.css", include_in_schema=False)
    def stylesheet() -> Response:
        return Response(style, media_type="text/css")


def pages(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in sorted(schema["paths"].items()):
        read = methods["get"]
        told = [_parameter(each) for each in read.get("parameters", ())]
        yield {"path": path, "summary": read.get("summary", ""), "parameters": told}


def _parameter(each: Mapping[str, Any]) -> dict[str, str]:
    shape = each.get("schema", {})
    kinds = [kind for kind in shape.get("anyOf", [shape]) if kind.get("type") != "null"]
    values = ", ".join(_values(kind) for kind in kinds)
    return {"name": each["name"], "values": values, "meaning": each.get("description", "")}


def _values(kind: Mapping[str, Any]) -> str:
    if "enum" in kind:
        return " | ".join(map(str, kind["enum"]))
    if kind.get("type") == "integer":
        return f"{kind.get('minimum', '')}–{kind.get('maximum', '')}"
    return str(kind.get("pattern") or kind.get("format") or kind.get("const") or "")
