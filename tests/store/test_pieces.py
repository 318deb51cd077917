"""Pieces of a period: each authority at each place is in one, and no more is in it than can be helped."""

import pytest
from sqlalchemy import insert

from store.database import Database
from store.pieces import pieces
from store.scratch import fill, laid_out, places, told

LENGTHS = {2: "ML", 4: "ML07", 8: "ML070102"}
OF = {"G1": {1: 3, 2: 2, 3: 2, 7: 9}, "incidents": {0: 4}}
"""How much is told, by indicator and authority."""


@pytest.mark.parametrize(("most", "many"), [(1, 4 * 3 + 1 + 3), (4, 1 + 1 + 3 + 1 + 1), (20, 3)])
def test_what_lies_in_each(database: Database, most: int, many: int) -> None:
    with database.write() as conn, laid_out(conn):
        fill(conn, places, list(LENGTHS.items()))
        for indicator, counts in OF.items():
            for authority, n in counts.items():
                conn.execute(insert(told), [{"indicator": indicator, "authority": authority}] * n)
        found = [*pieces(conn, ["G9"], most)]
    for name in ("G1", "G9", "incidents"):
        mine = [each for each in found if each["of_indicator"] == name]
        for authority in range(8):
            upto = [each for each in mine if each["above"] < authority <= each["upto"]]
            assert [sum(e["shortest"] <= n <= e["longest"] for e in upto) for n in LENGTHS] == [1, 1, 1]
    assert len(found) == many
