"""The one success shape: `{"data", "meta", "links"}` as JSON, the same rows as CSV, page by page.

A body holds no clock: the same figures are the same bytes, and `ETag` is their hash.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from core import periods
from core.country import Country
from gateway.feeds.csvtable import Column, Row, csv_bytes
from gateway.feeds.errors import Faulty
from gateway.logs import logger

Sensitivity = Literal["low", "moderate", "high", "severe"]
MOST_ROWS = 10_000
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class Query(BaseModel):
    """What every product takes. A name or a value that is not listed is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["json", "csv"] = Field("json", description="json ou csv")
    hxl: Literal["0", "1", "strict"] = Field("0", description="csv : 1 ajoute la ligne des étiquettes HXL")
    bom: Literal["0", "1"] = Field("0", description="csv : 1 ajoute la marque d'ordre des octets, pour Excel")
    limit: int = Field(1_000, ge=1, le=MOST_ROWS, description="lignes par page")
    cursor: str | None = Field(None, max_length=400, description="suite, telle que donnée par links.next")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows on their way out, in the fixed order of `key`. `changed` is the day of the newest."""

    product: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    key: Callable[[Row], Sequence[str]]
    sensitivity: Sensitivity
    changed: date | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


def reply(country: Country, request: Request, query: Query, table: Table) -> Response:
    """One page of a table in the format asked for; 304 when the caller has these bytes already."""
    rows, cursor = _page(table, query)
    after = _address(request, {**request.query_params, "cursor": cursor}) if cursor else None
    headers = _headers(table.sensitivity, table.changed)
    if after:
        headers["Link"] = f'<{after}>; rel="next"'
    if query.format == "json":
        return _answer(request, _json(country, request, table, rows, after), "application/json", headers)
    name = f"lasomi-{table.product}-{table.sensitivity}.csv"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    body = csv_bytes(table.columns, rows, hxl=query.hxl, bom=query.bom == "1")
    return _answer(request, body, "text/csv; charset=utf-8; header=present", headers)


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
    request: Request, body: bytes, media: str, *, sensitivity: Sensitivity, changed: date | None = None
) -> Response:
    """A body with an envelope of its own; 304 when the caller has these bytes already."""
    return _answer(request, body, media, _headers(sensitivity, changed))


def stamp(at: datetime) -> str:
    """A moment as the feed writes it: whole seconds and a numeric offset, never Z (`standards.md` §1)."""
    return periods.stamp(at)


def _json(country: Country, request: Request, table: Table, rows: Sequence[Row], after: str | None) -> bytes:
    credit = dict(country.attribution)
    meta = {"count": len(rows), "sensitivity": table.sensitivity, "attribution": credit, **table.meta}
    links = {"self": _address(request, dict(request.query_params)), "next": after}
    return _envelope(rows, meta, links)


def _envelope(data: Any, meta: Mapping[str, Any], links: Mapping[str, Any]) -> bytes:
    shape = {"data": data, "meta": meta, "links": {name: link for name, link in links.items() if link}}
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _page(table: Table, query: Query) -> tuple[Sequence[Row], str | None]:
    start = 0
    if query.cursor:
        seen = _opened(query.cursor)
        start = next((i for i, row in enumerate(table.rows) if list(table.key(row)) > seen), len(table.rows))
    rows = table.rows[start : start + query.limit]
    more = start + query.limit < len(table.rows)
    return rows, _sealed(table.key(rows[-1])) if more and rows else None


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


def _answer(request: Request, body: bytes, media: str, headers: dict[str, str]) -> Response:
    _log(request, len(body))
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
