"""`/v1/flow-results`: FLOIP Flow Results 1.0.0-rc1, for keys of two persons (`standards.md` §4, P64).

Its envelopes are those of JSON:API; refusals keep ours. `Authorization: Token KEY` opens it too.
"""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from gateway.auth import Door, Reader
from gateway.feeds import envelope, rows
from gateway.feeds.errors import Faulty
from gateway.feeds.flowresults.documents import Documents
from gateway.feeds.flowresults.question import ResponsesQuery
from gateway.feeds.formats.documents import dumped
from gateway.feeds.openapi import answers
from gateway.house import House
from store import packages
from store.packages import Package

SCOPE: Final = "sessions"
MEDIA: Final = "application/vnd.api+json"
PATH: Final = "/flow-results/packages"


def add(router: APIRouter, house: House, door: Door) -> None:
    documents = Documents(house)
    key = Depends(door.require(SCOPE, schemes=("bearer", "token")))

    @router.get(PATH, summary="Paquets de notes (FLOIP)", responses=_told("flow-packages"))
    def listing(request: Request, _reader: Annotated[Reader, key]) -> Response:
        with house.database.read() as conn:
            found = packages.listed(conn)
        return _document(request, documents.listing(found), found[-1] if found else None)

    @router.get(PATH + "/{package}", summary="Un paquet (FLOIP)", responses=_told("flow-package"))
    def single(request: Request, package: UUID, _reader: Annotated[Reader, key]) -> Response:
        found = _found(house, package)
        return _document(request, documents.single(found), found)

    @router.get(PATH + "/{package}/responses", summary="Réponses (FLOIP)", responses=_told("flow-responses"))
    def responses(
        request: Request,
        package: UUID,
        query: Annotated[ResponsesQuery, Query()],
        reader: Annotated[Reader, key],
    ) -> Response:
        found = _found(house, package)
        rows.note(house, reader.key, f"flow-results {found.period}", query.asked())
        with house.database.read() as conn:
            shown = (
                packages.page(conn, found.id, query.wanted(), query.size + 1) if query.holds(found) else []
            )
        return _document(request, documents.responses(found, query, shown), found)


def _found(house: House, package: UUID) -> Package:
    """Raises Faulty for a package that is none."""
    with house.database.read() as conn:
        found = packages.get(conn, str(package))
    if found is None:
        raise Faulty("not_found")
    return found


def _document(request: Request, body: object, newest: Package | None) -> Response:
    changed = newest.made_at.date() if newest else None
    told = envelope.document(request, dumped(body), MEDIA, sensitivity="high", changed=changed)
    told.headers["Content-Disposition"] = 'attachment; filename="lasomi-flow-results-high.json"'
    return told


def _told(schema: str) -> dict[int | str, dict[str, Any]]:
    return answers({MEDIA: {"schema": {"$ref": f"#/components/schemas/{schema}"}}})
