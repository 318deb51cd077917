"""`make secrets`: looks through every file of the repository for what looks like a secret.

What looks like one and is none stands in `known.csv` with its reason, by file and SHA-1, never by line, which
moves. One that is gone from its file must leave the list. Nothing is asked outside.
"""

import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

from ops.supply import ROOT

KNOWN: Final = Path(__file__).parent / "known.csv"
PLUGINS: Final = (
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "Base64HighEntropyString",
    "BasicAuthDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "HexHighEntropyString",
    "JwtTokenDetector",
    "KeywordDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
FILTERS: Final = (
    "detect_secrets.filters.heuristic.is_indirect_reference",
    "detect_secrets.filters.heuristic.is_likely_id_string",
    "detect_secrets.filters.heuristic.is_templated_secret",
    "detect_secrets.filters.heuristic.is_not_alphanumeric_string",
)
PASSED: Final = re.compile(
    r"countries/.*\.(csv|json|geojson|npz|bin)|(.*/)?requirements.*\.lock|.*/package-lock\.json"
    r"|locales/.*|benchmarks/evidence/.*|.*\.(png|woff2|ico|gz|xsd|ttf)|ops/supply/known\.csv"
)
"""Places, words, sums of packages and measured figures: tables that machines wrote."""
BY_NAME: Final = "Secret Keyword"
INVENTED: Final = ("tests/", "benchmarks/")
"""There a password is invented by the line; what has the shape of a token or is random is found there too."""


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """`sha1`: of the suspicious words, which are nowhere repeated."""

    file: str
    kind: str
    sha1: str


def found_in(files: Iterable[str], root: Path = ROOT) -> set[Leak]:
    """Everything that looks like a secret in these files."""
    settings = {
        "plugins_used": [{"name": name} for name in PLUGINS],
        "filters_used": [{"path": path} for path in FILTERS],
    }
    with transient_settings(settings):
        pairs = ((file, leak) for file in files for leak in scan_file(str(root / file)))
        found = {Leak(file, leak.type, leak.secret_hash) for file, leak in pairs}
    return {leak for leak in found if not (leak.kind == BY_NAME and leak.file.startswith(INVENTED))}


def read_known(path: Path = KNOWN) -> set[Leak]:
    """What a person has looked at; each row has its reason. Raises ValueError when one has none."""
    with path.open(encoding="utf-8", newline="") as rows:
        read = list(csv.DictReader(rows))
    if bare := [row["file"] for row in read if not row["reason"].strip()]:
        raise ValueError(f"{path.name}: no reason for {bare[0]}")
    return {Leak(row["file"], row["kind"], row["sha1"]) for row in read}


def faults(found: set[Leak], known: set[Leak]) -> Iterator[str]:
    for leak in sorted(found - known):
        yield f"{leak.file}: {leak.kind} {leak.sha1}: take it out, or put it into known.csv with the reason"
    for gone in sorted(known - found):
        yield f"{gone.file}: {gone.sha1} is there no more: take it out of known.csv"


def tracked() -> list[str]:
    """The files that git knows or would take, less the tables."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
    files = (file for file in told.stdout.splitlines() if not PASSED.fullmatch(file))
    return [file for file in files if (ROOT / file).is_file()]


def main() -> int:
    found = list(faults(found_in(tracked()), read_known()))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
