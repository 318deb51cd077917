"""A town on the air: the gateway and the sandbox's telco, each on a port of its own, and handsets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from gateway.app import create_app
from sandbox.line import Line
from sandbox.phone import Phone
from sandbox.telco import create_telco
from tests.sandbox.conftest import free_port, served
from tests.scenarios.town import TOKEN, Town

Handset = Callable[[str], Phone]


@contextmanager
def on_air(town: Town) -> Iterator[tuple[Handset, httpx.Client]]:
    """Phones by their number, and somebody who reads the gateway's own pages; all by HTTP over sockets."""
    with served(create_app(house=town.house), free_port()) as gateway:
        line = Line(gateway, gateway, {"africastalking": TOKEN})
        with (
            served(create_telco(line, now=town.watch), free_port()) as telco,
            httpx.Client(base_url=telco, timeout=20) as client,
            httpx.Client(base_url=gateway, timeout=20) as reader,
        ):
            yield (lambda number: Phone(client, number)), reader
