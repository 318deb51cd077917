"""How well the warning works, on the page of figures: E1 to E9, G10 to G12 by region, E10 by exercise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.definitions import Indicator
from core.warning import STATISTICS
from gateway.console import aims, figures
from gateway.feeds import bins, cube, shapes
from gateway.feeds.csvtable import Row
from gateway.feeds.plots.words import SHARES, of_what
from gateway.feeds.voice import Voice
from gateway.house import House
from store import drills

LEVELS: Final = (shapes.LEVELS["adm0"], shapes.LEVELS["adm1"])
ELSEWHERE: Final = frozenset({"proportion", "count", "readiness", "tracker"})
"""Formulas that have tables of their own on the page."""


@dataclass(frozen=True, slots=True)
class Table:
    """One indicator in its last closed period. Every line is a place, a value and a remark."""

    id: str
    name: str
    period: str
    lines: Sequence[figures.Line]


@dataclass(frozen=True, slots=True)
class Exercise:
    """E10: the delays of one exercise, in minutes."""

    number: str
    title: str
    lines: Sequence[tuple[str, str]]


def tables(house: House, lang: str) -> list[Table]:
    """Those of which something is told."""
    asked = (each for each in house.country.indicators if each.formula not in ELSEWHERE)
    voice = Voice(house.say, house.country, lang)
    found = (_table(house, each, voice) for each in asked)
    return [table for table in found if table.lines]


def exercises(house: House, lang: str) -> list[Exercise]:
    """Every exercise that has a report, the newest first; the figures stay with it (`alerts.md` §10)."""
    with house.database.read() as conn:
        played = [drill for drill in drills.listed(conn) if drill.report]
    voice = Voice(house.say, house.country, lang)
    return [Exercise(each.number, each.title, _readiness(each.report, voice)) for each in played]


def _table(house: House, indicator: Indicator, voice: Voice) -> Table:
    period = bins.latest(indicator.formula, figures.SCOPE, house.clock())
    rows = [
        row
        for level in LEVELS
        for row in cube.rows(house, indicator, period, cube.Cut(level, figures.SCOPE))
        if row["value"] != 0 or indicator.formula not in {"rate", "flags"}
    ]
    lines = [_line(house, indicator, row, voice) for row in sorted(rows, key=shapes.order)]
    if any(row["sampling"] == shapes.SELF_SELECTED for row in rows) and indicator.formula in SHARES:
        period = f"{period}, {voice.ui('parmi les participants')}"
    return Table(indicator.id, f"{indicator.id} · {voice.indicator(indicator.id)}", period, lines)


def _line(house: House, indicator: Indicator, row: Row, voice: Voice) -> figures.Line:
    return figures.Line(
        place=figures.place(house, row, voice.lang),
        value=_value(indicator, row, voice),
        remark=" ; ".join(filter(None, (_remark(indicator, row, voice), _aims(indicator, row, voice)))),
        authority=voice.authority(str(row["authority"])) if row["authority"] else "",
        interval=_interval(indicator, row, voice),
        n=row["n"],
        label=of_what(row, voice),
    )


def _value(indicator: Indicator, row: Row, voice: Voice) -> str:
    value = row["value"]
    if value is None:
        return "" if row["suppressed"] else voice.ui("pas atteinte")
    if "statistic" in row:
        return voice.minutes(value)
    return voice.percent(value) if indicator.formula in SHARES else voice.number(value)


def _remark(indicator: Indicator, row: Row, voice: Voice) -> str:
    """`k<10` is of cases here, and of G12 of those who judged them too."""
    if row["suppressed"] == "k<10" and indicator.formula == "confirmed":
        return voice.ui("moins de 10 affaires, ou de 10 participants")
    if row["suppressed"] == "k<10":
        return voice.ui("moins de 10 affaires")
    return figures.remark(voice.say, row, voice.lang)


def _aims(indicator: Indicator, row: Row, voice: Voice) -> str:
    written = voice.percent if indicator.formula in SHARES else voice.number
    return aims.beside(voice.say, row, voice.lang, written)


def _interval(indicator: Indicator, row: Row, voice: Voice) -> str:
    """Open ends of a median stay open."""
    ends = (row["ci_lower"], row["ci_upper"])
    if ends == (None, None):
        return ""
    written = voice.percent if indicator.formula in SHARES else voice.number
    return " – ".join("…" if end is None else written(end) for end in ends)


def _readiness(report: Any, voice: Voice) -> list[tuple[str, str]]:
    names = {f"p{q:g}": voice.statistics[name] for name, q in STATISTICS.items()}
    return [
        (f"{voice.steps[step]}, {words}", voice.minutes(report[step][key]))
        for step in ("to_alert", "to_acknowledgement")
        for key, words in names.items()
        if report.get(step, {}).get(key) is not None
    ]
