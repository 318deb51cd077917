"""`make rules`: semgrep with our own rules, tests/rules/*.yaml, first on their examples, then on the code.

Beside each file of rules lie examples. `# ruleid: NAME` stands over a line that NAME must find, `# ok: NAME`
over one that it must not; for the examples a rule forgets for which rooms it is. No network is asked.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from core.files import load_yaml
from ops.supply import ROOT

RULES: Final = ROOT / "tests" / "rules"
ROOMS: Final = ("core", "flows", "store", "gateway", "workers", "ops", "sandbox")
_SEMGREP: Final = ("scan", "--metrics=off", "--disable-version-check", "--quiet", "--json")
_SAID: Final = re.compile(r"(?:#|<!--) (ruleid|ok): ([\w, -]+?)\s*(?:-->)?$")

Mark = tuple[str, int, str]
"""File, line, rule."""


def everywhere(files: Iterable[Path]) -> dict[str, Any]:
    """The rules of these files as one, without the rooms that they are for."""
    found = [dict(rule) for file in files for rule in load_yaml(file)["rules"]]
    for rule in found:
        if "python" in rule["languages"]:
            rule.pop("paths", None)
    return {"rules": found}


def marks(file: Path, kind: str) -> Iterator[Mark]:
    """What the comments of an example say of the line below them; `kind`: `ruleid` or `ok`."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if (said := _SAID.search(line)) and said[1] == kind:
            yield from ((file.name, number + 1, name.strip()) for name in said[2].split(","))


def faults(found: set[Mark], examples: Sequence[Path], names: Iterable[str]) -> Iterator[str]:
    """Where a rule finds less or more than its examples say, and rules that have none."""
    bad = {mark for file in examples for mark in marks(file, "ruleid")}
    good = {mark for file in examples for mark in marks(file, "ok")}
    yield from (f"{file}:{line}: {name} finds nothing" for file, line, name in sorted(bad - found))
    yield from (f"{file}:{line}: {name} finds what is good" for file, line, name in sorted(good & found))
    for kind, there in (("bad", bad), ("good", good)):
        missing = set(names) - {name for _, _, name in there}
        yield from (f"{name} has no {kind} example" for name in sorted(missing))


def asked(semgrep: str, rules: Path, targets: Iterable[Path | str]) -> dict[str, Any]:
    """What semgrep found. Raises CalledProcessError when it could not read a rule."""
    command = (semgrep, *_SEMGREP, "--config", str(rules), *map(str, targets))
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(told.stdout))


def tried(semgrep: str) -> list[str]:
    """The rules on their examples."""
    rules = everywhere(sorted(RULES.glob("*.yaml")))
    examples = sorted(file for file in RULES.iterdir() if file.suffix in {".py", ".html"})
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "rules.yaml"
        whole.write_text(yaml.safe_dump(rules), "utf-8")
        told = asked(semgrep, whole, examples)
    found = {(Path(each["path"]).name, each["start"]["line"], _name(each)) for each in told["results"]}
    return list(faults(found, examples, [rule["id"] for rule in rules["rules"]]))


def broken(semgrep: str) -> list[str]:
    """Where the code breaks a rule."""
    told = asked(semgrep, RULES, ROOMS)
    lines = (f"{each['path']}:{each['start']['line']}: {_name(each)}" for each in told["results"])
    return [*lines, *(f"semgrep: {each['message']}" for each in told["errors"])]


def _name(found: dict[str, Any]) -> str:
    return str(found["check_id"]).rsplit(".", 1)[-1]


def main(arguments: Sequence[str]) -> int:
    semgrep = arguments[0] if arguments else "semgrep"
    found = [*tried(semgrep), *broken(semgrep)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
