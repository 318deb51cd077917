"""What is written on a plot: names, values as a page has them, why one is missing (`indicators.md` §12)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.definitions import Indicator
from core.languages import Say
from gateway.feeds.csvtable import Row
from gateway.feeds.plots.strands import Found, Strand
from gateway.feeds.shapes import SELF_SELECTED
from gateway.feeds.voice import FRENCH, Voice

SHARES: Final = frozenset({"proportion", "share", "completeness", "response", "confirmed", "tracker"})


def is_share(indicator: Indicator, row: Row) -> bool:
    """A part of a whole; what an indicator of shares measures beside them are delays."""
    return indicator.formula in SHARES and "statistic" not in row


def value(voice: Voice, indicator: Indicator, row: Row, number: float) -> str:
    """A number of this row as the console writes it."""
    if "statistic" in row:
        return voice.minutes(number)
    return voice.percent(number) if is_share(indicator, row) else voice.number(number)


def shown(voice: Voice, indicator: Indicator, row: Row | None) -> str:
    """The value with its mark, or that there is none. Hidden is never small (§12)."""
    if row is None:
        return voice.ui("aucune donnée")
    if row["value"] is None:
        return voice.hidden if row["suppressed"] else voice.ui("pas atteinte")
    mark = f" ({voice.ui('indicatif')})" if row["quality"] == "indicative" else ""
    return f"{value(voice, indicator, row, row['value'])}{mark}"


def interval(voice: Voice, indicator: Indicator, row: Row | None) -> str:
    """Open ends stay open; empty where there is none."""
    ends = (row["ci_lower"], row["ci_upper"]) if row else (None, None)
    if row is None or ends == (None, None):
        return ""
    return " – ".join("…" if end is None else value(voice, indicator, row, end) for end in ends)


def reasons(say: Say, lang: str) -> Mapping[str, str]:
    """Why a value is not published."""
    return {
        "k<10": say.ui("moins de 10 participants, ou de 3 localités", lang),
        "k<5": say.ui("moins de 5 personnes", lang),
        "secondary": say.ui("caché pour protéger un autre chiffre", lang),
        "raters<30": say.ui("moins de 30 participants", lang),
        "no data": say.ui("aucune réponse", lang),
    }


def of_what(row: Row, voice: Voice) -> str:
    """A category, a method, a group of commitments, or a delay and its statistic."""
    if "statistic" in row:
        return f"{voice.steps[row['cause']]}, {voice.statistics[row['statistic']]}"
    if "code" in row:
        return voice.category(str(row["code"]))
    if "by" in row:
        return voice.people(str(row["by"]), str(row["group"]))
    return str(row.get("cause") or row.get("group") or "")


def title(voice: Voice, found: Found) -> str:
    """`G1 · Satisfaction…`, and among whom it is measured."""
    name = f"{found.indicator.id} · {voice.indicator(found.indicator.id)}"
    among = found.indicator.formula in SHARES and asks(found.rows)
    return f"{name}, {voice.ui('parmi les participants')}" if among else name


def asks(rows: Iterable[Row]) -> bool:
    """Whether the rows are what people answered who chose to."""
    return any(row["sampling"] == SELF_SELECTED for row in rows)


def named(voice: Voice, strand: Strand, *, place: bool = True) -> str:
    """What one strand is of: place, authority, category."""
    row = next(iter(strand.rows.values()))
    where = voice.place(strand.place) if place else ""
    authority = voice.authority(strand.authority) if strand.authority else ""
    return " · ".join(filter(None, (where, authority, of_what(row, voice))))


def period(voice: Voice, name: str) -> str:
    """`T3 2026` or `S29 2026`; quarters and weeks as they are called in the language."""
    year, number = name.split("-")
    return f"{short(voice, number)} {year}"


def short(voice: Voice, number: str) -> str:
    return number.replace("Q", "T").replace("W", "S") if voice.lang == FRENCH else number


def about(voice: Voice, found: Found, strands: Sequence[Strand], periods: Sequence[str]) -> str:
    """The drawing in words, every number of it: what a screen reader tells."""
    return "; ".join(f"{named(voice, each)}: {_said(voice, found, each, periods)}" for each in strands)


def _said(voice: Voice, found: Found, strand: Strand, periods: Sequence[str]) -> str:
    values = ((each, shown(voice, found.indicator, strand.rows.get(each))) for each in periods)
    return ", ".join(f"{period(voice, each)} {text}" for each, text in values)


def missing(voice: Voice) -> str:
    """Who is not among them (§12)."""
    return voice.ui(
        "Ont répondu des personnes qui ont un téléphone et du réseau, et qui l'ont choisi. Manquent surtout "
        "ceux qui n'ont pas de téléphone, ne lisent pas ou vivent hors réseau, et plus souvent les femmes."
    )
