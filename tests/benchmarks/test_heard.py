"""What a row reads off the provider's file: distances, rates, and the alerts that a text tells of."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.chaos.heard import busiest, closest, counted, logged, telling

ALONE = "A2417 S4 11 ML0704 NON VERIFIE 1 src ? auj. recu 14h05. OUI=recu VRAI FAUX AIDE"
GROUP = "2 ALERTES A2418 S4 11 ML0701, A2421 S3 14 ML0603. OUI no=recu AIDE"
ANSWER = "A2417 OUI 14h20."


def send(at: float, text: str, to: str = "+22350000001", *, taken: bool = True) -> dict[str, Any]:
    return {"at": at, "to": to, "text": text, "taken": taken, "api": "twilio"}


def test_a_group_tells_of_each_of_its_alerts_and_an_answer_of_none() -> None:
    about = telling([send(1, ALONE), send(2, GROUP), send(3, ANSWER)])
    assert {number: len(sends) for number, sends in about.items()} == {"2417": 1, "2418": 1, "2421": 1}


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (send(299, GROUP), 299),
        (send(299, ANSWER), None),
        (send(299, ALONE), None),
        (send(299, GROUP, taken=False), None),
        (send(299, GROUP, to="+22350000002"), None),
    ],
)
def test_the_distance_of_two_texts_is_that_of_alerts_on_one_phone(
    second: dict[str, Any], found: float | None
) -> None:
    assert closest([send(0, ALONE), second]) == found


def test_the_busiest_second_is_found_wherever_it_begins() -> None:
    moments = [0.0, 0.9, 1.1, 1.2, 1.8, 2.15]
    assert busiest([send(at, ALONE) for at in moments], "twilio", 1.0) == 4
    assert busiest([send(at, ALONE) for at in moments], "africastalking", 1.0) == 0


def test_lines_of_a_log_are_counted_by_their_code(tmp_path: Path) -> None:
    lines = [
        '{"event": "auditor_found", "error_code": "step_far", "count": 2}',
        '{"event": "auditor_found", "error_code": "step_far", "count": 1}',
        '{"event": "other", "error_code": "auditor_found"}',
        "a line that is no JSON: auditor_found",
    ]
    (tmp_path / "clock.log").write_text("\n".join(lines))
    assert counted(logged(tmp_path, "clock", "auditor_found")) == {"step_far": 3}
    assert logged(tmp_path, "sender", "auditor_found") == []
