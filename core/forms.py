"""Plurals, numbers, money, days, lists and spans of time as each language writes them (`languages.md` §6).

Babel knows French and, in part, Bambara. A language it does not know (Tamasheq, and any that is added) has
days as dd/mm/yyyy, commas between things and French spans of time until a reviewer gives its own. What is
counted is written `label: N` in every language, so that nothing has to agree. No value holds a space or a
sign that no phone draws.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from core.text import signs

PLURALS: Mapping[str, str] = MappingProxyType(
    {
        "fr": "nplurals=2; plural=(n > 1);",
        "bm": "nplurals=1; plural=0;",
        "taq": "nplurals=2; plural=(n != 1);",
        "en": "nplurals=2; plural=(n != 1);",
    }
)
"""The header of each catalogue. Babel has a wrong one for Bambara and none for Tamasheq."""

_MALI = "fr_ML"
_DAYS = {"fr": _MALI, "bm": "bm_ML"}
_MOMENT = timedelta(minutes=1)


def number(value: float | Decimal) -> str:
    """`1 234 567,89`: as French in Mali, in every language (Babel's own Bambara has English signs)."""
    return signs(format_decimal(value, locale=_MALI))


def percent(share: float) -> str:
    """A share of 1 in whole hundredths: `42 %`."""
    return signs(format_percent(share, locale=_MALI))


def money(francs: float | Decimal) -> str:
    """Francs CFA (XOF): `1 500 F CFA`."""
    return signs(format_currency(francs, "XOF", locale=_MALI))


def counted(label: str, count: float) -> str:
    """`label: N`, the only form of a counted thing: no language has to agree with a number."""
    return f"{label}: {number(count)}"


def day(when: date, language: str) -> str:
    """A date in digits: `05/03/2025`, in Bambara `5/3/2025`."""
    locale = _DAYS.get(language)
    return signs(format_date(when, "short", locale=locale)) if locale else f"{when:%d/%m/%Y}"


def whole_day(when: date, language: str) -> str:
    """A date with its weekday and month, `mercredi 5 mars 2025`; in digits where the names are not known."""
    locale = _DAYS.get(language)
    return signs(format_date(when, "full", locale=locale)) if locale else day(when, language)


def listed(things: Sequence[str], language: str) -> str:
    """`a, b et c`; in Bambara *ani* stands before the last; commas where no conjunction is known."""
    if language == "fr":
        return signs(format_list(list(things), locale=_MALI))
    if language == "bm" and len(things) > 1:
        return f"{', '.join(things[:-1])} ani {things[-1]}"
    return ", ".join(things)


def relative(at: datetime, now: datetime, language: str) -> str:
    """How far away: `dans 3 heures`. Bambara has words for now, today and yesterday, else the date.

    Both times in UTC, which is the clock of Mali. Other languages say it in French.
    """
    if language == "bm":
        return _in_bambara(at, now)
    return signs(format_timedelta(at - now, add_direction=True, locale=_MALI))


def _in_bambara(at: datetime, now: datetime) -> str:
    if abs(at - now) < _MOMENT:
        return "sisan"
    words = {now.date(): "bi", now.date() - timedelta(days=1): "kunun"}
    return words.get(at.date()) or day(at.date(), "bm")
