"""A small pack that is right: Mali's own files, with its units only and a word or two."""

import csv
import shutil
from pathlib import Path

from core.country import COUNTRIES


def small_pack(root: Path) -> Path:
    """A country folder `ml` under `root`, quick to load and free to spoil."""
    source, target = COUNTRIES / "ml", root / "ml"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("words", "places.csv", "aliases.csv"))
    with (source / "places.csv").open(encoding="utf-8", newline="") as file:
        units = [row for row in csv.reader(file) if row[4] in {"level", "1", "2", "3"}]
    with (target / "places.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(units)
    aliases = (
        "alias,codes,name,language,reason,confidence\nGosi ville,ML060303,Gossi,fr,Town of the Gourma,high\n"
    )
    (target / "aliases.csv").write_text(aliases, encoding="utf-8")
    (target / "words").mkdir()
    (target / "words" / "fr.yaml").write_text("cattle:\n  strong: [boeuf]\n", encoding="utf-8")
    return target
