"""`lasomi user`, `lasomi key`, `lasomi member`: who may see what, and whose phone is whose."""

import sys
from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
user = group(words.ui("Les comptes de la console."))
key = group(words.ui("Les clés d'accès aux données."))
member = group(words.ui("Les relais, moniteurs et coordinateurs, et leurs téléphones."))

Names = Annotated[list[str], typer.Option(help=words.ui("À répéter pour plusieurs."))]
Areas = Annotated[list[str], typer.Option(help=words.ui("Un p-code comme ML0701, ou ML; à répéter."))]


@user.command(
    "add", help=words.ui("Ouvre un compte; sans mot de passe sur l'entrée, en fabrique un, montré une fois.")
)
def user_add(
    login: str,
    role: Names,
    area: Areas,
    member: Annotated[str, typer.Option(help=words.ui("L'identifiant de la personne dans l'équipe."))] = "",
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.people import add_user

    given = "" if sys.stdin.isatty() else sys.stdin.readline().strip()
    with opened_desk() as desk:
        made = add_user(
            desk,
            login=login,
            password=given,
            roles=tuple(role),
            areas=tuple(area),
            now=desk.clock(),
            member=member,
        )
    show([{"login": login, "password": "" if given else made}], as_json)


@user.command("list", help=words.ui("Les comptes."))
def user_list(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.people import users

    with opened_desk() as desk:
        show(users(desk), as_json)


@user.command("link", help=words.ui("Lie un compte à une personne de l'équipe : ses zones, ses liens."))
def user_link(
    login: str,
    member: str,
    drop: Annotated[bool, typer.Option("--drop", help=words.ui("Délie le compte."))] = False,
) -> None:
    from ops.desk import opened_desk
    from ops.team import ask

    with opened_desk() as desk:
        ask(desk, "LINK", member=member, login=login, drop="1" if drop else "")


@user.command("roles", help=words.ui("Change les rôles et les zones; ferme ses connexions."))
def user_roles(login: str, role: Names, area: Areas) -> None:
    from ops.credentials import change_roles
    from ops.desk import opened_desk
    from ops.people import check_roles

    with opened_desk() as desk:
        check_roles(desk, tuple(role), tuple(area))
        change_roles(desk, login, tuple(role), tuple(area))


@user.command("password", help=words.ui("Un mot de passe neuf, montré une fois, que la personne changera."))
def user_password(login: str, as_json: AsJson = False) -> None:
    from ops.credentials import give_password
    from ops.desk import opened_desk

    with opened_desk() as desk:
        show([{"login": login, "password": give_password(desk, login)}], as_json)


@user.command("reset", help=words.ui("Téléphone perdu: la personne inscrit un nouveau second facteur."))
def user_reset(login: str) -> None:
    from ops.credentials import reset_factor
    from ops.desk import opened_desk

    with opened_desk() as desk:
        reset_factor(desk, login)


@user.command("logout", help=words.ui("Ferme toutes les connexions d'un compte."))
def user_logout(login: str, as_json: AsJson = False) -> None:
    from ops.credentials import logout
    from ops.desk import opened_desk

    with opened_desk() as desk:
        show([{"login": login, "ended": logout(desk, login)}], as_json)


@user.command("disable", help=words.ui("Ferme un compte."))
def user_disable(login: str) -> None:
    from ops.desk import opened_desk
    from ops.people import disable_user

    with opened_desk() as desk:
        disable_user(desk, login)


@key.command(
    "issue", help=words.ui("Donne une clé d'accès, montrée une fois; des lignes attendent une 2e personne.")
)
def key_issue(
    label: str,
    *,
    scope: Names,
    days: Annotated[int, typer.Option(min=1, max=90, help=words.ui("Combien de jours elle vaut."))] = 90,
    issued_by: Annotated[str, typer.Option(help=words.ui("Qui la demande: un compte de la console."))] = "",
    reason: Annotated[str, typer.Option(help=words.ui("Lignes: study, response, check ou asked."))] = "",
    as_json: AsJson = False,
) -> None:
    from ops.api_keys import Asked, ask, issue
    from ops.desk import opened_desk
    from ops.persons import Person, asked

    wish = Asked(label, tuple(scope), days, reason)
    person = Person(issued_by, asked()) if issued_by else None
    with opened_desk() as desk:
        told = ask(desk, wish, person) if person else issue(desk, wish, desk.clock())
    show([told], as_json)


@key.command("approve", help=words.ui("La deuxième personne: la clé ouvre ses lignes."))
def key_approve(
    key_id: str,
    by: Annotated[str, typer.Option(help=words.ui("Qui approuve: un autre compte."))],
    as_json: AsJson = False,
) -> None:
    from ops.api_keys import approve
    from ops.desk import opened_desk
    from ops.persons import Person, asked

    person = Person(by, asked())
    with opened_desk() as desk:
        show([approve(desk, key_id, person)], as_json)


@key.command("list", help=words.ui("Les clés d'accès, sans leur secret."))
def key_list(as_json: AsJson = False) -> None:
    from ops.api_keys import listed
    from ops.desk import opened_desk

    with opened_desk() as desk:
        show(listed(desk), as_json)


@key.command("revoke", help=words.ui("Retire une clé d'accès."))
def key_revoke(key_id: str) -> None:
    from ops.api_keys import revoke
    from ops.desk import opened_desk

    with opened_desk() as desk:
        revoke(desk, key_id, desk.clock())


@member.command("add", help=words.ui("Inscrit quelqu'un; son numéro est scellé."))
def member_add(
    number: str,
    name: str,
    *,
    role: Names,
    area: Areas,
    language: Annotated[str, typer.Option(help="fr, bm, taq")] = "fr",
    channel: Annotated[
        str, typer.Option(help="africastalking, twilio, orange, android, kannel, infobip")
    ] = "africastalking",
    email: Annotated[str, typer.Option(help=words.ui("Où écrire quand aucun téléphone ne répond."))] = "",
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.people import Newcomer, add_member

    newcomer = Newcomer(number, name, tuple(role), tuple(area), language, channel, email)
    with opened_desk() as desk:
        show([{"id": add_member(desk, newcomer, desk.clock()), "name": name}], as_json)


@member.command("list", help=words.ui("Les inscrits, sans leur numéro."))
def member_list(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.people import roster

    with opened_desk() as desk:
        show(roster(desk), as_json)
