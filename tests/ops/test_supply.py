"""Supply chain (`protection.md` P51, check 39 of `reliability.md`): locks, licences, bill, secrets, rules."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from ops.supply import EVERY_LOCK, LOCK, ROOT, advisories, leaks, licences, rules
from ops.supply.bill import write_bill
from ops.supply.lock import Pinned, read_lock

RULES = licences.load_rules()
OURS = sorted((ROOT / "tests" / "rules").glob("*.yaml"))
EXAMPLES = {".py", ".html"}


@pytest.mark.parametrize("lock", EVERY_LOCK, ids=lambda lock: lock.name)
def test_each_package_of_a_lock_has_its_hashes(lock: Path) -> None:
    pinned = read_lock(lock)
    assert len(pinned) > 20
    assert [each.name for each in pinned if not each.hashes] == []


@pytest.mark.parametrize("lock", EVERY_LOCK, ids=lambda lock: lock.name)
def test_a_lock_names_no_index_and_no_address(lock: Path) -> None:
    told = r"https?://|git\+|--(extra-)?index-url|--find-links|--trusted-host"
    assert not re.search(told, lock.read_text("utf-8"))


@pytest.mark.parametrize("line", ["requests", "requests>=2", "--index-url https://example.invalid", "./here"])
def test_a_line_that_pins_nothing_is_no_lock(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text(line)
    with pytest.raises(ValueError, match="pins no version"):
        read_lock(tmp_path / "a.lock")


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_what_binds_us_and_what_nobody_knows_may_not_run(licence: str, may: bool) -> None:
    row = licences.Licensed("something", "1.0", licence, "metadata")
    assert (list(licences.faults([row], RULES)) == []) is may


def test_a_package_that_says_nothing_of_its_licence_is_a_fault() -> None:
    (row,) = licences.licensed([Pinned("no-such-package", "1.0", "", ())], RULES)
    assert row.licence == ""
    assert list(licences.faults([row], RULES)) == ["no-such-package: `no licence` may not run beside us"]


def test_the_list_of_licences_is_what_runs() -> None:
    assert licences.main(["--check"]) == 0


@pytest.mark.timeout(600)
def test_the_bill_keeps_its_schema_and_names_every_package(tmp_path: Path) -> None:
    write_bill(tmp_path / "sbom.json")
    written = (tmp_path / "sbom.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    bill = json.loads(written)
    assert {part["name"] for part in bill["components"]} == {pin.name for pin in read_lock(LOCK)}
    assert bill["metadata"]["component"]["name"] == "lasomi"


@pytest.mark.timeout(600)
def test_the_same_lock_gives_the_same_bill(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text(f"schema==0.7.8 --hash=sha256:{'a' * 64}\n")
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    write_bill(first, lock)
    write_bill(second, lock)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "Private Key"),
        ("password = '" + "h7Jk2mQ9wL'", "Secret Keyword"),
        ("url = 'https://" + "somebody:h7Jk2mQ9wL@example.invalid/'", "Basic Auth Credentials"),
        ("sid = 'AC" + "0123456789abcdef" * 2 + "'", "Twilio API Key"),
    ],
)
def test_a_secret_is_found(line: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text(line + "\n")
    found = leaks.found_in(["settings.py"], tmp_path)
    assert kind in {leak.kind for leak in found}
    assert list(leaks.faults(found, set())) != []
    assert list(leaks.faults(found, found)) == []
    assert "take it out of known.csv" in next(leaks.faults(set(), found))


def test_what_only_looks_like_a_secret_has_its_reason(tmp_path: Path) -> None:
    assert leaks.read_known()
    (tmp_path / "known.csv").write_text("file,kind,sha1,reason\na.py,Secret Keyword,00, \n")
    with pytest.raises(ValueError, match="no reason"):
        leaks.read_known(tmp_path / "known.csv")


@pytest.mark.parametrize(
    "told",
    [
        {"dependencies": []},
        {"dependencies": [{"name": "a", "skip_reason": "no network"}]},
        {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": []}]}]},
    ],
)
def test_what_was_not_looked_at_is_no_green(told: Mapping[str, Any]) -> None:
    assert len(list(advisories.faults(told))) == 1


def test_what_was_looked_at_and_found_well_is() -> None:
    assert list(advisories.faults({"dependencies": [{"name": "a", "version": "1", "vulns": []}]})) == []


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_each_rule_of_ours_has_an_example_that_breaks_it_and_one_that_does_not(file: Path) -> None:
    """`make rules` tries them; here nobody forgets to write them."""
    names = [rule["id"] for rule in rules.everywhere([file])["rules"]]
    examples = [each for each in file.parent.glob(f"{file.stem}.*") if each.suffix in EXAMPLES]
    found = {mark for each in examples for mark in rules.marks(each, "ruleid")}
    assert names
    assert list(rules.faults(found, examples, names)) == []


def test_a_rule_that_finds_nothing_too_much_or_has_no_example_is_a_fault(tmp_path: Path) -> None:
    example = tmp_path / "a.py"
    example.write_text("# ruleid: here\nbad()\n# ok: here, there\ngood()\n")
    assert list(rules.faults({("a.py", 2, "here")}, [example], ["here"])) == []
    assert list(rules.faults(set(), [example], ["here"])) == ["a.py:2: here finds nothing"]
    found = {("a.py", 2, "here"), ("a.py", 4, "here")}
    assert list(rules.faults(found, [example], ["here"])) == ["a.py:4: here finds what is good"]
    assert list(rules.faults({("a.py", 2, "here")}, [example], ["there"])) == ["there has no bad example"]


def test_a_waiver_names_its_rule_and_gives_its_reason() -> None:
    """`# noqa: S000  why it may be  # nosec B000`, all in one line."""
    good = re.compile(r"# noqa: S\d+  (\S+ ){2,}\S+  # nosec B\d+$")
    rooms = ("core", "flows", "store", "gateway", "workers", "ops", "sandbox", "benchmarks")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    waived = [
        line
        for file in files
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"#\s*nose(c|mgrep)\b", line) and "`" not in line
    ]
    assert len(files) > 500
    assert waived
    assert [line for line in waived if not good.search(line)] == []
