"""What each column means, for the sheet `Dictionnaire`: data, beside the code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.files import fill, from_file, load_yaml

FILE = Path(__file__).with_name("dictionary.yaml")


@from_file
@dataclass(frozen=True, slots=True)
class Meaning:
    """One column in the words of its reader, what may stand in it, and where that is defined."""

    meaning: str
    values: str = ""
    source: str = ""


@from_file
@dataclass(frozen=True, slots=True)
class Product:
    """One product: its title, what a row is, and who or what is missing from it."""

    title: str
    what: str
    missing: str


@from_file
@dataclass(frozen=True, slots=True)
class Dictionary:
    """Everything a file says about itself. `product.column` is what one product means by a column."""

    products: Mapping[str, Product]
    columns: Mapping[str, Meaning]
    sensitivity: Mapping[str, str]
    hidden: str
    licence: str

    def meaning(self, product: str, column: str) -> Meaning:
        """Raises KeyError for a column that nobody has explained: a test looks at all of them."""
        return self.columns.get(f"{product}.{column}") or self.columns[column]


@cache
def dictionary() -> Dictionary:
    return fill(Dictionary, load_yaml(FILE), FILE.name)
