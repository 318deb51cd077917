"""What is asked of the harness is what is run; no fault is absent; a program that is kept comes back."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.chaos import catalogue, suite
from benchmarks.chaos.__main__ import verdict
from benchmarks.chaos.command import read
from benchmarks.chaos.evidence import Run, write
from benchmarks.chaos.keeper import Keeper
from benchmarks.chaos.rig import replaced
from benchmarks.chaos.row import Asked, Result, Row, judged, known_rows, over
from ops.supervisor import Program


def _run(_asked: Asked) -> Result:
    return judged({}, [])


ROW = Row("kill", ("F0",), _run, full={"n": 100, "kills": 10, "hard": True}, reduced={"n": 10}, first="kills")
ROWS = {"kill": ROW}


def test_bare_means_the_numbers_of_the_specification() -> None:
    wanted = read(["kill"], ROWS)
    assert (wanted.options, wanted.whole, wanted.stores) == (
        {"n": 100, "kills": 10, "hard": True},
        True,
        ("sqlite",),
    )


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["--reduced"], {"n": 10, "kills": 10, "hard": True}),
        (["--scale", "0.25"], {"n": 25, "kills": 2, "hard": True}),
        (["3", "--no-hard"], {"n": 100, "kills": 3, "hard": False}),
        (["--kills", "7", "--scale", "0.001"], {"n": 1, "kills": 7, "hard": True}),
    ],
)
def test_options_of_a_row(arguments: list[str], options: dict[str, object]) -> None:
    wanted = read(["kill", *arguments], ROWS)
    assert (wanted.options, wanted.whole) == (options, False)


def test_two_words_of_the_specification_are_one_row() -> None:
    known = known_rows()
    assert [read(["flood", kind, "--reduced"], known).row for kind in ("one", "simbox")] == [
        "flood",
        "simbox",
    ]
    assert read(["flood"], known).row == "flood"


def test_seeds_follow_one_another() -> None:
    assert read(["kill", "--seed", "7", "--seeds", "3"], ROWS).seeds == (7, 8, 9)


def test_a_figure_over_its_limit_or_not_measured_is_a_breach() -> None:
    assert over({"a": 1.0, "b": 3.0, "c": None}, {"a": 1.0, "b": 2.0, "c": 9.0, "d": 9.0}) == [
        "b 3.0 > 2",
        "c not measured > 9",
        "d not measured > 9",
    ]


def test_a_skipped_run_is_never_green(tmp_path: Path) -> None:
    runs = [Run(1, 0.0, judged({}, [])), Run(2, 0.0, Result(passed=False, figures={}, skipped="no FUSE"))]
    assert verdict(runs) == "SKIPPED: no FUSE"
    assert '"passed": false' in write(tmp_path, "row", {}, runs, whole=True).read_text()


def test_no_fault_and_no_check_is_absent() -> None:
    assert [*catalogue.FAULTS] == [*(f"F{n}" for n in range(1, 32)), "ussd"]
    assert sorted(catalogue.CHECKS) == list(range(1, 41))
    assert all(answers for answers in (*catalogue.FAULTS.values(), *catalogue.CHECKS.values()))


def test_every_row_that_exists_answers_for_its_faults() -> None:
    for name, row in known_rows().items():
        for fault in row.faults:
            assert f"row {name}" in catalogue.FAULTS[fault], f"{fault} does not name the row {name}"


def test_a_machine_without_fuse_still_has_every_row() -> None:
    """One row may skip for what its machine lacks; it may not take the others with it."""
    lacking = {**os.environ, "FUSE_LIBRARY_NAME": "no-such-library"}
    listed = subprocess.run(
        (sys.executable, "-m", "benchmarks.chaos", "catalogue"),
        env=lacking,
        capture_output=True,
        text=True,
        check=False,
    )
    assert listed.returncode == 0, listed.stderr
    assert "row powercut" in listed.stdout


def test_what_does_not_exist_says_so() -> None:
    assert catalogue.answer("row kill", {}) == "row kill: not built"
    assert catalogue.answer("row kill", ROWS) == "row kill"
    assert catalogue.answer("pytest tests/nowhere.py", {}) == "pytest tests/nowhere.py: not built"
    assert catalogue.answer("pytest tests/store/test_inbox.py", {}) == "pytest tests/store/test_inbox.py"


def test_a_row_that_is_not_built_is_in_the_list_without_a_command() -> None:
    planned = list(suite.plan(read(["all"], ROWS), ROWS))
    assert [name for name, _, _ in planned] == list(catalogue.REDUCED)
    assert all(argv is None for _, _, argv in planned)


def test_a_selection_names_rows_and_stores_that_there_are() -> None:
    rows = known_rows()
    for asked, selection in (([], catalogue.REDUCED), (["--short"], catalogue.SHORT)):
        planned = [
            (name, store) for name, store, argv in suite.plan(read(["all", *asked], rows), rows) if argv
        ]
        of_rows = [each for each in planned if each[0] in rows]
        assert of_rows == [(name, store) for name, stores in selection.items() for store in stores]


def test_the_whole_leaves_out_no_row_and_no_store() -> None:
    rows = known_rows()
    planned = {(name, store) for name, store, _ in suite.plan(read(["all", "--full"], rows), rows)}
    assert planned == {(row.name, store) for row in rows.values() for store in row.stores}


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [(["passed", "skipped"], 0), (["passed", "BREACHED"], 1), (["BROKEN (2)"], 1), (["skipped"], 3), ([], 3)],
)
def test_the_exit_code_of_a_table(verdicts: list[str], code: int) -> None:
    assert suite.code(verdicts) == code


def test_an_argv_is_replaced_by_name_or_kind() -> None:
    gateway = Program("gateway-2", ("python", "--port", "81"))
    assert replaced(gateway, {}) == gateway.argv
    assert replaced(gateway, {"gateway": ("other", "--port", "{port}")}) == ("other", "--port", "81")
    assert replaced(gateway, {"gateway-2": ("mine",), "gateway": ("other",)}) == ("mine",)


def test_what_is_kept_comes_back_and_goes_for_good(tmp_path: Path) -> None:
    program = Program("one", (sys.executable, "-c", "import signal; signal.pause()"))
    kept = Keeper(program, lambda _: None, tmp_path)
    kept.start()
    try:
        first = kept.other_than(None, 10)
        assert first is not None
        assert kept.signal(signal.SIGKILL) == first
        assert kept.other_than(first, 10) is not None
    finally:
        kept.stop()
    assert kept.pid() is None
