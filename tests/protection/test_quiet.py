"""P30, P15: no core, no secret among the arguments, no memory on a disk in clear, no word of a provider's."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.checks.memory import in_clear
from gateway.entries import documented
from ops.programs import programs
from ops.quiet import NO_CORE
from tests.ops.processes import ROOT

SWAPS = "Filename\t\t\tType\t\tSize\tUsed\tPriority\n"
LIMIT = "import sys; from ops.quiet import keep_quiet; keep_quiet(); {then}"
SECRET = "not-for-the-list-of-processes"


def child(then: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    def lets_cores() -> None:
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    argv = (sys.executable, "-c", LIMIT.format(then=then))
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        argv, cwd=folder, env=environ, capture_output=True, text=True, check=False, preexec_fn=lets_cores
    )


def test_whatever_kills_it_there_is_no_core(tmp_path: Path) -> None:
    fell = child("import ctypes; ctypes.string_at(0)", tmp_path)
    assert fell.returncode == -signal.SIGSEGV
    assert list(tmp_path.iterdir()) == []


def test_what_it_starts_is_as_quiet(tmp_path: Path) -> None:
    then = "import subprocess; subprocess.run(['grep', 'core file', '/proc/self/limits'])"
    words = child(then, tmp_path).stdout.split()
    assert int(words[4]) <= NO_CORE
    assert int(words[5]) <= NO_CORE


def test_no_setting_is_among_the_arguments_of_a_program() -> None:
    listed = programs({"LASOMI_HOOK_TOKENS": SECRET}, port=8000, workers=2, telco_port=8100)
    assert len(listed) >= 6
    assert not [word for each in listed for word in each.argv if SECRET in word]
    assert SECRET not in repr(listed)


@pytest.mark.parametrize(
    ("line", "uuid", "clear"),
    [
        ("", "", []),
        ("/dev/zram0 partition 1 0 100", "", []),
        ("/dev/dm-1 partition 1 0 -2", "CRYPT-PLAIN-swap", []),
        ("/dev/dm-1 partition 1 0 -2", "LVM-abc", ["/dev/dm-1"]),
        ("/dev/sda2 partition 1 0 -2", "", ["/dev/sda2"]),
        ("/swapfile file 1 0 -2", "", ["/swapfile"]),
    ],
)
def test_swap_is_memory_or_encrypted_or_said(tmp_path: Path, line: str, uuid: str, clear: list[str]) -> None:
    (tmp_path / "swaps").write_text(f"{SWAPS}{line}\n")
    if uuid:
        (tmp_path / "dm-1" / "dm").mkdir(parents=True)
        (tmp_path / "dm-1" / "dm" / "uuid").write_text(f"{uuid}\n")
    assert in_clear(tmp_path / "swaps", tmp_path) == clear


def test_where_the_system_does_not_say_nothing_is_claimed(tmp_path: Path) -> None:
    assert in_clear(tmp_path / "nothing", tmp_path) == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("UserInBlackList", "UserInBlackList"),
        ("30008", "30008"),
        ("", ""),
        ("RESULT_ERROR_GENERIC_FAILURE", "RESULT_ERROR_GENERIC_FAILURE"),
        ("ESME_RINVDSTADR", "ESME_RINVDSTADR"),
        ("ESME_76000001", "other"),
        ("Invalid number 76000001", "other"),
        ("76000001", "other"),
        ("+22376000001", "other"),
        ("Zanzibarette", "other"),
    ],
)
def test_a_provider_may_quote_a_number_and_we_do_not_keep_it(said: str, kept: str) -> None:
    assert documented(said) == kept
