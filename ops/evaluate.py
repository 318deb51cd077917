"""`lasomi evaluate FILE.tsv`: what is understood of labelled messages, in figures; no text is shown (P34)."""

import json
from pathlib import Path

from rich.console import Console

from core.country import Country, load_country
from core.errors import LasomiError
from ops.scoring.judging import judged
from ops.scoring.labelled import Labelled, read
from ops.scoring.record import record
from ops.scoring.report import Report, questions, report
from ops.scoring.show import WIDTH, tell
from ops.understand import counted
from ops.wording import wording
from workers.pipeline import understand


def evaluate(path: Path, country: str = "ml", *, as_json: bool = False, ids: bool = False) -> int:
    """Prints the tables for which the file has labels; the exit code is 0.

    Raises LasomiError when the file cannot be read, has a label that is none, or has no labels at all.
    """
    pack = load_country(country)
    file = read(path, pack.taxonomy)
    if not questions(file.columns):
        sentence = wording().ui("{path}: aucune colonne d'étiquettes (lang, intent, code...).", path=path)
        raise LasomiError("no_labels", sentence)
    told = measured(file, pack)
    if as_json:
        print(json.dumps(record(told, ids=ids), ensure_ascii=False))
        return 0
    terminal = Console(highlight=False)
    tell(told, terminal if terminal.is_terminal else Console(highlight=False, width=WIDTH), ids=ids)
    return 0


def measured(file: Labelled, country: Country) -> Report:
    """What the program that is installed understands of the rows."""
    pairs = [(row, understand(row["text"], country)) for row in counted(file.rows)]
    return report(list(judged(pairs, country)), file.columns)
