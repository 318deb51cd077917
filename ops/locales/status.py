"""`lasomi locales status`: how far each language is, in figures (`languages.md` §7)."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from core.catalogues import Entry
from core.forms import number, percent
from flows.fitting import left_in_gsm7
from flows.nodes import Flows
from ops.locales.fitting import in_french, too_long_for_official_letters
from ops.wording import wording

Row = Mapping[str, object]
_WIDTH = 110


def status(flows: Flows, language: str) -> Row:
    """One language. Shares are of all sentences, 0 to 1.

    `french_screens`: the screens it leaves to French, by node; `too_long_for_70`: the sentences that no page
    in official letters holds; `gsm7_screens`: the nodes that have no room for those letters.
    """
    entries = flows.say.catalogue(language).entries.values()
    fallen = in_french(flows, language)
    return {
        "language": language,
        "sentences": len(entries),
        "translated": _share([_is_translated(entry) for entry in entries]),
        "reviewed": _share([_is_translated(entry) and entry.reviewed for entry in entries]),
        "safety_unreviewed": sum(entry.safety and not entry.reviewed for entry in entries),
        "screens": sum(bool(node.sentences()) for node in flows.nodes.values()),
        "french_screens": list(fallen),
        "too_long_for_70": len(too_long_for_official_letters(flows, language)),
        "gsm7_screens": list(left_in_gsm7(flows, language)),
    }


def _is_translated(entry: Entry) -> bool:
    return entry.confidence != "missing"


def _share(told: list[bool]) -> float:
    return round(sum(told) / len(told), 4) if told else 0.0


def shown(rows: Iterable[Row]) -> None:
    """The table on the terminal, and under it the screens that a language leaves to French."""
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=_WIDTH)
    told = list(rows)
    console.print(_table(told))
    for row in told:
        nodes = _nodes(row)
        if nodes:
            console.print(wording().ui("{name}, en français:", name=row["language"]), ", ".join(nodes))


def _table(rows: Iterable[Row]) -> Table:
    ui = wording().ui
    heads = (
        *(ui("langue"), ui("phrases"), ui("traduites"), ui("relues"), ui("de prudence, non relues")),
        *(ui("écrans"), ui("en français"), ui("trop longues à 70"), ui("restent en GSM-7")),
    )
    table = Table(*heads)
    for row in rows:
        table.add_row(*_figures(row))
    return table


def _figures(row: Row) -> tuple[str, ...]:
    counts = ("sentences", "safety_unreviewed", "screens", "too_long_for_70")
    sentences, safety, screens, too_long = (number(int(str(row[name]))) for name in counts)
    translated, reviewed = (percent(float(str(row[name]))) for name in ("translated", "reviewed"))
    fallen, plain = (number(len(_nodes(row, name))) for name in ("french_screens", "gsm7_screens"))
    return (str(row["language"]), sentences, translated, reviewed, safety, screens, fallen, too_long, plain)


def _nodes(row: Row, name: str = "french_screens") -> Sequence[str]:
    nodes = row[name]
    return nodes if isinstance(nodes, list) else []
