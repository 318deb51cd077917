"""The feed under `/v1`: one file per product, one success shape, one error shape (`contract.md` §5)."""

from fastapi import APIRouter
from starlette.requests import Request

from gateway.auth import Door
from gateway.feeds import alerts, atom, cap, codes, docs, incidents, indicators
from gateway.feeds.errors import Faulty, error_route
from gateway.house import House

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def router(house: House) -> APIRouter:
    """Every address under `/v1`; what is not one of them is an error of the same shape."""
    feed = APIRouter(prefix="/v1", route_class=error_route(house.say))
    door = Door(house)
    for product in (indicators, incidents, cap, atom, alerts, codes):
        product.add(feed, house, door)
    docs.add(feed, house)
    feed.add_api_route("/{rest:path}", nothing_here, methods=METHODS, include_in_schema=False)
    return feed


def nothing_here(request: Request) -> None:
    """Any other address or method."""
    raise Faulty("not_found" if request.method == "GET" else "wrong_method")
