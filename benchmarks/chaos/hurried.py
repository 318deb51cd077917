"""A country whose waits are shorter: the same programs on a copy of its folder, with other numbers.

`python -m benchmarks.chaos.hurried FOLDER MODULE …` runs a program of the house on the country packs of a
folder. The product has no switch for it: a deployment has one country, in its own tree.
"""

import runpy
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import yaml

import core.country
from ops.supervisor import Program

OURS: Final = "ops."
MODULE_AT: Final = 2
"""Where the module stands in the argv of a program of ours: python, -m, module."""


def hurry(folder: Path, factor: float, **rules: Any) -> Callable[[Program], Program]:
    """What `rig(changed=…)` asks of each program. `factor` divides the ladder and the deadlines; `rules`
    replace others of `alerts.yaml`.
    """
    packs = folder / "countries"
    shutil.copytree(core.country.COUNTRIES, packs)
    path = packs / "ml" / "alerts.yaml"
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name in ("told_seconds", "acknowledge_seconds"):
        content[name] = {severity: _shorter(each, factor) for severity, each in content[name].items()}
    for rung in (rung for ladder in content["ladder"].values() for rung in ladder):
        rung["after_seconds"] = _shorter(rung["after_seconds"], factor)
    path.write_text(yaml.safe_dump(content | rules), encoding="utf-8")
    return lambda program: _on(program, packs)


def _shorter(seconds: int, factor: float) -> int:
    return max(1, round(seconds / factor))


def _on(program: Program, packs: Path) -> Program:
    """Only programs of the house know a country."""
    if program.argv[1:MODULE_AT] != ("-m",) or not program.argv[MODULE_AT].startswith(OURS):
        return program
    python, _, *rest = program.argv
    return replace(program, argv=(python, "-m", "benchmarks.chaos.hurried", str(packs), *rest))


def main(arguments: list[str]) -> None:
    packs, module, *rest = arguments
    core.country.COUNTRIES = Path(packs)
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
