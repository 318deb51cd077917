"""What the doorbell rings for. A job carries nothing and tells Redis nothing: the rows are the work (P77)."""

import os
import socket
from collections.abc import Callable
from functools import lru_cache

from core.errors import LasomiError
from gateway import logs, partners
from gateway.house import House, open_house
from gateway.logs import logger
from gateway.senders import asks, senders
from gateway.settings import read_settings
from workers.drain import drain_once
from workers.post import Post


def drain() -> None:
    """Works until nothing is due."""
    _until_done(drain_once)


def deliver() -> None:
    """Sends until nothing is due."""
    _until_done(lambda _house, _owner: _post().once())


def _until_done(work: Callable[[House, str], int]) -> None:
    try:
        house, owner = _house(), _owner()
        while work(house, owner):
            continue
    except LasomiError as error:
        logger().error("job_failed", error_code=error.code)
    except Exception as error:  # no traceback may reach Redis; the rows are still there, and looked for
        logger().error("job_failed", error_code=type(error).__name__)


@lru_cache(maxsize=1)
def _house() -> House:
    """Opened once for each process: RQ hands a job nothing to work with."""
    logs.set_up()
    return open_house(read_settings())


@lru_cache(maxsize=1)
def _post() -> Post:
    house = _house()
    out = {**senders(house.settings), **partners.senders(house)}
    return Post(house, out, _owner(), asks(house.settings))


@lru_cache(maxsize=1)
def _owner() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"
