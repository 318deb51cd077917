"""The seeded defects: each is there, and takes the place of a part that exists."""

import subprocess
import sys

from benchmarks.chaos.catalogue import ROOT
from benchmarks.chaos.defective import argv
from benchmarks.chaos.defects import SPOILS
from benchmarks.chaos.rows.selftest import PROGRAMS, SEEDED


def test_all_ten_defects_of_the_specification_are_seeded() -> None:
    assert sorted(SEEDED) == list(range(1, 11))
    assert all(part in SPOILS for seeded in SEEDED.values() for part in (*seeded.parts, *seeded.beside))
    assert all(program in PROGRAMS for seeded in SEEDED.values() for program in seeded.where)


def test_a_defect_is_put_in_front_of_the_program() -> None:
    command = argv(("no-fence", "no-watch"), "ops.worker", "drain")
    assert command[1:] == ("-m", "benchmarks.chaos.defective", "no-fence,no-watch", "ops.worker", "drain")


def test_each_defect_finds_the_part_that_it_replaces() -> None:
    code = "from benchmarks.chaos.defects import SPOILS; [spoil() for spoil in SPOILS.values()]"
    done = subprocess.run((sys.executable, "-c", code), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
