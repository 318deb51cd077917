"""A job carries nothing in and lets nothing out: whatever goes wrong, Redis hears of no error (P77)."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("job", ["drain", "deliver"])
def test_a_job_that_cannot_work_ends_quietly_and_says_why_in_the_log(job: str) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LASOMI_")}
    ran = subprocess.run(
        [sys.executable, "-c", f"from workers.jobs import {job}; {job}()"],
        env=environ | {"LASOMI_NO_SUCH_SETTING": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0
    (line,) = (ran.stdout + ran.stderr).splitlines()
    assert '"error_code": "misconfigured"' in line
