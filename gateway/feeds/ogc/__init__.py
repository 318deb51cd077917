"""OGC API – Features, core, for QGIS and Power BI: the same rows as points (`standards.md` §3).

Its documents have its own shape; refusals keep ours. `numberMatched` and `timeStamp` are left out: the one
would count hidden rows, the other would put a clock in a body.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from gateway.auth import Door, Reader, Refused
from gateway.feeds import envelope
from gateway.feeds.errors import Faulty
from gateway.feeds.formats.documents import dumped, features
from gateway.feeds.ogc.collections import COLLECTIONS, Collection, ItemsQuery
from gateway.feeds.ogc.pages import GEOJSON, Pages
from gateway.feeds.openapi import answers
from gateway.feeds.table import Table
from gateway.house import House


def add(router: APIRouter, house: House, door: Door) -> None:
    """The landing page and what the feed conforms to need no key; the rest does."""
    pages = Pages(house)
    _add_open(router, pages)
    _add_collections(router, pages, door)
    _add_items(router, house, pages, door)


def _add_open(router: APIRouter, pages: Pages) -> None:
    @router.get("", summary="Accueil (OGC API)", responses=_told("landing"), openapi_extra={"security": []})
    def landing() -> Response:
        return _open(pages.landing())

    @router.get(
        "/conformance", summary="Conformité", responses=_told("conformance"), openapi_extra={"security": []}
    )
    def conformance() -> Response:
        return _open(pages.conformance())


def _add_collections(router: APIRouter, pages: Pages, door: Door) -> None:
    key = Depends(door.require())

    @router.get("/collections", summary="Collections de points", responses=_told("collections"))
    def collections(request: Request, _reader: Annotated[Reader, key]) -> Response:
        return _document(request, pages.collections())

    @router.get("/collections/{name}", summary="Une collection", responses=_told("collection"))
    def collection(request: Request, name: str, _reader: Annotated[Reader, key]) -> Response:
        return _document(request, pages.collection(_named(name)))


def _add_items(router: APIRouter, house: House, pages: Pages, door: Door) -> None:
    key = Depends(door.require())

    @router.get(
        "/collections/{name}/items", summary="Points d'une collection", responses=_told("items", GEOJSON)
    )
    def items(
        request: Request, name: str, query: Annotated[ItemsQuery, Query()], reader: Annotated[Reader, key]
    ) -> Response:
        found = _opened(name, reader)
        table, cursor = envelope.paged(found.table(house, reader, query), query)
        body = pages.items(found, query, list(features(table)), cursor)
        return _points(request, body, table)

    @router.get("/collections/{name}/items/{item}", summary="Un point", responses=_told("item", GEOJSON))
    def item(request: Request, name: str, item: str, reader: Annotated[Reader, key]) -> Response:
        found = _opened(name, reader)
        table = found.single(house, reader, item)
        one = next((each for each in features(table) if each["id"] == item), None)
        if one is None:
            raise Faulty("not_found")
        return _points(request, pages.item(found, one), table)


def _named(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise Faulty("not_found")
    return COLLECTIONS[name]


def _opened(name: str, reader: Reader) -> Collection:
    """A collection that this key opens. Raises Refused `wrong_scope`, as the product itself does."""
    found = _named(name)
    if not found.opens_to(reader):
        raise Refused("wrong_scope", scopes=found.scopes)
    return found


def _told(schema: str, media: str = "application/json") -> dict[int | str, dict[str, Any]]:
    return answers({media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}})


def _open(body: object) -> Response:
    return Response(dumped(body), media_type="application/json")


def _document(request: Request, body: object) -> Response:
    return envelope.document(request, dumped(body), "application/json", sensitivity="low")


def _points(request: Request, body: object, table: Table) -> Response:
    return envelope.document(
        request, dumped(body), GEOJSON, sensitivity=table.sensitivity, changed=table.changed
    )
