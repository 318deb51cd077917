"""`lasomi export`: what the feed serves, as a file."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ops.room import AsJson, show
from ops.wording import wording

words = wording()
Product = StrEnum("Product", ["incidents", "indicators", "commitments"])
Shape = StrEnum("Shape", ["csv", "xlsx", "geojson", "parquet", "json", "acled"])
Hxl = StrEnum("Hxl", {"none": "0", "tags": "1", "strict": "strict"})
Level = StrEnum("Level", ["adm0", "adm1", "adm2", "adm3"])

Out = Annotated[Path, typer.Option(help=words.ui("Un fichier ou un dossier; pour parquet un dossier vide."))]
Key = Annotated[
    str, typer.Option(help=words.ui("Lignes: l'identifiant d'une clé que deux personnes ont donnée."))
]


def export(
    product: Product,
    *,
    shape: Annotated[Shape, typer.Option("--format", help=words.ui("Le format."))] = Shape.csv,
    out: Out,
    level: Annotated[Level | None, typer.Option(help=words.ui("Chiffres: le niveau."))] = None,
    period: Annotated[str, typer.Option(help="2026-Q3, 2026-W29")] = "",
    place: Annotated[str, typer.Option(help=words.ui("Un p-code comme ML0701."))] = "",
    from_: Annotated[str, typer.Option("--from", help=words.ui("Élargi à la période entière."))] = "",
    to: Annotated[str, typer.Option("--to", help=words.ui("Élargi à la période entière."))] = "",
    as_of: Annotated[str, typer.Option("--as-of", help=words.ui("Engagements: à cette date."))] = "",
    hxl: Annotated[Hxl, typer.Option(help=words.ui("csv: 1 ajoute la ligne des étiquettes HXL."))] = Hxl.none,
    bom: Annotated[bool, typer.Option("--bom", help=words.ui("csv: la marque qu'Excel attend."))] = False,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    question = {"place": place, "level": level and level.value, "period": period}
    question |= {"from": from_, "to": to, "as_of": as_of}
    show([_run(question, (product.value, shape.value, out), (hxl.value, bom), key)], as_json)


def _run(
    question: Mapping[str, str | None], what: tuple[str, str, Path], manner: tuple[Any, bool], key: str
) -> Mapping[str, Any]:
    from gateway.feeds.table import Manner
    from gateway.house import open_house
    from gateway.settings import read_settings
    from ops.exporting import Asked
    from ops.exporting import export as run_export

    house = open_house(read_settings())
    try:
        return run_export(house, Asked(*what, question, Manner(*manner), key))
    finally:
        house.close()
