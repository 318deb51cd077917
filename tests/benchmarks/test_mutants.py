"""Only what runs is mutated: a mutant that is no Python any more flatters the tests that it never reaches."""

import subprocess
from pathlib import Path

import pytest

from benchmarks.mutants import TOOL, Mutant, Running, mutants, survives

MODULE = '''"""Money."""

def owed(first: int | None, *, second: int = 2) -> int | None:
    both = {**{"a": 1}, "b": 2}
    return (first or 0) + second + len(both)
'''
TESTS = """from money import owed

def test_owed():
    assert owed(1, second=1) == 4
"""


@pytest.mark.parametrize(
    ("operator", "line", "of", "runs"),
    [
        ("core/ReplaceBinaryOperator_Add_Sub", 5, "+", True),
        ("core/ReplaceBinaryOperator_BitOr_Add", 3, "|", False),
        ("core/ReplaceBinaryOperator_Mul_Add", 3, "*", False),
        ("core/ReplaceBinaryOperator_Pow_Add", 4, "**", False),
        ("core/NumberReplacer", 5, "0", True),
        ("core/NumberReplacer", 3, "2", True),
    ],
)
def test_what_counts_as_a_mutant(tmp_path: Path, operator: str, line: int, of: str, runs: bool) -> None:
    path = tmp_path / "money.py"
    path.write_text(MODULE)
    column = MODULE.splitlines()[line - 1].index(of)
    assert Running(path).has(Mutant("money.py", operator, 0, line, column)) is runs


@pytest.mark.skipif(not TOOL.is_file(), reason="cosmic-ray is installed by `make safe`")
def test_a_mistake_that_no_test_notices_is_shown(tmp_path: Path) -> None:
    (tmp_path / "money.py").write_text(MODULE)
    (tmp_path / "test_money.py").write_text(TESTS)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    made = mutants(TOOL.absolute(), tmp_path, ["money.py"])
    noticed = next(one for one in made if one.operator == "core/ReplaceBinaryOperator_Add_Sub")
    missed = next(one for one in made if one.operator == "core/NumberReplacer" and one.line == 3)
    assert survives(TOOL.absolute(), tmp_path, noticed, ["test_money.py"]) == ""
    assert "-def owed" in survives(TOOL.absolute(), tmp_path, missed, ["test_money.py"])
    assert (tmp_path / "money.py").read_text() == MODULE
