"""Words beside a figure on a page: its weights, its target, where it started (`indicators.md` §7, §12)."""

from collections.abc import Callable, Iterator, Mapping

from core.languages import Say
from gateway.feeds.csvtable import Row
from gateway.feeds.weights import POSTSTRAT


def beside(say: Say, row: Row, lang: str, written: Callable[[float], str]) -> str:
    """One line of words, or none. `written` puts a value of this indicator as the page does."""
    return " ; ".join(_beside(say, row, lang, written))


def _beside(say: Say, row: Row, lang: str, written: Callable[[float], str]) -> Iterator[str]:
    if row["weighting"] == POSTSTRAT:
        yield say.ui("pondéré selon le recensement", lang)
    if row["target"] is not None:
        said = statuses(say, lang).get(str(row["target_status"]), "")
        yield say.ui("objectif {n}", lang, n=written(row["target"])) + (f" : {said}" if said else "")
    if row["baseline"] is not None:
        told = {"n": written(row["baseline"]), "date": row["baseline_of"]["date"]}
        yield say.ui("point de départ {n} ({date})", lang, **told)
    if row["method_break"]:
        yield say.ui("mesuré autrement : ne se soustrait pas", lang)


def statuses(say: Say, lang: str) -> Mapping[str, str]:
    """Of the whole interval against the milestone; what is not measurable says why by itself."""
    return {
        "on_track": say.ui("tenu", lang),
        "at_risk": say.ui("incertain", lang),
        "off_track": say.ui("pas tenu", lang),
    }
