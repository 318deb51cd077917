"""The documents of Flow Results: the descriptor of a package, and its rows of seven (`standards.md` §4)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib.parse import urlencode

from core.groups import AGES
from core.measures import measures
from core.periods import stamp
from gateway.feeds.flowresults.question import ResponsesQuery
from gateway.house import House
from store.packages import Package, Response

VERSION: Final = "1.0.0-rc1"
PROFILE: Final = "flow-results-package"
LANGUAGE: Final = "fra"
FIELDS: Final = (
    ("timestamp", "Timestamp", "datetime"),
    ("row_id", "Row ID", "string"),
    ("contact_id", "Contact ID", "string"),
    ("session_id", "Session ID", "string"),
    ("question_id", "Question ID", "string"),
    ("response", "Response", "any"),
    ("response_metadata", "Response Metadata", "object"),
)
Body = Mapping[str, Any]


class Documents:
    """The documents of one house: their links begin with its public address."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._root = f"{house.settings.public_url.rstrip('/')}/v1/flow-results/packages"

    def listing(self, found: Sequence[Package]) -> Body:
        data = [
            {"type": "packages", "id": each.id, "attributes": {**_dated(each), **self._named(each)}}
            for each in found
        ]
        return {"data": data, "links": {"self": self._root}}

    def single(self, package: Package) -> Body:
        data = {"type": "packages", "id": package.id, "attributes": self.descriptor(package)}
        return {"data": data, "links": {"self": self._address(package)}}

    def descriptor(self, package: Package) -> Body:
        """What the package holds, exactly as the specification writes it."""
        path = self._address(package, "/responses")
        schema = {
            "language": LANGUAGE,
            "fields": [dict(zip(("name", "title", "type"), each, strict=True)) for each in FIELDS],
            "questions": self._questions(package),
        }
        resource = {
            "name": "responses",
            "access_method": "api",
            "path": path,
            "api_data_url": path,
            "mediatype": "application/json",
            "encoding": "utf-8",
            "schema": schema,
        }
        head = {"profile": PROFILE, "flow_results_specification_version": VERSION, **_dated(package)}
        return {**head, "id": package.id, **self._named(package), "resources": [resource]}

    def responses(self, package: Package, query: ResponsesQuery, found: Sequence[Response]) -> Body:
        """One page: of `found`, what was asked for and at most one row more."""
        back = bool(query.before) and not query.after
        more = len(found) > query.size
        shown = found[-query.size :] if back else found[: query.size]
        links = {
            "self": self._page(package, query, {}),
            "next": self._turned(package, query, "page[afterCursor]", shown[-1:] if more or back else ()),
            "previous": self._turned(
                package, query, "page[beforeCursor]", shown[:1] if (more if back else query.after) else ()
            ),
        }
        about = {"descriptor": {"links": {"self": self._address(package)}}, "links": links}
        return {
            "data": {
                "type": "flow-results-data",
                "id": package.id,
                "attributes": {"responses": [_row(each) for each in shown]},
                "relationships": about,
            }
        }

    def _turned(
        self, package: Package, query: ResponsesQuery, cursor: str, edge: Sequence[Response]
    ) -> str | None:
        return self._page(package, query, {cursor: edge[0].id}) if edge else None

    def _page(self, package: Package, query: ResponsesQuery, cursor: Mapping[str, str]) -> str:
        asked = query.asked()
        if cursor:
            asked = {name: value for name, value in asked.items() if not name.endswith("Cursor]")}
        words = urlencode({**asked, **cursor}, safe="[]")
        return self._address(package, "/responses") + (f"?{words}" if words else "")

    def _address(self, package: Package, rest: str = "") -> str:
        return f"{self._root}/{package.id}{rest}"

    def _named(self, package: Package) -> dict[str, str]:
        country = self._house.country.name["fr"]
        return {"name": package.name, "title": f"Lasomi {country}, ratings, {package.period}"}

    def _questions(self, package: Package) -> Mapping[str, Body]:
        """The items by the indicator that they measure, and what is known of who answered."""
        asked, defined = package.questions, measures(self._house.country.indicators)
        items = {each.indicator: asked[name] for name, each in defined.items() if name in asked}
        shown = {name: _question(each["label"], each["choices"]) for name, each in items.items()}
        regions = [place.code for place in self._house.country.gazetteer.units(1)]
        return shown | {
            "authority": _question("Autorité", asked["authority"]["choices"]),
            "unit": _question("Région", regions),
            "sex": _question(asked["sex"]["label"], asked["sex"]["choices"]),
            "age": _question(asked["age"]["label"], [AGES[each] for each in asked["age"]["choices"]]),
            "displaced": _question(asked["displaced"]["label"], asked["displaced"]["choices"]),
        }


def _question(label: str, choices: Sequence[str]) -> Body:
    return {"type": "select_one", "label": label, "type_options": {"choices": list(choices)}}


def _dated(package: Package) -> dict[str, str]:
    """Equal until the package is written anew, as its figures were."""
    return {"created": stamp(package.first_at), "modified": stamp(package.made_at)}


def _row(response: Response) -> list[Any]:
    """The time is the first moment of its grain, which is named where it is coarser than the day."""
    at = stamp(datetime.combine(date.fromisoformat(response.day), time(), UTC))
    ids = (response.id, response.contact, response.session)
    about = {} if response.grain == "day" else {"grain": response.grain}
    return [at, *ids, response.question, response.answer, about]
