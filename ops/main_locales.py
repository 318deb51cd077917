"""`lasomi locales`: how far the languages are; out to a linguist as a table, and back."""

from pathlib import Path
from typing import Annotated

import typer

from core.errors import LasomiError
from flows.nodes import Flows
from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
locales = group(words.ui("Nos phrases dans chaque langue, et leur relecture."))

ROOT = Path(__file__).parent.parent
Country = Annotated[str, typer.Option(help=words.ui("Le pays."), envvar="LASOMI_COUNTRY")]
Language = Annotated[str, typer.Option(help=words.ui("Une seule langue, comme bm."))]


@locales.command(
    "status", help=words.ui("Par langue: phrases, part traduite, part relue, écrans en français.")
)
def status(language: Language = "", country: Country = "ml", as_json: AsJson = False) -> None:
    from ops.locales.status import shown
    from ops.locales.status import status as measured

    flows = _flows(country)
    rows = [measured(flows, each) for each in _chosen(flows, language)]
    if as_json:
        show(rows, as_json)
    else:
        shown(rows)


@locales.command(
    "export", help=words.ui("Écrit les phrases dans un tableau CSV, pour qui relit sans outils.")
)
def export(
    out: Annotated[Path, typer.Option(help=words.ui("Le fichier à écrire."))],
    language: Language = "",
    unreviewed: Annotated[
        bool, typer.Option("--unreviewed", help=words.ui("Seulement celles que personne n'a relues."))
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help=words.ui("Pour un tableur qui demande une marque UTF-8."))
    ] = False,
    country: Country = "ml",
) -> None:
    from ops.locales.table import exported

    flows = _flows(country)
    text = exported(flows, ROOT, _chosen(flows, language), unreviewed=unreviewed)
    out.write_bytes(text.encode("utf-8-sig" if bom else "utf-8"))


@locales.command("import", help=words.ui("Reprend un tableau relu: tout, ou rien et chaque faute nommée."))
def bring_back(path: Annotated[Path, typer.Argument(metavar="FILE.csv")], country: Country = "ml") -> None:
    from ops.locales.returned import bring_back as run_import

    changes = run_import(path, ROOT, _flows(country))
    show([{"language": name, "changed": count} for name, count in changes.items()], as_json=False)


def _flows(country: str) -> Flows:
    from core.country import load_country
    from flows.definition import load_flows

    return load_flows(load_country(country))


def _chosen(flows: Flows, language: str) -> tuple[str, ...]:
    """The languages that French is translated into, or the one that was asked for."""
    known = tuple(name for name in flows.say.languages if name != "fr")
    if language and language not in known:
        sentence = words.ui(
            "{name}: pas de traduction; il y a {known}.", name=language, known=", ".join(known)
        )
        raise LasomiError("no_language", sentence)
    return (language,) if language else known
