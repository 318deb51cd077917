"""The `lasomi` command. Each command is a line here and its work elsewhere, imported when it is called."""

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from core.errors import LasomiError, Misconfigured
from ops.ground import check_python
from ops.main_audit import audit
from ops.main_cards import cards
from ops.main_channels import channels
from ops.main_drills import drill
from ops.main_export import export
from ops.main_flow import flow
from ops.main_import import imports
from ops.main_keys import keys, lock, unlock
from ops.main_locales import locales
from ops.main_partners import partner
from ops.main_people import key, member, user
from ops.main_rebuild import rebuild
from ops.main_team import people
from ops.main_vault import glass, switch
from ops.quiet import keep_quiet
from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
app = group(words.ui("Lasomi: une passerelle SMS et USSD."))
build = group(words.ui("Fabrique les fichiers d'un pays à partir de leurs sources."))
groups = {
    "user": user,
    "key": key,
    "member": member,
    "people": people,
    "keys": keys,
    "build": build,
    "locales": locales,
    "flow": flow,
    "drill": drill,
    "audit": audit,
    "switch": switch,
    "glass": glass,
    "partner": partner,
    "channels": channels,
    "import": imports,
}
for name, commands in groups.items():
    app.add_typer(commands, name=name)
app.command(help=words.ui("Écrit dans un fichier ce que sert le flux de données."))(export)
app.command(help=words.ui("Écrit la carte, l'affiche ou la page de radio, à imprimer."))(cards)
app.command(help=words.ui("Redit les faits et les chiffres à partir de ce qui est gardé."))(rebuild)
app.command(help=words.ui("Ouvre les clés fermées à clé: deux gardiens, chacun sa phrase."))(unlock)
app.command(help=words.ui("Referme les clés: rien n'est plus lu, aucune alerte ne part."))(lock)

Port = Annotated[int, typer.Option(min=1, max=65535, help=words.ui("Le port de la passerelle."))]
Data = Annotated[Path | None, typer.Option(help=words.ui("Le dossier des données (LASOMI_DATA_DIR)."))]
Gateways = Annotated[
    int, typer.Option(min=1, max=16, help=words.ui("Combien de passerelles sur ce port (Linux)."))
]
Country = Annotated[str, typer.Option(help=words.ui("Le pays."), envvar="LASOMI_COUNTRY")]
Part = StrEnum("Part", ["language", "topics"])
Speed = Annotated[
    float, typer.Option(min=0, help=words.ui("Fois le temps réel; 0: aussi vite que possible."))
]
Record = Annotated[Path | None, typer.Option(help=words.ui("Où écrire la conversation, comme cas de test."))]


@app.command(help=words.ui("Lance la passerelle, les agents et l'horloge; Ctrl-C arrête tout."))
def up(
    port: Port = 8000,
    data: Data = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help=words.ui("Combien d'agents."))] = 1,
    gateways: Gateways = 1,
    host: Annotated[str, typer.Option(help=words.ui("L'adresse où écouter."))] = "127.0.0.1",
) -> None:
    from ops.up import up as run_up

    raise typer.Exit(run_up(port=port, data=data, workers=workers, gateways=gateways, host=host))


@app.command(
    help=words.ui("Joue un trimestre de notations et une journée de messages, puis en fait le bilan.")
)
def demo(
    speed: Speed = 0,
    port: Port = 8000,
    stay: Annotated[bool, typer.Option(help=words.ui("Reste ouvert après le bilan."))] = False,
    as_json: AsJson = False,
    country: Country = "ml",
) -> None:
    from ops.demo import demo as run_demo

    raise typer.Exit(run_demo(country=country, speed=speed, port=port, stay=stay, as_json=as_json))


@app.command(help=words.ui("Un téléphone dans le terminal, sur l'opérateur d'exercice."))
def phone(
    number: Annotated[str, typer.Option(help=words.ui("Un numéro inventé."))] = "",
    channel: Annotated[
        str, typer.Option(help="africastalking, twilio, orange, android, kannel, jasmin")
    ] = "africastalking",
    telco: Annotated[str, typer.Option(help=words.ui("L'adresse de l'opérateur d'exercice."))] = (
        "http://127.0.0.1:8100"
    ),
    record: Record = None,
    country: Country = "ml",
) -> None:
    from ops.phone import phone as run_phone

    run_phone(country=country, number=number, channel=channel, telco=telco, record=record)


@app.command(help=words.ui("Joue des conversations écrites et dit où elles diffèrent maintenant."))
def play(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    telco: Annotated[
        str, typer.Option(help=words.ui("Sur cet opérateur d'exercice, non sur les menus."))
    ] = "",
    country: Country = "ml",
    as_json: AsJson = False,
) -> None:
    from ops.play import play as run_play

    raise typer.Exit(run_play(files, telco=telco, country=country, as_json=as_json))


