"""Which reports make an incident rest on words that nobody has reviewed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.holds import Said
from workers.hold import rests


def said(code: str = "11", *, unreviewed: bool = True, waits: bool = True) -> Said:
    return Said(code, unreviewed, waits, late=False)


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ([said()], True),
        ([said(), said("14")], True),
        ([said(), said(unreviewed=False)], False),
        ([said(), said("14", unreviewed=False)], False),
        ([said(), said("22", unreviewed=False)], True),
        ([said(unreviewed=False)], False),
        ([said(waits=False)], False),
        ([said(waits=False), said("12")], True),
        ([], False),
    ],
)
def test_what_rests_on_such_words_alone(told: list[Said], waits: bool) -> None:
    assert rests("11", told) is waits


SAID = st.builds(Said, st.sampled_from(("11", "14", "22", "41")), st.booleans(), st.booleans(), st.booleans())


@given(st.lists(SAID), SAID.filter(lambda one: one.code[0] == "1" and not one.unreviewed))
def test_one_report_in_other_words_is_enough_whatever_the_rest(told: list[Said], other: Said) -> None:
    assert not rests("11", [*told, other])
