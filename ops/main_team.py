"""`lasomi people`: who serves, with which SIM, when, and where they have ties."""

import sys
from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
people = group(words.ui("L'équipe : codes d'inscription, cartes SIM perdues, gardes, congés, liens."))

Names = Annotated[list[str], typer.Option(help=words.ui("À répéter pour plusieurs."))]
Areas = Annotated[list[str], typer.Option(help=words.ui("Un p-code comme ML0701, ou ML; à répéter."))]
Day = Annotated[str, typer.Option(help=words.ui("Un jour: 2026-07-14."))]
Drop = Annotated[str, typer.Option(help=words.ui("Au lieu d'ajouter, retire celui de cet identifiant."))]


@people.command("list", help=words.ui("Qui sert, sans numéro lisible."))
def people_list(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.team import team

    with opened_desk() as desk:
        show(team(desk), as_json)


@people.command("enrol", help=words.ui("Inscrit quelqu'un et montre, une fois, le code à envoyer par SMS."))
def people_enrol(
    name: str,
    *,
    role: Names,
    area: Areas,
    language: Annotated[str, typer.Option(help="fr, bm, taq")] = "fr",
    email: Annotated[str, typer.Option(help=words.ui("Où écrire quand aucun téléphone ne répond."))] = "",
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.team import appoint

    with opened_desk() as desk:
        made = appoint(desk, name, tuple(role), tuple(area), language=language, email=email)
    show([made], as_json)


@people.command("code", help=words.ui("Un nouveau code d'inscription; la carte SIM d'avant vaut jusque-là."))
def people_code(member: str, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.team import new_code

    with opened_desk() as desk:
        show([new_code(desk, member)], as_json)


@people.command(
    "revoke", help=words.ui("Carte SIM perdue: elle ne reçoit plus rien, ses commandes ne comptent plus.")
)
def people_revoke(member: str, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.team import new_code

    with opened_desk() as desk:
        show([new_code(desk, member, revoked=True)], as_json)


@people.command("retire", help=words.ui("Fin de service: ni SMS, ni courriel, ni console."))
def people_retire(member: str) -> None:
    from ops.desk import opened_desk
    from ops.team import ask

    with opened_desk() as desk:
        ask(desk, "REVOKE", member=member, for_good="1")


@people.command(
    "duty", help=words.ui("Une période de garde; sans aucune, la personne est toujours de garde.")
)
def people_duty(
    member: str,
    *,
    since: Day = "",
    until: Day = "",
    weekdays: Annotated[str, typer.Option(help=words.ui("1 lundi … 7 dimanche: 12345."))] = "",
    begins: Annotated[str, typer.Option(help="08:00")] = "",
    ends: Annotated[str, typer.Option(help="18:00")] = "",
    drop: Drop = "",
) -> None:
    from ops.desk import opened_desk
    from ops.team import ask

    hours = {"weekdays": weekdays, "begins": begins, "ends": ends}
    with opened_desk() as desk:
        ask(desk, "DUTY", member=member, since=since, until=until, drop=drop, **hours)


@people.command("leave", help=words.ui("Des jours d'absence, et qui remplace."))
def people_leave(
    member: str,
    *,
    since: Day = "",
    until: Day = "",
    stand_in: Annotated[str, typer.Option(help=words.ui("L'identifiant du remplaçant."))] = "",
    drop: Drop = "",
) -> None:
    from ops.desk import opened_desk
    from ops.team import ask

    with opened_desk() as desk:
        ask(desk, "LEAVE", member=member, since=since, until=until, stand_in=stand_in, drop=drop)


@people.command("tie", help=words.ui("Un lien avec une autorité: type (1 à 7) et unité (p-code)."))
def people_tie(
    member: str,
    authority: str,
    unit: str,
    drop: Annotated[bool, typer.Option("--drop", help=words.ui("Retire le lien."))] = False,
) -> None:
    from ops.desk import opened_desk
    from ops.team import ask

    with opened_desk() as desk:
        ask(desk, "AFFILIATE", member=member, authority=authority, unit=unit, drop="1" if drop else "")


@people.command("pin", help=words.ui("Donne le PIN lu sur l'entrée, ou le retire quand elle est vide."))
def people_pin(member: str) -> None:
    from ops.desk import opened_desk
    from ops.team import set_pin

    given = "" if sys.stdin.isatty() else sys.stdin.readline().strip()
    with opened_desk() as desk:
        set_pin(desk, member, given)


@people.command("unlock", help=words.ui("Rend leurs commandes SMS à quelqu'un qui n'a pas de compte."))
def people_unlock(member: str) -> None:
    from ops.desk import opened_desk
    from ops.team import unlock

    with opened_desk() as desk:
        unlock(desk, member)
