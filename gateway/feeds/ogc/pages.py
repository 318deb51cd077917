"""The documents of OGC API – Features, with addresses that a program may follow as they stand."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, urlencode

from gateway.feeds.ogc.collections import COLLECTIONS, Collection, ItemsQuery
from gateway.feeds.openapi import OPENAPI
from gateway.house import House

GEOJSON: Final = "application/geo+json"
JSON: Final = "application/json"
SPEC: Final = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
Body = Mapping[str, Any]


class Pages:
    """The pages of one house: their links begin with its public address."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._root = f"{house.settings.public_url.rstrip('/')}/v1"

    def landing(self) -> Body:
        links = [
            self._link("", "self", JSON),
            self._link("/openapi.json", "service-desc", OPENAPI),
            self._link("/docs", "service-doc", "text/html"),
            self._link("/conformance", "conformance", JSON),
            self._link("/collections", "data", JSON),
        ]
        return {"title": "Lasomi", "description": "Incidents diffusés, chiffres et lieux.", "links": links}

    def conformance(self) -> Body:
        return {"conformsTo": [f"{SPEC}/{name}" for name in ("core", "oas30", "geojson")]}

    def collections(self) -> Body:
        return {
            "links": [self._link("/collections", "self", JSON)],
            "collections": [self.collection(each) for each in COLLECTIONS.values()],
        }

    def collection(self, told: Collection) -> Body:
        path = f"/collections/{told.id}"
        return {
            "id": told.id,
            "title": told.title,
            "description": told.what,
            "itemType": "feature",
            "crs": [CRS84],
            "extent": {"spatial": {"bbox": [self._extent], "crs": CRS84}},
            "links": [self._link(path, "self", JSON), self._link(f"{path}/items", "items", GEOJSON)],
        }

    def items(
        self, told: Collection, query: ItemsQuery, features: Sequence[Body], cursor: str | None
    ) -> Body:
        """One page. The link `next` carries the question on."""
        asked = query.model_dump(exclude_unset=True)
        path = f"/collections/{told.id}/items"
        links = [
            self._link(f"{path}{_query(asked)}", "self", GEOJSON),
            self._link(f"/collections/{told.id}", "collection", JSON),
        ]
        if cursor:
            links.append(self._link(f"{path}{_query({**asked, 'cursor': cursor})}", "next", GEOJSON))
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberReturned": len(features),
            "links": links,
        }

    def item(self, told: Collection, feature: Body) -> Body:
        path = f"/collections/{told.id}"
        links = [
            self._link(f"{path}/items/{quote(feature['id'])}", "self", GEOJSON),
            self._link(path, "collection", JSON),
        ]
        return {**feature, "links": links}

    @cached_property
    def _extent(self) -> list[float]:
        """West, south, east, north of all communes' seats."""
        seats = [place for place in self._house.country.gazetteer.places.values() if place.level <= 3]
        lons, lats = [place.lon for place in seats], [place.lat for place in seats]
        return [round(edge, 5) for edge in (min(lons), min(lats), max(lons), max(lats))]

    def _link(self, path: str, rel: str, media: str) -> dict[str, str]:
        return {"href": f"{self._root}{path}", "rel": rel, "type": media}


def _query(asked: Mapping[str, Any]) -> str:
    return f"?{urlencode(asked)}" if asked else ""
