"""Reading the files that people write: a fault is named by file, place and remedy, and stops the start."""

import csv
import gc
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from core.errors import Fault, Misconfigured

T = TypeVar("T")
C = TypeVar("C", bound=type)


def from_file(cls: C) -> C:
    """Marks a dataclass that a file fills: a key that it does not have is a fault there, never ignored."""
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return cls


@contextmanager
def uncollected() -> Iterator[None]:
    """While much is read that stays: to look through it for garbage, again and again, doubles the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _OnceLoader(yaml.CSafeLoader):
    """A key given twice in one mapping is a fault: the first would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                said = f"{key!r} is given twice"
                raise yaml.MarkedYAMLError(problem=said, problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_yaml(path: Path, *, name: str = "") -> Any:
    """What a YAML file holds. `name` is how faults call the file; Misconfigured when it cannot be read."""
    shown = name or path.name
    try:
        with path.open("rb") as file:
            return yaml.load(file, _OnceLoader)  # noqa: S506  a safe loader, stricter  # nosec B506
    except FileNotFoundError:
        raise Misconfigured(Fault(shown, "the file", "is missing: put it there")) from None
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else "the file"
        remedy = f"{error.problem or error.context}: correct the line"
        raise Misconfigured(Fault(shown, place, remedy)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise Misconfigured(Fault(shown, "the file", f"cannot be read, {error}: correct it")) from None


def fill(kind: type[T], content: object, name: str, place: str = "") -> T:
    """The content of a file as one of our classes; Misconfigured with each fault in it."""
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        raise Misconfigured(*_faults(error, name, place)) from None


def _faults(error: ValidationError, name: str, place: str) -> Iterator[Fault]:
    for each in error.errors():
        where = ".".join(str(part) for part in (place, *each["loc"]) if part != "") or "the file"
        yield Fault(name, where, _remedy(each["type"], each["msg"], each["input"]))


def _remedy(kind: str, message: str, given: object) -> str:
    if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        return "is no key of this file: correct its spelling or remove it"
    if kind in {"missing", "missing_argument"}:
        return "is missing: add it"
    return f"{message[0].lower()}{message[1:]}; it is {given!r}: correct it"


def read_table(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row of a CSV file that has exactly these columns, in this order."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if (head := tuple(next(rows, ()))) != columns:
                raise Misconfigured(Fault(path.name, "line 1", f"the columns must be {','.join(columns)}"))
            for row in rows:
                if len(row) != len(head):
                    raise Misconfigured(Fault(path.name, f"line {rows.line_num}", f"give {len(head)} cells"))
                yield rows.line_num, row
    except FileNotFoundError:
        raise Misconfigured(Fault(path.name, "the file", "is missing: put it there")) from None
    except UnicodeDecodeError:
        raise Misconfigured(Fault(path.name, "the file", "is not UTF-8: save it as UTF-8")) from None
    except csv.Error as error:
        remedy = f"cannot be read, {error}: close every quote"
        raise Misconfigured(Fault(path.name, f"line {rows.line_num}", remedy)) from None


def mapping(content: object, name: str) -> Mapping[str, Any]:
    """The content of a file that must be a mapping."""
    return fill(dict[str, Any], content, name)
