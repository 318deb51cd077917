"""The country pack, its sentences and its flows as they ship: read once for a whole run."""

from functools import cache

from core.country import Country, load_country
from core.languages import Say, load_catalogues
from flows.definition import load_flows
from flows.nodes import Flows


@cache
def mali() -> Country:
    return load_country("ml")


@cache
def say() -> Say:
    return load_catalogues()


@cache
def flows() -> Flows:
    return load_flows(mali(), say=say())
