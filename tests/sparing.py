"""What a run of thousands of houses need not do thousands of times: compile a statement, look for garbage.

Every test opens a database of its own, with an engine that knows no statement yet, and FastAPI remembers
the applications of the last thousands: what lives grows, and each look through all of it costs a second.
"""

import gc
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

STATEMENTS: Final = 4_000
"""More than the house has, in the forms that tests ask them."""
NEW_OBJECTS: Final = 50_000
"""So many more than were freed, before the young are looked through; 700 by default."""


class Compiled(LRUCache[Any, Any]):
    """Statements of one kind of database, whichever engine asks: the first part of a key is its dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


COMPILED: Final = {"sqlite": Compiled(STATEMENTS), "postgresql": Compiled(STATEMENTS)}


@event.listens_for(Engine, "engine_connect")
def _remember(conn: Connection) -> None:
    conn.execution_options(compiled_cache=COMPILED[conn.dialect.name])


def pytest_collection_finish() -> None:
    """All that was imported stays: it is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
