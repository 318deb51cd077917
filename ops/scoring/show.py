"""A report on a terminal: figures, never a text (P34)."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import Console
from rich.table import Table

from ops.scoring.measures import Share
from ops.scoring.report import ALL, Part, Report
from ops.wording import wording

WIDTH: Final = 110
"""Columns, where there is no terminal that says."""
_CONFUSIONS: Final = 40
_words = wording()
LABELS: Final[Mapping[str, str]] = {
    "language": _words.ui("langue"),
    "language_sure": _words.ui("langue donnée à 0,8 et plus"),
    "language_sure_right": _words.ui("langue donnée à 0,8 et plus: juste"),
    "taken_for_mixed": _words.ui("pris à tort pour un mélange de langues"),
    "intent": _words.ui("intention"),
    "code": _words.ui("code, incidents (codes voisins admis)"),
    "code_three": _words.ui("code parmi les trois premiers"),
    "accepted_right": _words.ui("codes retenus: justes"),
    "accepted": _words.ui("incidents dont un code est retenu"),
    "gravest_code": _words.ui("codes de gravité 4: retrouvés"),
    "severity_4": _words.ui("incidents de gravité 4: classés 4"),
    "protected_missed": _words.ui("voie protégée: manqués"),
    "protected_false": _words.ui("voie protégée: envoyés à tort"),
    "optout_missed": _words.ui("demandes d'arrêt: manquées"),
    "advert_raised": _words.ui("publicités prises pour un incident"),
    "place_right": _words.ui("lieu: bon cercle"),
    "place_wrong": _words.ui("lieu: mauvais cercle"),
    "place_among": _words.ui("lieu: bon, ou parmi les candidats"),
    "place_false": _words.ui("lieu trouvé où aucun n'est nommé"),
    "occurred": _words.ui("quand"),
    "occurred_told": _words.ui("quand, si c'est dit"),
    "killed": _words.ui("morts"),
    "killed_told": _words.ui("morts, si c'est dit"),
    "injured": _words.ui("blessés"),
    "injured_told": _words.ui("blessés, si c'est dit"),
    "hearsay": _words.ui("ouï-dire"),
    "hearsay_told": _words.ui("ouï-dire, si c'est dit"),
}
_F1: Final = {
    "intent": _words.ui("intention, F1 moyen des classes"),
    "code": _words.ui("code, F1 moyen des classes"),
}


def tell(report: Report, console: Console, *, ids: bool) -> None:
    for table in _tables(report, ids=ids):
        if table.row_count:
            console.print(table)


def _tables(report: Report, *, ids: bool) -> Iterator[Table]:
    yield _whole(report.parts[ALL])
    yield _languages(report.parts)
    yield _confidence(report)
    yield _curve(report)
    yield from (_confusions(name, rows) for name, rows in report.confused.items() if rows)
    if ids:
        yield _errors(report)


def _whole(part: Part) -> Table:
    ui = _words.ui
    table = Table(
        ui("mesure"),
        ui("part"),
        ui("nombre"),
        ui("intervalle à 95 %"),
        title=ui("Tous les messages: {n}", n=part.messages),
    )
    for name, share in part.shares.items():
        table.add_row(LABELS[name], percent(share.value), f"{share.right}/{share.of}", _interval(share))
    for name, value in part.f1.items():
        table.add_row(_F1[name], percent(value), "", "")
    return table


def _languages(parts: Mapping[str, Part]) -> Table:
    """Percentages, with how many were asked in brackets."""
    ui = _words.ui
    own = {name: part for name, part in parts.items() if name != ALL}
    table = Table(ui("mesure"), *own, title=ui("Par langue"))
    for name in parts[ALL].shares if own else ():
        shares = [part.shares[name] for part in own.values()]
        table.add_row(LABELS[name], *(f"{percent(share.value)} ({share.of})" for share in shares))
    return table


def _confidence(report: Report) -> Table:
    ui = _words.ui
    title = ui("Confiance annoncée et part juste: écart moyen (ECE) {ece}", ece=_error(report.ece))
    if report.free != report.bins:
        title += ui("; sans les mots non relus {ece}", ece=_error(report.free_ece))
    table = Table(ui("confiance"), ui("réponses"), ui("confiance moyenne"), ui("justes"), title=title)
    for each in report.bins:
        span = f"{each.lower:.1f}-{each.upper:.1f}"
        table.add_row(span, str(each.count), percent(each.confidence), percent(each.right))
    return table


def _curve(report: Report) -> Table:
    ui = _words.ui
    table = Table(
        ui("confiance au moins"),
        ui("couverture"),
        ui("précision"),
        title=ui("Couverture et précision des codes"),
    )
    for point in report.curve:
        shares = (
            f"{percent(share.value)} ({share.right}/{share.of})"
            for share in (point.coverage, point.precision)
        )
        table.add_row(f"{point.threshold:.1f}", *shares)
    return table


def _confusions(name: str, rows: tuple[tuple[str, str, int], ...]) -> Table:
    ui = _words.ui
    label = {"language": LABELS["language"], "intent": LABELS["intent"], "code": ui("code")}[name]
    table = Table(ui("étiquette"), ui("compris"), ui("fois"), title=ui("Confusions: {what}", what=label))
    for truth, said, count in rows[:_CONFUSIONS]:
        table.add_row(truth, said, str(count))
    if left := sum(count for *_, count in rows[_CONFUSIONS:]):
        table.add_row("...", "...", str(left))
    return table


def _errors(report: Report) -> Table:
    ui = _words.ui
    table = Table(ui("mesure"), ui("messages"), title=ui("Erreurs"))
    for name, errors in report.errors.items():
        if errors:
            table.add_row(LABELS[name], " ".join(errors))
    return table


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _error(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(share: Share) -> str:
    return " - ".join(percent(bound) for bound in share.interval) if share.interval else "-"
