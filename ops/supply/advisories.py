"""`make audit`: what pip-audit found, read strictly. It needs the network, and is no part of `make check`.

Without a network pip-audit says that nothing is known while it skipped every package: what was skipped is a
fault.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any


def faults(told: Mapping[str, Any]) -> Iterator[str]:
    """Each package that is known to be vulnerable, and each that was not looked at."""
    looked_at = told.get("dependencies", [])
    if not looked_at:
        yield "no package was looked at"
    for each in looked_at:
        if why := each.get("skip_reason"):
            yield f"{each['name']}: not looked at: {why}"
        for known in each.get("vulns", []):
            mended = ", ".join(known["fix_versions"]) or "no version yet"
            yield f"{each['name']} {each['version']}: {known['id']}, mended in {mended}"


def main() -> int:
    """Reads pip-audit's JSON on standard input."""
    found = list(faults(json.load(sys.stdin)))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
