"""`/v1/commitments`: what was promised, how far it came as of a day, what people have heard of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from core import tracker
from core.commitments import Addressee, State
from core.indicators import Figure
from core.tracker import Promise
from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import bins, cube, envelope
from gateway.feeds import heard as asked_of_callers
from gateway.feeds.csvtable import Row, columns
from gateway.feeds.errors import Faulty
from gateway.feeds.indicators import scope_of
from gateway.feeds.openapi import told
from gateway.feeds.shapes import seat, units
from gateway.feeds.table import Feature
from gateway.house import House
from store import progress
from store.progress import Tracked

COLUMNS = columns(
    "commitment,framework,version,objective,text_fr,text_bm,text_taq,addressee_type,country,adm1_code,adm1_name,"
    "adm2_code,adm2_name,adm3_code,adm3_name,since,due,weight,hsc_outcome,nap_objective,state,progress,"
    "progress_verified,date_updated,overdue,stale,heard,heard_lower,heard_upper,heard_answers,suppressed,quality,"
    "divergence,source_ref",
    "#activity+code,#activity+framework,#meta+version,#output+code,#activity+name+fr,#activity+name+bm,"
    "#activity+name+taq,#org+type,#country+code,#adm1+code,#adm1+name,#adm2+code,#adm2+name,#adm3+code,#adm3+name,"
    "#date+start,#date+due,#indicator+weight+num,#indicator+hsc,#indicator+nap,#status+activity,"
    "#indicator+progress+num,#indicator+progress+verified+num,#date+updated,#status+overdue,#status+stale,"
    "#indicator+heard+num,#indicator+heard+ci+lower+num,#indicator+heard+ci+upper+num,#indicator+heard+n+num,"
    "#meta+suppressed,#meta+quality,#indicator+divergence+num,#meta+source",
    {
        **dict.fromkeys(("weight", "hsc_outcome", "nap_objective", "heard_answers")),
        **dict.fromkeys(("progress", "progress_verified"), 2),
        **dict.fromkeys(("heard", "heard_lower", "heard_upper", "divergence"), 4),
    },
)
PLAIN: Final = (
    *("framework", "version", "objective", "addressee_type", "since", "due", "weight"),
    *("hsc_outcome", "nap_objective", "source_ref"),
)
"""What is told of a commitment as it is kept; not its owner, who may be a person."""
ANSWERED: Final = "proportion"
"""T6 comes by calendar quarter, as ratings do."""


class CommitmentQuery(envelope.MapQuery):
    """Without a day, today; last year's answer by its day. `known` leaves out what was learnt later."""

    framework: str | None = Field(None, max_length=24, description="clé du cadre, comme scg33")
    place: str | None = Field(None, max_length=8, description="unité du destinataire et ce qu'elle contient")
    addressee: Addressee | None = Field(None, description="type de destinataire")
    state: State | None = Field(None, description="état à la date")
    as_of: envelope.Day | None = Field(None, description="état des engagements à cette date")
    known: envelope.Day | None = Field(None, description="sans ce qui a été appris après cette date")


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("public", "figures", MONITOR))

    @router.get("/commitments", summary="Engagements", responses=told("commitments", CommitmentQuery))
    def listing(
        request: Request, query: Annotated[CommitmentQuery, Query()], reader: Annotated[Reader, may_read]
    ) -> Response:
        return envelope.reply(house.country, request, query, table(house, query, scope_of(reader)))


def table(house: House, query: CommitmentQuery, scope: str) -> envelope.Table:
    """The commitments that a question means, as they stood on its day. Raises Faulty."""
    on = _day(house, query)
    _check_place(house, query.place)
    quarter = bins.latest(ANSWERED, scope, min(house.clock(), _end(on)))
    said = heard(house, quarter, public=scope == "public")
    with house.database.read() as conn:
        found = progress.tracked(conn, house.country.frameworks, known=query.known)
        changed = progress.changed(conn, on)
    asked = (each for each in found if _is_there(each, query, on))
    rows = (_row(house, each, on, said.get(each.commitment.code)) for each in asked)
    kept = [row for row in rows if query.state in {None, row["state"]}]
    meta = {"as_of": on.isoformat(), "heard_period": quarter, "wording": "parmi les participants"}
    meta |= {"known": query.known.isoformat()} if query.known else {}
    return envelope.Table("commitments", COLUMNS, kept, order, "low", changed, meta, feature=placed(house))


def heard(house: House, quarter: str, *, public: bool) -> Mapping[str, Figure]:
    """What callers said of each commitment in a quarter (T6), as it was published; empty until it is."""
    indicator = house.country.indicator(asked_of_callers.ID)
    if indicator is None:
        return {}
    found = cube.published(house, indicator, quarter, asked_of_callers.part(public))
    return {str(row["group"]): _figure(row) for row in found}


def _figure(row: Row) -> Figure:
    names = ("value", "ci_lower", "ci_upper", "numerator", "denominator", "n", "n_eff")
    return Figure(row["quality"], row["suppressed"] or "", *(row[name] for name in names))


def placed(house: House) -> Callable[[Row], Feature]:
    """A commitment on a map: at the seat of its addressee's unit."""
    return lambda row: Feature(str(row["commitment"]), seat(house.country, row))


def order(row: Row) -> tuple[str, ...]:
    return (str(row["commitment"]),)


def _day(house: House, query: CommitmentQuery) -> date:
    today = house.clock().date()
    on = query.as_of or today
    if on > today:
        raise Faulty("bad_parameter", name="as_of")
    return on


def _check_place(house: House, code: str | None) -> None:
    if code is not None and code != house.country.code.upper() and house.country.gazetteer.get(code) is None:
        raise Faulty("unknown_place", name=code)


def _end(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), UTC)


def _is_there(each: Tracked, query: CommitmentQuery, on: date) -> bool:
    kept = each.commitment
    return (
        each.promise.since <= on
        and query.framework in {None, kept.framework}
        and query.addressee in {None, kept.addressee_type}
        and kept.addressee_unit.startswith(query.place or "")
    )


def _row(house: House, each: Tracked, on: date, said: Figure | None) -> Row:
    kept = each.commitment
    return {
        "commitment": kept.code,
        **{name: getattr(kept, name) for name in PLAIN},
        **{f"text_{language}": kept.text.get(language) for language in ("fr", "bm", "taq")},
        "country": house.country.code.upper(),
        **units(house.country, house.country.gazetteer.get(kept.addressee_unit)),
        **_standing(each.promise, on),
        **_heard(each.promise, on, said),
    }


def _standing(promise: Promise, on: date) -> dict[str, Any]:
    last, sure = promise.last(on), promise.verified(on)
    return {
        "state": last.state if last else tracker.UNKNOWN,
        "progress": last.progress if last else None,
        "progress_verified": sure.progress if sure else None,
        "date_updated": last.day.isoformat() if last else None,
        "overdue": _said(promise.is_overdue(on)),
        "stale": _said(promise.is_stale(on)),
        "in_force": promise.is_in_force(on),
    }


def _heard(promise: Promise, on: date, said: Figure | None) -> dict[str, Any]:
    shown = said or Figure("suppressed", "no data")
    return {
        "heard": shown.value,
        "heard_lower": shown.lower,
        "heard_upper": shown.upper,
        "heard_answers": shown.n,
        "suppressed": shown.suppressed or None,
        "quality": shown.quality,
        "divergence": tracker.divergence(promise, on, shown.value),
    }


def _said(holds: bool) -> str:
    return "yes" if holds else "no"
