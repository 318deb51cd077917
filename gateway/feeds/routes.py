"""Every address under `/v1`, put together."""

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request

from gateway.auth import Door
from gateway.feeds import (
    alerts,
    atom,
    cap,
    codes,
    commitments,
    docs,
    flowresults,
    incidents,
    indicators,
    ogc,
    plots,
)
from gateway.feeds.errors import Faulty, error_route
from gateway.house import House

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def router(house: House) -> APIRouter:
    """Every address under `/v1`; what is not one of them is an error of the same shape."""
    feed = APIRouter(prefix="/v1", route_class=error_route(house.say))
    door = Door(house)
    for product in (indicators, plots, incidents, cap, atom, alerts, commitments, codes, flowresults, ogc):
        product.add(feed, house, door)
    docs.add(feed, house)
    _close(feed)
    return feed


def _close(feed: APIRouter) -> None:
    """What is read with GET is read with HEAD; any other method or address is an error of the one shape."""
    known = [route for route in feed.routes if isinstance(route, APIRoute)]
    for route in known:
        path, guards = route.path.removeprefix(feed.prefix), route.dependencies
        feed.add_api_route(
            path, route.endpoint, methods=["HEAD"], dependencies=guards, include_in_schema=False
        )

    def nothing_here(request: Request) -> None:
        exists = any(route.path_regex.match(request.url.path) for route in known)
        raise Faulty("wrong_method" if exists else "not_found")

    for path in ("", "/{rest:path}"):
        feed.add_api_route(path, nothing_here, methods=METHODS, include_in_schema=False)
