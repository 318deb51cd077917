"""The one success shape: `{"data", "meta", "links"}` as JSON, the same rows in other formats, page by page.

A body holds no clock: the same figures are the same bytes, and `ETag` is their hash.
"""

import base64
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from itertools import dropwhile, islice
from typing import Annotated, Any, Literal, Protocol
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from core import periods
from core.country import Country
from gateway.feeds.csvtable import Row
from gateway.feeds.errors import Faulty
from gateway.feeds.formats import FORMATS
from gateway.feeds.formats.documents import dumped, linked
from gateway.feeds.runs import Runs
from gateway.feeds.table import Feature, Manner, Sensitivity, Table
from gateway.logs import logger

__all__ = ["Feature", "Manner", "Sensitivity", "Table"]

MOST_ROWS = 10_000
SHAPE = "forme de la réponse"
_DAY = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31), json_schema_extra={"pattern": _DAY})]


class Paging(Protocol):
    """A question that is answered page by page."""

    @property
    def limit(self) -> int: ...
    @property
    def cursor(self) -> str | None: ...


class AnyQuery(BaseModel):
    """What every product takes. A name or a value that is not listed is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["json", "csv", "xlsx", "geojson", "acled"] = Field("json", description=SHAPE)
    hxl: Literal["0", "1", "strict"] = Field("0", description="csv : 1 ajoute la ligne des étiquettes HXL")
    bom: Literal["0", "1"] = Field("0", description="csv : 1 ajoute la marque d'ordre des octets, pour Excel")
    limit: int = Field(1_000, ge=1, le=MOST_ROWS, description="lignes par page")
    cursor: str | None = Field(None, max_length=400, description="suite, telle que donnée par links.next")


class Query(AnyQuery):
    """Lists and tables."""

    format: Literal["json", "csv", "xlsx"] = Field("json", description=SHAPE)


class MapQuery(AnyQuery):
    """What has a place can be had as points too."""

    format: Literal["json", "csv", "xlsx", "geojson"] = Field("json", description=SHAPE)


def reply(country: Country, request: Request, query: AnyQuery, table: Table) -> Response:
    """One page of a table in the format asked for; 304 when the caller has these bytes already."""
    page, cursor = paged(table, query)
    after = _address(request, {**request.query_params, "cursor": cursor}) if cursor else None
    headers = _headers(table.sensitivity, table.changed)
    if after:
        headers["Link"] = f'<{after}>; rel="next"'
    wanted = FORMATS[query.format]
    if wanted.ending:
        headers["Content-Disposition"] = f'attachment; filename="{table.filename}{wanted.ending}"'
    links = {"self": _address(request, dict(request.query_params)), "next": after}
    file = io.BytesIO()
    manner = Manner(query.hxl, query.bom == "1", country.attribution, links)
    wanted.write(file, page, manner)
    return _answer(request, file.getvalue(), wanted.media, headers, cells=len(list(page.rows)))


def one(
    country: Country, request: Request, row: Row, *, sensitivity: Sensitivity, changed: date | None = None
) -> Response:
    """A single thing in the same shape: `data` is the thing itself."""
    body = _envelope(
        row,
        {"sensitivity": sensitivity, "attribution": dict(country.attribution)},
        {"self": request.url.path},
    )
    return _answer(request, body, "application/json", _headers(sensitivity, changed))


def document(
    request: Request,
    body: bytes,
    media: str,
    *,
    sensitivity: Sensitivity,
    changed: date | None = None,
    cells: int = 1,
) -> Response:
    """A body with an envelope of its own, made of so many cells; 304 when the caller has these bytes."""
    return _answer(request, body, media, _headers(sensitivity, changed), cells=cells)


def stamp(at: datetime) -> str:
    """A moment as the feed writes it: whole seconds and a numeric offset, never Z (`standards.md` §1)."""
    return periods.stamp(at)


def _envelope(data: Any, meta: Mapping[str, Any], links: Mapping[str, str | None]) -> bytes:
    return dumped({"data": data, "meta": meta, "links": linked(links)})


def already(query: Paging) -> list[str]:
    """The key of the last row that the caller has; empty at the beginning. Raises Faulty."""
    return _opened(query.cursor) if query.cursor else []


def paged(table: Table, query: Paging) -> tuple[Table, str | None]:
    """One page of a table, and the cursor of the next. Raises Faulty for a cursor that is none."""
    seen = already(query)
    most = min(query.limit, MOST_ROWS)
    rows = list(islice(_after(table, seen), most + 1))
    cursor = _sealed(table.key(rows[most - 1])) if len(rows) > most else None
    page = rows[:most]
    return replace(table, rows=page, follows=lambda _: table.follows(page)), cursor


def _after(table: Table, seen: list[str]) -> Iterable[Row]:
    if not seen:
        return table.rows
    if isinstance(table.rows, Runs):
        return table.rows.after(seen)
    return dropwhile(lambda row: list(table.key(row)) <= seen, table.rows)


def _sealed(key: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def _opened(cursor: str) -> list[str]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Faulty("bad_parameter", name="cursor") from error
    if not isinstance(key, list) or not all(isinstance(part, str) for part in key):
        raise Faulty("bad_parameter", name="cursor")
    return key


def _address(request: Request, query: Mapping[str, str]) -> str:
    return f"{request.url.path}?{urlencode(query)}" if query else request.url.path


def _headers(sensitivity: Sensitivity, changed: date | None) -> dict[str, str]:
    headers = {"Cache-Control": "private, no-cache", "Vary": "Authorization", "X-Sensitivity": sensitivity}
    if changed:
        moment = datetime.combine(changed, datetime.min.time(), UTC)
        headers["Last-Modified"] = format_datetime(moment, usegmt=True)
    return headers


def _answer(
    request: Request, body: bytes, media: str, headers: dict[str, str], *, cells: int = 1
) -> Response:
    _log(request, len(body))
    request.state.note(cells)
    headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = request.headers.get("if-none-match", "")
    if (
        headers["ETag"] in (tag.strip().removeprefix("W/") for tag in known.split(","))
        or known.strip() == "*"
    ):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media, headers=headers)


def _log(request: Request, size: int) -> None:
    """Who read how much of what (P63): the key and the address as a template, no query."""
    route = getattr(request.scope.get("route"), "path", "")
    logger().info("feed_read", route=route, key_id=request.state.key_id, bytes=size)
