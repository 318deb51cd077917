"""The row of a figure: the columns of `standards.md` §2.2 and their order (§1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.country import Country
from core.indicators import Figure
from core.periods import bounds
from core.places import Place
from gateway.feeds.csvtable import Column, Row, columns
from gateway.feeds.table import Feature, Point

_NAMES = (
    "indicator,name_fr,period_start,period_end,country,adm1_code,adm1_name,adm2_code,adm2_name,authority,sex,age,status,"
    "value,ci_lower,ci_upper,numerator,denominator,n_eff,weighting,suppressed,quality,baseline,target,target_status,"
    "method"
)
_TAGS = (
    "#indicator+code,#indicator+name+fr,#date+start,#date+end,#country+code,#adm1+code,#adm1+name,#adm2+code,"
    "#adm2+name,#org+type+authority,#population+sex,#population+age,#population+status,#indicator+value+num,"
    "#indicator+ci+lower+num,#indicator+ci+upper+num,#indicator+numerator+num,#indicator+denominator+num,"
    "#meta+n+eff+num,#meta+weighting,#meta+suppressed,#meta+quality,#indicator+baseline+num,#indicator+target+num,"
    "#status+target,#meta+method"
)
_NUMBERS = {
    "value": 4,
    "ci_lower": 4,
    "ci_upper": 4,
    "numerator": None,
    "denominator": None,
    "n_eff": 1,
    "baseline": 2,
    "target": 2,
}
COLUMNS = columns(_NAMES, _TAGS, _NUMBERS)
BESIDE = columns(
    "n,deff,dont_know,assisted_share,sex_missing,method_break,sampling,period,region_2023",
    "#meta+n+num,#meta+deff+num,#indicator+dont_know+num,#indicator+assisted+num,#indicator+sex+missing+num,"
    "#meta+method+break,#meta+sampling,#date+period,#region+2023",
    {"n": None, "deff": 4, "dont_know": 4, "assisted_share": 4, "sex_missing": 4},
)
"""What stands beside the columns wherever there is room for it (`standards.md` §2, `indicators.md` §6)."""
GROUPS = columns("by,group", "#meta+by,#meta+group", {})
"""What rows are told apart by, where no column of theirs says it."""
_CUTS = ("authority", "sex", "age", "status", "period_start", "weighting", "group")
SELF_SELECTED = "self_selected"
UNWEIGHTED = "none"
LEVELS = {"adm0": 0, "adm1": 1, "adm2": 2, "adm3": 3}


@dataclass(frozen=True, slots=True)
class Series:
    """What one row is about. `authority` is empty where a figure has none; `extra` stands in JSON only."""

    indicator: str
    name: str
    period: str
    authority: str = ""
    sampling: str = SELF_SELECTED
    extra: Mapping[str, Any] | None = None


def columns_for(level: int, by: str | None = None) -> Sequence[Column]:
    """The 26 columns; at the level of communes two more after the cercle's, and two at the end for a group
    that none of them names.
    """
    more = () if by is None or by in _NAMES.split(",") else GROUPS
    if level < LEVELS["adm3"]:
        return (*COLUMNS, *more)
    at = 1 + next(i for i, column in enumerate(COLUMNS) if column.name == "adm2_name")
    communes = columns("adm3_code,adm3_name", "#adm3+code,#adm3+name", {})
    return (*COLUMNS[:at], *communes, *COLUMNS[at:], *more)


def row(country: Country, place: Place | None, series: Series, shown: Figure) -> Row:
    """One value of one place, hidden or not. No place is the country as a whole."""
    first, last = bounds(series.period)
    return {
        "indicator": series.indicator,
        "name_fr": series.name,
        "period_start": first.isoformat(),
        "period_end": last.isoformat(),
        "country": country.code.upper(),
        **units(country, place),
        "authority": series.authority or None,
        **dict.fromkeys(("sex", "age", "status"), "all"),
        **numbers(shown),
        **dict.fromkeys(("baseline", "target", "target_status")),
        "method": f"sampling={series.sampling};source=gateway;method_break=false",
        "sampling": series.sampling,
        "method_break": False,
        "region_2023": place.region_2023 if place else None,
        "period": series.period,
        **(series.extra or {}),
    }


def units(country: Country, place: Place | None) -> dict[str, str | None]:
    """The names and codes of a unit and of those it lies in; empty for what is finer."""
    named: dict[str, str | None] = {}
    for level in (1, 2, 3):
        code = getattr(place, f"adm{level}") if place and place.level >= level else None
        unit = country.gazetteer.get(code) if code else None
        named |= {f"adm{level}_code": code, f"adm{level}_name": unit.name if unit else None}
    return named


def order(line: Row) -> tuple[str, ...]:
    """Indicator, p-code, authority, sex, age, status, period, weighting: the fixed order of every format."""
    return (line["indicator"], finest(line), *(line.get(name) or "" for name in _CUTS))


def placed(country: Country) -> Callable[[Row], Feature]:
    """A figure on a map: at the seat of its unit; the country as a whole is at no point."""

    def feature(line: Row) -> Feature:
        name = (line["indicator"], finest(line), line["authority"] or "0")
        cuts = [line[cut] for cut in ("sex", "age", "status")]
        own = [line["group"]] if line.get("by") and set(cuts) == {"all"} else []
        rest = (*cuts, line["period"], line["weighting"], *own)
        return Feature(".".join(map(str, (*name, *rest))), seat(country, line))

    return feature


def finest(line: Row) -> str:
    """The p-code of the unit that a row is about."""
    return str(line["adm3_code"] or line["adm2_code"] or line["adm1_code"] or line["country"])


def seat(country: Country, line: Row) -> Point | None:
    """Where that unit's seat is, to five decimals; None for the country."""
    place = country.gazetteer.get(finest(line))
    return (round(place.lon, 5), round(place.lat, 5)) if place else None


def numbers(shown: Figure) -> dict[str, Any]:
    """What a figure puts into the columns of a row."""
    return {
        "value": shown.value,
        "ci_lower": shown.lower,
        "ci_upper": shown.upper,
        "numerator": _whole(shown.numerator),
        "denominator": _whole(shown.denominator),
        "n_eff": shown.n_eff,
        "n": shown.n,
        "deff": shown.deff,
        "weighting": UNWEIGHTED,
        "suppressed": shown.suppressed or None,
        "quality": shown.quality,
    }


def _whole(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number