@app.command(
    help=words.ui("Lit du TSV (id, text) sur l'entrée, écrit un objet JSON par ligne; rien n'est gardé.")
)
def understand(country: Country = "ml") -> None:
    from ops.understand import understand as run_understand

    raise typer.Exit(run_understand(country))


@app.command(
    help=words.ui(
        "Compare un fichier TSV étiqueté à ce qui en est compris; montre des chiffres, aucun texte."
    )
)
def evaluate(
    path: Annotated[Path, typer.Argument(metavar="FILE.tsv")],
    country: Country = "ml",
    ids: Annotated[
        bool, typer.Option("--ids", help=words.ui("Nomme aussi les messages mal compris."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    from ops.evaluate import evaluate as run_evaluate

    raise typer.Exit(run_evaluate(path, country, as_json=as_json, ids=ids))


@app.command(help=words.ui("Prépare une version: les clés sont là, les tables sont à jour."))
def release() -> None:
    from core.ports import utc_now
    from gateway.settings import read_settings
    from ops.up import prepare

    prepare(read_settings(), utc_now())


@app.command(help=words.ui("Regarde chaque partie, et dit en une ligne ce qui ne va pas et le remède."))
def doctor(as_json: AsJson = False) -> None:
    from ops.doctor import doctor as run_doctor

    raise typer.Exit(run_doctor(as_json))


@app.command(help=words.ui("Copie tout dans un fichier chiffré, sans les clés, pendant que tout tourne."))
def backup(path: Path, as_json: AsJson = False) -> None:
    from ops.copies import backup as run_backup

    show([asdict(run_backup(path))], as_json)


@app.command(help=words.ui("Remplit une base vide avec une copie; tout, ou rien."))
def restore(path: Path, as_json: AsJson = False) -> None:
    from ops.copies import restore as run_restore

    show([asdict(run_restore(path))], as_json)


@app.command(help=words.ui("Détruit les clés échues et efface ce qu'elles ouvraient."))
def shred(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from store.shred import shred as destroy

    with opened_desk() as desk:
        done = destroy(desk.database, desk.keys, desk.clock())
    show([{"keys": len(done.keys), "unread": done.unread, "blanked": done.blanked}], as_json)


@app.command(help=words.ui("Détruit toutes les clés, tout de suite et pour toujours; demande une phrase."))
def panic(
    by: Annotated[str, typer.Option(help=words.ui("Le compte de qui le demande."))] = "",
    as_json: AsJson = False,
) -> None:
    from gateway.alarm import PHRASE
    from gateway.settings import read_settings
    from ops.panic import alarm

    print(words.ui("Pour tout détruire, écrivez: {phrase}", phrase=PHRASE), file=sys.stderr)
    show([alarm(read_settings(), sys.stdin.readline(), by)], as_json)
    print(
        words.ui("Éteignez maintenant les machines: leur mémoire vive peut encore tenir des clés."),
        file=sys.stderr,
    )


@build.command("places", help=words.ui("Les lieux d'un pays, à partir du dossier compilé."))
def build_places(source: Path, target: Path = Path("countries/ml")) -> None:
    from ops.build_places import build as make

    print(make(source, target))


@build.command("words", help=words.ui("Les mots d'un pays, à partir du lexique."))
def build_words(source: Path, target: Path = Path("countries/ml/words")) -> None:
    from ops.build_words import build as make

    for written in make(source, target):
        print(written)


@app.command(
    help=words.ui("Apprend les modèles d'un pays à partir des données compilées, les essaie et les écrit.")
)
def train(
    data: Annotated[Path, typer.Option(help=words.ui("Le dossier des données compilées."))] = Path(
        "../shared/data"
    ),
    only: Annotated[Part | None, typer.Option(help=words.ui("Un seul modèle."))] = None,
    target: Annotated[Path, typer.Option(help=words.ui("Le dossier des modèles."))] = Path(
        "countries/ml/model"
    ),
    with_corrections: Annotated[
        bool, typer.Option("--with-corrections", help=words.ui("Avec ce que les vérificateurs ont corrigé."))
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=words.ui("Remplace l'ancien modèle même s'il est meilleur."))
    ] = False,
) -> None:
    from core.ports import utc_now
    from ops.learn.corrections import of_this_house
    from ops.train import train as run_train

    corrected = of_this_house() if with_corrections else ()
    kind = only and only.value
    for written in run_train(data, target, utc_now().date(), kind, corrected, force=force):
        print(written)


def run() -> None:
    """The entry point: what stops a command is one sentence, and an exit code."""
    keep_quiet()
    try:
        check_python()
        app()
    except LasomiError as fault:
        print(fault.sentence or fault.code, file=sys.stderr)
        sys.exit(2 if isinstance(fault, Misconfigured) else 1)
    except FileNotFoundError as missing:
        print(f"{missing.filename}: {missing.strerror}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    run()
