"""A table of a cube comes out of the store as it went in, whichever of its rows is asked for."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.packed import BLOCK, Packed, packed

cells = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from((0.0, 1.0, 0.25)), st.sampled_from("aé\n")
)
rows = st.fixed_dictionaries(
    {"indicator": st.just("G1"), "place": st.text(max_size=3), "value": cells},
    optional={"group": cells, "beside": st.fixed_dictionaries({"n": cells})},
)


def written(found: Any) -> list[str]:
    """With the order of their names, and 1 apart from 1.0 and true."""
    return [json.dumps(row) for row in found]


@given(st.lists(rows, min_size=1, max_size=12))
def test_every_row_comes_back_as_it_was(told: list[dict[str, Any]]) -> None:
    assert written(Packed(packed(told))) == written(told)


@pytest.mark.parametrize("n", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_a_row_is_found_wherever_it_lies(n: int) -> None:
    told = [{"place": f"ML{at:05}", "value": at % 7} for at in range(n)]
    table = Packed(packed(told))
    assert len(table) == n
    assert [table[at] for at in range(n)] == list(table) == told
    assert table[-1] == told[-1]
    with pytest.raises(IndexError):
        table[n]
