"""What may be asked of a package's rows: pages by row, and windows of whole months."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from core.periods import bounds, month
from store.packages import Package, Wanted

ROW: Final = r"^r-[0-9a-f]{12}$"
MOST_ROWS: Final = 10_000
YEARS: Final = (2000, 2099)


def _plus(given: object) -> object:
    """A plus sign that came unescaped is a blank by now."""
    return given.replace(" ", "+") if isinstance(given, str) and "T" in given else given


def _utc(given: datetime) -> datetime:
    """Raises ValueError for a time of another century."""
    if not YEARS[0] <= given.year <= YEARS[1]:
        raise ValueError("a year from 2000 to 2099")
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


_TIME: Final = {"format": "date-time", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9]T"}
Time = Annotated[
    datetime, BeforeValidator(_plus), AfterValidator(_utc), Field(strict=False, json_schema_extra=_TIME)
]


class ResponsesQuery(BaseModel):
    """The names are those of the specification. A window is widened to whole months (P57)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int = Field(1_000, alias="page[size]", ge=1, le=MOST_ROWS, description="lignes par page")
    after: str | None = Field(None, alias="page[afterCursor]", pattern=ROW, description="après cette ligne")
    before: str | None = Field(None, alias="page[beforeCursor]", pattern=ROW, description="avant cette ligne")
    start: Time | None = Field(None, alias="filter[start-timestamp]", description="après, mois entiers")
    end: Time | None = Field(None, alias="filter[end-timestamp]", description="jusqu'à, mois entiers")
    oldest: Time | None = Field(None, alias="filter[min-version]", description="versions depuis")
    newest: Time | None = Field(None, alias="filter[max-version]", description="versions jusqu'à")

    def wanted(self) -> Wanted:
        return Wanted(
            since=self.start and _first(self.start),
            until=self.end and _last(self.end),
            after=self.after or "",
            before=self.before or "",
        )

    def holds(self, package: Package) -> bool:
        """Whether the one version of this package is among those that are asked for."""
        made = package.made_at.replace(microsecond=0)
        return (self.oldest is None or made >= self.oldest) and (self.newest is None or made <= self.newest)

    def asked(self) -> dict[str, Any]:
        """As it was put, without what was left out."""
        return self.model_dump(by_alias=True, exclude_unset=True, exclude_none=True, mode="json")


def _first(at: datetime) -> date:
    return bounds(month(at))[0]


def _last(at: datetime) -> date:
    return bounds(month(at))[1]
