"""`lasomi keys`, `lasomi unlock` and `lasomi lock`: the keys file, and who opens it."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from core.errors import LasomiError
from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
keys = group(words.ui("Le fichier des clés."))
By = Annotated[str, typer.Option(help=words.ui("Le compte de qui le demande."))]


@keys.command("init", help=words.ui("Crée le fichier des clés (LASOMI_KEYS_FILE)."))
def keys_init() -> None:
    from core.ports import utc_now
    from gateway.settings import read_settings
    from store.keys import Keys, create_keys
    from store.panic import begin_again

    path = read_settings().keys_file
    try:
        if path.exists() and Keys(path).panicked:
            begin_again(path, utc_now())
        else:
            create_keys(path, utc_now())
    except FileExistsError:
        raise _exists(path) from None


@keys.command("copy", help=words.ui("Copie les clés qui ne sont jamais détruites, pour une autre machine."))
def keys_copy(path: Path) -> None:
    from gateway.settings import read_settings
    from ops.copies import copy_keys

    show([{"keys": copy_keys(read_settings().keys_file, path)}], as_json=False)


@keys.command(
    "rotate", help=words.ui("Renouvelle les clés qu'aucun calendrier ne détruit, et celles à venir.")
)
def keys_rotate(
    family: Annotated[list[str] | None, typer.Argument(help=words.ui("Lesquelles; sinon toutes."))] = None,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.rotation import rotate

    with opened_desk() as desk:
        show(rotate(desk, family or (), by), as_json)
    print(words.ui("Refaites maintenant: lasomi keys copy"), file=sys.stderr)


@keys.command("seal", help=words.ui("Ferme les clés à clé: à chaque démarrage deux gardiens les ouvrent."))
def keys_seal(
    source: Annotated[
        Path | None, typer.Option("--from", help=words.ui("Les clés d'avant; ce fichier est détruit."))
    ] = None,
    custodians: Annotated[int, typer.Option(min=2, max=6, help=words.ui("Combien de gardiens."))] = 3,
    as_json: AsJson = False,
) -> None:
    from gateway.clock import open_clock
    from gateway.settings import read_settings
    from ops.sealing import seal

    settings, phrases = read_settings(), [_phrase(n + 1) for n in range(custodians)]
    try:
        show([seal(settings, open_clock(settings), phrases, source)], as_json)
    except FileExistsError as error:
        raise _exists(Path(str(error.filename))) from None


def unlock(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.sealing import unlock as run_unlock

    phrases = [_phrase(1), _phrase(2)]
    with opened_desk() as desk:
        show([run_unlock(desk, phrases)], as_json)


def lock(by: By = "", as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.sealing import lock as run_lock

    with opened_desk() as desk:
        show([run_lock(desk, by)], as_json)


def _phrase(number: int) -> str:
    """Typed unseen, or read from the standard input of a program: never in `argv` (P30)."""
    if sys.stdin.isatty():
        return getpass(words.ui("Gardien {number}, votre phrase: ", number=number))
    return sys.stdin.readline().rstrip("\n")


def _exists(path: Path) -> LasomiError:
    return LasomiError("keys_exist", words.ui("{path}: existe déjà, rien n'est changé", path=path))
