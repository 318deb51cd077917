"""The script of an exercise: every fault is named, and two persons begin it."""

from pathlib import Path
from typing import Any

import pytest

from core.alerts import group_text
from core.drills import MARK, Consent, agreed, faults, place_of, read_script, severity_of
from core.errors import Misconfigured
from core.files import load_yaml
from core.text import measure
from tests.mali import mali

MALI = mali()
SOUND: dict[str, Any] = {
    "number": "EX-03",
    "title": "Attaque",
    "ends": 30,
    "participants": [{"role": "monitor", "areas": ["ML0701"]}],
    "injects": [{"at": 0, "code": "11", "place": "Ansongo"}],
}


def told(**changed: Any) -> list[str]:
    return [str(fault) for fault in faults(read_script({**SOUND, **changed}, "x.yaml"), MALI, "x.yaml")]


def test_the_script_that_ships_is_sound() -> None:
    shipped = Path(MALI.folder) / "drills" / "EX-03.yaml"
    script = read_script(load_yaml(shipped), shipped.name)
    assert not list(faults(script, MALI, shipped.name))
    assert [severity_of(inject, MALI) for inject in script.injects] == [3, 4, 3]


def test_a_name_that_is_clear_is_a_place() -> None:
    assert told() == []
    assert place_of(read_script(SOUND, "x.yaml").injects[0], MALI) == "ML0701"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"number": "EX3"}, "number: 'EX3': write EX-"),
        ({"participants": []}, "participants: name who takes part"),
        ({"participants": [{"role": "monitor", "areas": ["ML9999"]}]}, "participants.0.areas: 'ML9999'"),
        ({"injects": []}, "injects: has 0: write 1 to 200"),
        ({"injects": [{"at": 0, "code": "98", "place": "ML0701"}]}, "injects.0.code: '98' is no code"),
        ({"injects": [{"at": 0, "code": "00", "place": "ML0701"}]}, "injects.0.code: '00' is no code"),
        ({"injects": [{"at": 0, "code": "61", "place": "ML0701"}]}, "injects.0.code: '61' belongs to the"),
        ({"injects": [{"at": 0, "code": "11", "place": "ML07"}]}, "injects.0.place: 'ML07' is not one clear"),
        (
            {"injects": [{"at": 31, "code": "11", "place": "ML0701"}]},
            "injects.0.at: 31 is after the end (30)",
        ),
    ],
)
def test_what_the_country_does_not_know_is_named(changed: dict[str, Any], word: str) -> None:
    (found,) = told(**changed)
    assert found.startswith(f"x.yaml: {word}")


def test_every_fault_is_named_at_once() -> None:
    injects = [{"at": 0, "code": "61", "place": "Nulle part"}, {"at": 40, "code": "11", "place": "ML0701"}]
    assert len(told(number="x", injects=injects)) == 4


def test_a_wrong_key_and_a_wrong_kind_are_faults() -> None:
    with pytest.raises(Misconfigured, match="titel: is no key of this file") as caught:
        read_script({**SOUND, "titel": "x", "ends": "soon"}, "x.yaml")
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("roles", "enough"),
    [
        ("a:regional", False),
        ("a:regional b:monitor", True),
        ("a:monitor b:national", True),
        ("a:monitor b:verifier", False),
        ("a:regional a:national", False),
    ],
)
def test_two_persons_and_a_coordinator_among_them(roles: str, enough: bool) -> None:
    assert agreed([Consent(*one.split(":")) for one in roles.split()]) is enough


def test_a_group_of_an_exercise_has_room_for_its_mark() -> None:
    lines = [f"A{n:04d} S4 11 ML070102" for n in range(40)]
    for parts in (1, 2, 3):
        text, count = group_text(lines, parts, MARK)
        assert measure(MARK + text)[2] <= parts
        assert count <= group_text(lines, parts)[1]
