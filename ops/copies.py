"""`lasomi backup`, `lasomi restore`, `lasomi keys copy`: what a new machine needs after a theft or a fire."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from core.errors import LasomiError
from gateway.clock import open_clock
from gateway.settings import Settings, read_settings
from ops.ground import private_folder
from ops.up import sole_user
from ops.wording import wording
from store import backup as copies
from store.backup import Copied, Told
from store.database import Database, open_database
from store.keycopy import copy_lasting
from store.keys import Keys, open_keys
from store.strides import Went, stride


def backup(path: Path) -> Copied:
    """Writes a copy while everything runs. Raises LasomiError; then there is no file."""
    settings = read_settings()
    clock = open_clock(settings)
    going = stride(settings.data_dir, "backup", clock)
    with _opened(settings) as (database, keys), _bar() as told, _named(path), going as went:
        return copies.backup(database, keys, settings.spool_dir, path, _both(told, went))


def restore(path: Path) -> Copied:
    """Fills an empty database, while nothing else runs on its data folder. Raises LasomiError."""
    settings = read_settings()
    with sole_user(private_folder(settings.data_dir)), _opened(settings) as (database, keys), _bar() as told:
        return copies.restore(database, keys, settings.spool_dir, path, told)


def copy_keys(source: Path, target: Path) -> int:
    """Copies the keys that no day destroys; how many. Raises LasomiError when there is a file already."""
    open_keys(source)
    with _named(target):
        return copy_lasting(source, target)


def _both(told: Told, went: Went) -> Told:
    """Hears of each table, for the terminal and for the console."""

    def heard(table: str, rows: int) -> None:
        told(table, rows)
        went(rows)

    return heard


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Database, Keys]]:
    keys = open_keys(settings.keys_file, settings.sealed_keys)
    keys.issue(open_clock(settings)())  # a copy of the lasting keys holds none of this day
    database = open_database(settings.database, settings.data_dir)
    try:
        yield database, keys
    finally:
        database.close()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """The disk's refusal, in a sentence with the file in it."""
    try:
        yield
    except FileExistsError:
        sentence = wording().ui("{path}: existe déjà, rien n'est changé", path=path)
        raise LasomiError("exists", sentence) from None
    except OSError as error:
        raise LasomiError("not_written", f"{path}: {error.strerror}") from error


@contextmanager
def _bar() -> Iterator[Told]:
    """A bar on a terminal: which table is in work, and how many rows are done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None, rows=0)
        yield lambda table, rows: progress.update(task, description=table, rows=rows)
