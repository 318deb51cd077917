"""The draw of two items in seven is that of the page (`indicators.md` §1, §10)."""

import hmac
from collections import Counter

import pytest
from scipy import stats

from core.draw import FORCES_POOL, PAIRS, POOL, drawn, half, pair_number

KEY = b"lasomi-test-draw"


def digest(contact: str, period: str = "2026-Q3") -> bytes:
    return hmac.digest(KEY, f"{contact}|{period}".encode(), "sha256")


@pytest.mark.parametrize(
    ("contact", "number", "pair", "items"),
    [
        ("c-0001", 17, (3, 6), ("g5", "g9")),
        ("c-0002", 8, (1, 4), ("g3", "g6")),
        ("c-0003", 7, (1, 3), ("g3", "g5")),
    ],
)
def test_the_golden_draws(contact: str, number: int, pair: tuple[int, int], items: tuple[str, str]) -> None:
    drawn_by = digest(contact)
    assert (pair_number(drawn_by), PAIRS[number], half(drawn_by)) == (number, pair, 0)
    assert drawn(drawn_by, forces=False) == items


def test_trust_takes_the_place_of_information_for_the_security_forces() -> None:
    assert drawn(digest("c-0002"), forces=True) == ("g7", "g6")
    assert (len(POOL), len(FORCES_POOL), len(PAIRS), PAIRS[0], PAIRS[20]) == (7, 7, 21, (0, 1), (5, 6))


@pytest.mark.parametrize(("ninth", "day", "trust"), [(0, "g8d", "g7"), (1, "g8n", "g7b")])
def test_the_half_is_the_lowest_bit_of_the_ninth_byte(ninth: int, day: str, trust: str) -> None:
    first_and_safety = (PAIRS.index((1, 5))).to_bytes(8, "big") + bytes([ninth])
    assert drawn(first_and_safety, forces=False) == ("g3", day)
    assert drawn(first_and_safety, forces=True) == (trust, day)


def test_what_is_not_asked_is_missing_by_chance_alone() -> None:
    """Each pair as often as any other, each half of an item for half: no item tells whom it was asked of."""
    asked = [digest(f"c-{contact}") for contact in range(21_000)]
    pairs = Counter(pair_number(each) for each in asked)
    assert stats.chisquare([pairs[number] for number in range(21)]).pvalue > 0.001
    items = Counter(item for each in asked for item in drawn(each, forces=True))
    shares = {item: n / len(asked) for item, n in items.items()}
    whole, halves = 2 / 7, 1 / 7
    assert shares == pytest.approx(
        dict.fromkeys(("g2", "g4", "g5", "g6", "g9"), whole)
        | dict.fromkeys(("g7", "g7b", "g8d", "g8n"), halves),
        abs=0.01,
    )
