"""What may be referred to whom: a table; and what a person of staff may not write."""

import pytest

from core.guarded import Guard, fault
from core.never import NeverWords
from core.referrals import Asked, Office, coarse, is_above, office_of, offices_of, refused
from tests.mali import mali
from tests.workers.field import event


def office(text: str) -> Office:
    found = office_of(text)
    assert found
    return found


@pytest.mark.parametrize(
    ("asked", "place", "code", "about", "after", "why"),
    [
        ("1:ML070102", "ML070102", "22", "", "", ""),
        ("3:ML0701", "ML070102", "22", "", "", ""),
        ("3:ML07", "ML070102", "22", "", "", ""),
        ("1:ML070102", "ML0701", "22", "", "", ""),  # known only to the cercle: its mayors may be asked
        ("1:ML070101", "ML070102", "22", "", "", "elsewhere"),
        ("8:ML070102", "ML070102", "22", "", "", "no_authority"),
        ("1:ML9999", "ML070102", "22", "", "", "no_authority"),
        ("1:ML070102", None, "22", "", "", "no_place"),
        ("7:ML070102", "ML070102", "61", "", "", "never"),
        ("7:ML070102", "ML070102", "62", "", "", "never"),
        ("7:ML070102", "ML070102", "00", "", "", "never"),
        ("6:ML0701", "ML070102", "52", "", "", "about_unsaid"),
        ("6:ML0701", "ML070102", "52", "4:ML0701", "", ""),
        ("4:ML0701", "ML070102", "52", "4:ML0701", "", "party"),
        ("4:ML0701", "ML070102", "52", "4:ML07", "", "party"),
        ("4:ML07", "ML070102", "52", "4:ML0701", "", ""),
        ("3:ML0701", "ML070102", "22", "", "1:ML070102", ""),
        ("3:ML0701", "ML070102", "22", "", "3:ML0701", "not_above"),
        ("2:ML070102", "ML070102", "22", "", "3:ML0701", "not_above"),
        ("1:ML070102", "ML070102", None, "1:ML070102", "", ""),  # a published rating, to whom was rated
    ],
)
def test_whom_may_be_asked(
    asked: str, place: str | None, code: str | None, about: str, after: str, why: str
) -> None:
    wanted = Asked(office(asked), place, code, office_of(about), office_of(after))
    assert refused(wanted, mali()) == why


def test_an_office_is_written_and_read() -> None:
    assert str(office("2:ML070102")) == "2:ML070102"
    assert offices_of(["ML0701", "3:ML0701", "x:ML07", "2:", ":ML07", "2:ML 07", "123:ML07"]) == (
        Office(3, "ML0701"),
    )
    assert is_above(office("3:ML0701"), office("1:ML070102"))
    assert not is_above(office("1:ML070102"), office("3:ML0701"))


def test_no_place_finer_than_the_commune_is_told() -> None:
    assert coarse(event(adm3="ML070102", place="ML07010203")) == "ML070102"
    assert coarse(event(adm3=None, place="ML0701")) == "ML0701"
    assert coarse(event(adm1=None, adm2=None, adm3=None, place=None)) is None


GUARD = Guard(
    NeverWords(frozenset({"viol"}), ("peul",)),
    reports=("hier soir des hommes ont pris vingt boeufs au puits", "11 ANSONGO"),
    names=("Ogossagou-Peulh",),
)


@pytest.mark.parametrize(
    ("sentence", "redacted", "why"),
    [
        ("Les éleveurs attendent une visite.", "", ""),
        ("Une visite à Ogossagou-Peulh est attendue.", "", ""),
        ("  ", "", "empty"),
        ("a" * 161, "", "too_long"),
        ("Appelez le 76000001", "Appelez le [TEL]", "names_somebody"),
        ("Des Peuls sont partis", "", "never_said"),
        ("Ils disent: des hommes ont pris vingt vaches", "", "quotes_a_report"),
        ("DES HOMMES, ont pris vingt!", "", "quotes_a_report"),
        ("11 Ansongo", "", "quotes_a_report"),
        ("des hommes ont pris deux boeufs", "", ""),
        ("Ansongo", "", ""),
    ],
)
def test_what_staff_may_write(sentence: str, redacted: str, why: str) -> None:
    assert fault(sentence, redacted or sentence, GUARD, 160) == why
