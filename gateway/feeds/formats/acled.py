"""Incidents in the columns of ACLED, for scripts: candidates, never ACLED's data (`standards.md` §6)."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from gateway.feeds.csvtable import Row, columns, write_csv
from gateway.feeds.table import Manner, Table

_NAMES = (
    "event_date,disorder_type,event_type,sub_event_type,admin1,admin2,location,latitude,longitude,"
    "geo_precision,notes,fatalities"
)
_TAGS = (
    "#date+occurred,#event+disorder,#event+type,#event+type+sub,#adm1+name,#adm2+name,#loc+name,#geo+lat,"
    "#geo+lon,#geo+precision,#description+notes,#affected+killed"
)
COLUMNS = columns(_NAMES, _TAGS, {"latitude": 5, "longitude": 5, "geo_precision": None, "fatalities": None})
_POLITICAL = "Political violence"
_BOTH = "Political violence; Demonstrations"
_MARCHES = "Demonstrations"
_STRATEGIC = "Strategic developments"
PRECISION: Final = {"commune": 2, "cercle": 2, "region": 3}
TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "Attack": (_POLITICAL, "Violence against civilians"),
    "Abduction/forced disappearance": (_POLITICAL, "Violence against civilians"),
    "Armed clash": (_POLITICAL, "Battles"),
    "Remote explosive/landmine/IED": (_POLITICAL, "Explosions/Remote violence"),
    "Mob violence": (_POLITICAL, "Riots"),
    "Excessive force against protesters": (_BOTH, "Protests"),
    "Peaceful protest": (_MARCHES, "Protests"),
    "Protest with intervention": (_MARCHES, "Protests"),
    "Violent demonstration": (_MARCHES, "Riots"),
    "Looting/property destruction": (_STRATEGIC, _STRATEGIC),
    "Change to group/activity": (_STRATEGIC, _STRATEGIC),
    "Arrests": (_STRATEGIC, _STRATEGIC),
    "Other": (_STRATEGIC, _STRATEGIC),
}
"""Disorder type and event type of each sub-event (ACLED's codebook, 2023, revised October 2024)."""


def write(file: BinaryIO, table: Table, manner: Manner) -> None:
    write_csv(file, COLUMNS, rows(table), hxl=manner.hxl, bom=manner.bom)


def rows(table: Table) -> Iterator[Row]:
    """The incidents of a table whose mapping holds; the others are left out."""
    return (_row(row) for row in table.rows if row["acled_candidate"] and row["verification"] == "verified")


def _row(row: Row) -> Mapping[str, Any]:
    disorder, event = TYPES[row["acled_candidate"]]
    return {
        "event_date": row["date_occurred"] or row["date_reported"],
        "disorder_type": disorder,
        "event_type": event,
        "sub_event_type": row["acled_candidate"],
        "admin1": row["adm1_name"],
        "admin2": row["adm2_name"],
        "location": row["adm3_name"] or row["adm2_name"] or row["adm1_name"],
        "latitude": row["lat"],
        "longitude": row["lon"],
        "geo_precision": PRECISION.get(row["geo_precision"]),
        "notes": f"candidate; quality=exact; code={row['code']}; state=verified; not ACLED data",
        "fatalities": row["killed"] or 0,
    }
