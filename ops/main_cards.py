"""`lasomi cards`: what is handed out and hung up, as PDF."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import LasomiError
from ops.room import AsJson, show
from ops.wording import wording

words = wording()
Kind = StrEnum("Kind", ["card", "poster", "radio"])
Country = Annotated[str, typer.Option(help=words.ui("Le pays."), envvar="LASOMI_COUNTRY")]


def cards(
    language: Annotated[
        str, typer.Option(help=words.ui("La langue, comme bm; le français est dessous."))
    ] = "fr",
    cercle: Annotated[str, typer.Option(help=words.ui("Un p-code comme ML0701; vide: le pays."))] = "",
    poster: Annotated[
        bool, typer.Option("--poster", help=words.ui("L'affiche A3 et non la carte A6."))
    ] = False,
    radio: Annotated[
        bool, typer.Option("--radio", help=words.ui("La page pour qui parle à la radio."))
    ] = False,
    country: Country = "ml",
    out: Annotated[Path | None, typer.Option(help=words.ui("Le fichier PDF à écrire."))] = None,
    as_json: AsJson = False,
) -> None:
    kind = Kind.radio if radio else Kind.poster if poster else Kind.card
    name = "-".join(filter(None, ("lasomi", kind.value, "" if radio else language, cercle)))
    path = out or Path(f"{name}.pdf")
    path.write_bytes(_printed(kind, country, language, cercle))
    row: dict[str, Any] = {"file": str(path), "kind": kind.value, "language": "fr" if radio else language}
    show([row], as_json)


def _printed(kind: Kind, code: str, language: str, cercle: str) -> bytes:
    """Raises LasomiError: no library, an unknown place or language, a word that must not be printed."""
    from core.country import load_country
    from flows.definition import load_flows

    try:
        from ops.cards import radio, sheets
        from ops.cards import words as spoken
    except ModuleNotFoundError:
        raise LasomiError("no_cards", "pip install 'lasomi[cards]'") from None
    country = load_country(code)
    if kind is Kind.radio:
        return radio.page(words, country)
    flows = load_flows(country)
    if language not in country.languages:
        listed = ", ".join(country.languages)
        raise LasomiError(
            "bad_language", words.ui("{one}: écrivez une langue de {listed}", one=language, listed=listed)
        )
    one = spoken.leaf(country, flows, language, cercle)
    if never := spoken.never_said(country, one):
        raise LasomiError(
            "never_words", words.ui("ces mots ne s'impriment pas: {words}", words=", ".join(never))
        )
    return sheets.poster(one) if kind is Kind.poster else sheets.card(one)
