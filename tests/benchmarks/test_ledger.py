"""The ledger holds what was acknowledged, from the first 2xx on; what a load says is distinct."""

import json
from pathlib import Path

import pytest

from benchmarks.chaos.ledger import Ledger, quantile
from benchmarks.chaos.traffic import CERCLES, GRAVE, Traffic
from benchmarks.client import Said

SAID = Said("a", "+22350000001", "22 Kita", "22", "ML0105")


def test_a_message_is_sure_from_its_first_2xx_on(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.posted(SAID, 1.0)
    ledger.refused(0)
    assert ledger.count == 0
    ledger.posted(SAID, 2.0)
    ledger.acknowledged(SAID, 2.1, 0.1, gateway=1)
    ledger.acknowledged(SAID, 3.0, 0.3, gateway=0)
    (entry,) = ledger.sure()
    assert (entry.first_sent, entry.acknowledged_at, entry.tries, entry.copies) == (1.0, 2.1, 2, 2)
    (line,) = (tmp_path / "ledger.jsonl").read_text().splitlines()
    assert json.loads(line)["acknowledged_at"] == 2.1


def test_the_figures_tell_refusals_from_silence() -> None:
    ledger = Ledger()
    ledger.posted(SAID, 1.0)
    for status in (0, 503, 503):
        ledger.refused(status)
    figures = ledger.figures()
    assert (figures["refused_tries"], figures["unanswered_tries"], figures["ack_ms_p99"]) == (2, 1, None)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 51), (0.99, 100), (1.0, 100)])
def test_quantiles(share: float, value: int) -> None:
    assert quantile(range(1, 101), share) == value


@pytest.mark.parametrize("n", [10, 100, 1000, 10_000])
def test_grave_messages_name_a_cercle_of_their_own(n: int) -> None:
    said = [Traffic("run", n)(index) for index in range(n)]
    grave = [one.place for one in said if one.code == GRAVE]
    assert len(set(grave)) == len(grave) == min(n, len(CERCLES))
    assert len({one.text for one in said}) == len({one.number for one in said}) == n
