"""Files that a reader may take away: the published figures and the commitments, as the feed serves them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from core.languages import Say
from gateway.console.figures import SCOPE
from gateway.console.visitors import TurnedAway, Visitor
from gateway.feeds import commitments, indicators
from gateway.feeds.errors import Faulty
from gateway.feeds.formats import FORMATS
from gateway.feeds.table import Manner, Table
from gateway.house import House
from store import audit, strides
from store.strides import Stride, Went

OFFERED: Final = ("csv", "xlsx", "geojson")
IN_RAM: Final = 2_000_000
QUESTION: Final = frozenset({"indicator", "level", "period", "by", "place", "as_of"})
_Passing = TypeVar("_Passing")


def _indicators(house: House, asked: Mapping[str, str]) -> Table:
    return indicators.table(house, _query(indicators.IndicatorQuery, asked), SCOPE)


def _commitments(house: House, asked: Mapping[str, str]) -> Table:
    return commitments.table(house, _query(commitments.CommitmentQuery, asked), SCOPE)


PRODUCTS: Final[Mapping[str, Callable[[House, Mapping[str, str]], Table]]] = {
    "indicators": _indicators,
    "commitments": _commitments,
}


def _query(kind: type[BaseModel], asked: Mapping[str, str]) -> Any:
    return kind.model_validate({name: value for name, value in asked.items() if value and name in QUESTION})


def table(house: House, product: str, format_: str, asked: Mapping[str, str]) -> Table:
    """What is asked for. Raises TurnedAway for what is no file of ours, or not published."""
    if product not in PRODUCTS or format_ not in OFFERED:
        raise TurnedAway("not_yours")
    try:
        return PRODUCTS[product](house, asked)
    except (ValidationError, Faulty) as error:
        raise TurnedAway("not_yours") from error


def written(house: House, who: Visitor, found: Table, format_: str) -> IO[bytes]:
    """The file, from its first byte; who took it away stands in the audit (P52)."""
    file: IO[bytes] = SpooledTemporaryFile(IN_RAM)  # noqa: SIM115  closed when it has been sent
    with strides.stride(house.settings.data_dir, f"export {found.product}", house.clock) as went:
        counted = replace(found, rows=_passing(found.rows, went))
        FORMATS[format_].write(file, counted, Manner(credit=house.country.attribution))  # type: ignore[arg-type]
    with house.database.write() as conn:
        about = {"account": who.id, "role": who.role, "action": "export", "object": found.product}
        audit.write(conn, house.vault, at=house.clock(), reason=format_, **about)
    file.seek(0)
    return file


def _passing(rows: Iterable[_Passing], went: Went) -> Iterator[_Passing]:
    for number, row in enumerate(rows, 1):
        went(number)
        yield row


def going(house: House) -> list[Stride]:
    """What is under way, and what ended in the last days."""
    return strides.listed(house.settings.data_dir, house.clock())


def works(say: Say, lang: str) -> dict[str, str]:
    """The pieces of work in words."""
    return {
        "import commitments": say.ui("import d'engagements", lang),
        "import updates": say.ui("import de mises à jour d'engagements", lang),
        "export indicators": say.ui("fichier de chiffres", lang),
        "export commitments": say.ui("fichier d'engagements", lang),
        "export incidents": say.ui("fichier d'événements diffusés", lang),
        "backup": say.ui("sauvegarde", lang),
    }


def states(say: Say, lang: str) -> dict[str, str]:
    return {
        "going": say.ui("en cours", lang),
        "done": say.ui("terminé", lang),
        "failed": say.ui("échoué : rien n'a été gardé ; relancez la commande", lang),
        "lost": say.ui("interrompu : relancez la commande", lang),
    }
