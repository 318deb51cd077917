"""What the adversary makes of what is no rating and no count: cases, delays, shares, what was heard.

Of a share it is given more than is published: how much stands behind each one that shows. What is hidden must
stay so all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from benchmarks.adversary import Name, Notebook, Row, place
from core.country import Country
from core.warning import RUMOUR

HALF: Final = 0.005
"""How far a whole percent may lie from the share."""
TOTAL: Final = "/"


def of_cases(rows: Iterable[Row]) -> Notebook:
    """G10, G11, G12 and E8: types of authority add up to all of them, regions to the country."""
    book, seen = Notebook(), set[Name]()
    for row in rows:
        name = place(row), str(row["authority"] or "")
        seen.add(name)
        size = row["n"] if row["denominator"] is None else row["denominator"]
        if size is not None and not row["suppressed"]:
            book.known[name] = float(size)
    types, regions = defaultdict[Name, list[Name]](list), defaultdict[Name, list[Name]](list)
    for at, authority in sorted(seen):
        if authority:
            types[at, ""].append((at, authority))
        if len(at) > 2:
            regions[at[:2], authority].append((at, authority))
    for total, parts in types.items():
        book.add(total, parts, open_=False)
    for total, parts in regions.items():
        book.add(total, parts, open_=True)
    return book


def of_sizes(country: Country, known: Mapping[str, float], units: Iterable[str]) -> Notebook:
    """Delays and shares of one kind: `known` by p-code; what is of no unit is in the unit above alone."""
    book = Notebook(known={(at,): n for at, n in known.items()})
    inside = defaultdict[Name, list[Name]](list)
    for at in sorted(units):
        unit = country.gazetteer.get(at)
        if unit:
            inside[(unit.parent,)].append((at,))
    for total, parts in inside.items():
        book.add(total, parts, open_=True)
    return book


def of_heard(rows: Mapping[str, float | None], units: Mapping[str, str]) -> Notebook:
    """T6: commitments, by code, add up to their regions (`/ML07`), regions and the rest to the country."""
    book, inside = Notebook(), defaultdict[Name, list[Name]](list)
    for key, n in rows.items():
        if n is not None:
            book.known[(key,)] = n
        if key in units:
            region = units[key][:4]
            inside[(TOTAL + region,)].append((key,))
        elif len(key) > 3:
            inside[(key[:3],)].append((key,))
    for total, parts in inside.items():
        book.add(total, parts, open_=False)
    return book


def of_rumours(shares: Mapping[str, float | None], week: Iterable[Row]) -> Notebook:
    """E6 beside the cube of incidents: it is a share of what the cube shows of a region, and of the false
    ones, which stand in no cube. How many of these a region has, (region, "false"), follows.
    """
    counted, rumours = defaultdict[str, float](float), defaultdict[str, float](float)
    for row in week:
        if row["value"] is not None and len(str(row["code"])) > 1:
            at = place(row)
            counted[at] += row["value"]
            rumours[at] += row["value"] * (row["code"] == RUMOUR)
    country = {at[:2] for at in shares}
    for at in country:
        counted[at], rumours[at] = sum(counted.values()), sum(rumours.values())
    book = Notebook()
    for at, share in shares.items():
        if share is not None:
            low, high = share - HALF, share + HALF
            book.limits.append(({(at, "false"): low - 1}, rumours[at] - low * counted[at]))
            book.limits.append(({(at, "false"): 1 - high}, high * counted[at] - rumours[at]))
    regions = [(at, "false") for at in sorted(shares) if len(at) > 2]
    for at in country:
        book.add((at, "false"), regions, open_=True)
    return book
