"""`lasomi user` and `lasomi member`: who may log in, and whose phone is whose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from core.contacts import Role, exclude
from core.errors import LasomiError
from core.numbers import Number, read_number
from core.referrals import is_known, office_of
from gateway.channels.email import is_address
from gateway.settings import ChannelName
from ops import credentials
from ops.desk import Desk, home
from ops.wording import wording
from store import accounts, passwords
from store import roster as staff

ROLES: tuple[Role, ...] = get_args(Role)
CHANNELS: tuple[str, ...] = get_args(ChannelName)
DESK_ROLES = ("analyst", "committee", "admin", "operator", "auditor", "authority")
"""Of accounts only: nobody is warned under them. `committee` beside `analyst`: the steering committee."""
COMMITTEE = "committee"
AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be put on the roster, as told: nothing of it is checked yet."""

    number: str
    name: str
    roles: tuple[str, ...]
    areas: tuple[str, ...]
    language: str = "fr"
    channel: str = "africastalking"
    email: str = ""


def add_user(
    desk: Desk,
    *,
    login: str,
    password: str,
    roles: tuple[str, ...],
    areas: tuple[str, ...],
    now: datetime,
    member: str = "",
) -> str:
    """The password of the new account: the one given, or a fresh one that is shown once.

    `member`: the id of whom it belongs to on the roster; whoever logs in there unlocks their SMS commands.
    """
    secret = password or credentials.drawn()
    if not login.strip() or passwords.fault(secret, login):
        needed = wording().ui("un nom, et un mot de passe d'au moins 12 caractères, difficile à deviner")
        raise LasomiError("weak_account", f"{login}: {needed}")
    check_roles(desk, roles, areas)
    with desk.database.write() as conn:
        whose = staff.found(conn, member).id if member else None
        given = not desk.settings.sandbox
        id_ = accounts.add_account(conn, login, secret, roles, areas, now, staff_id=whose, given=given)
        credentials.note(desk, conn, "account_added", id_, " ".join(roles))
    return secret


def check_roles(desk: Desk, roles: tuple[str, ...], areas: tuple[str, ...]) -> None:
    """Raises LasomiError for roles and areas that nobody may have together (P44)."""
    known_roles(tuple(role for role in roles if role not in DESK_ROLES), more=DESK_ROLES)
    if exclude(roles):
        needed = wording().ui("admin ou operator ne va jamais avec verifier ou gbv_focal")
        raise LasomiError("bad_role", needed)
    if COMMITTEE in roles and set(roles) != {"analyst", COMMITTEE}:
        needed = wording().ui("le comité de pilotage a les rôles analyst et committee, et aucun autre")
        raise LasomiError("bad_role", needed)
    if AUTHORITY in roles:
        _check_offices(desk, roles, areas)
    else:
        check_areas(desk, areas)


def users(desk: Desk) -> list[Mapping[str, Any]]:
    with desk.database.read() as conn:
        listed = accounts.account_list(conn)
    return [
        {
            "login": one.login,
            "roles": " ".join(one.roles),
            "areas": " ".join(one.areas),
            "member": one.staff_id or "",
            "open": is_open,
            "second_factor": one.proven_twice,
        }
        for one, is_open in listed
    ]


def disable_user(desk: Desk, login: str) -> None:
    """Raises LasomiError when there is no such account."""
    with desk.database.write() as conn:
        known = credentials.found(conn, login)
        accounts.disable_account(conn, login)
        credentials.note(desk, conn, "account_closed", known.id)


def add_member(desk: Desk, newcomer: Newcomer, now: datetime) -> str:
    """The id of the member of the roster; the number is sealed. Raises LasomiError for a bad value."""
    read = read_number(newcomer.number, home(desk))
    if not isinstance(read, Number):
        sentence = wording().ui("{number}: ce n'est pas un numéro de téléphone", number=newcomer.number)
        raise LasomiError("bad_number", sentence)
    roles = known_roles(newcomer.roles)
    _one_of(newcomer.language, wording().languages)
    _one_of(newcomer.channel, CHANNELS)
    if newcomer.email and not is_address(newcomer.email):
        raise LasomiError("bad_email", wording().ui("ce n'est pas une adresse de courriel"))
    check_areas(desk, newcomer.areas)
    with desk.database.write() as conn:
        added = staff.add_member(
            conn,
            desk.vault,
            number=read.e164,
            name=newcomer.name,
            roles=roles,
            areas=newcomer.areas,
            now=now,
            language=newcomer.language,
            channel=newcomer.channel,
            email=newcomer.email,
        )
    return added.id


def _one_of(value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        sentence = wording().ui(
            "{value}: inconnu; choisissez parmi {known}", value=value, known=", ".join(known)
        )
        raise LasomiError("unknown_value", sentence)


def roster(desk: Desk) -> list[Mapping[str, Any]]:
    """Who serves, by name and place; numbers stay sealed."""
    with desk.database.read() as conn:
        return [
            {
                "id": one.id,
                "name": staff.name_of(conn, desk.vault, one.id),
                "roles": " ".join(one.roles),
                "areas": " ".join(one.areas),
                "on_call": one.on_call,
            }
            for one in staff.members(conn)
        ]


def known_roles(roles: tuple[str, ...], *, more: tuple[str, ...] = ()) -> tuple[Role, ...]:
    """The roles of the roster; `more` are named as well. Raises LasomiError for a name that is none."""
    known = tuple(role for role in ROLES if role in roles)
    if strangers := set(roles) - set(known):
        listed = {"role": ", ".join(sorted(strangers)), "roles": ", ".join((*ROLES, *more))}
        raise LasomiError("bad_role", wording().ui("{role}: rôle inconnu; il y a {roles}", **listed))
    return known


def _check_offices(desk: Desk, roles: tuple[str, ...], areas: tuple[str, ...]) -> None:
    """Who answers for an authority does nothing else here (P44); its areas are positions: `2:ML070102`."""
    found = [office_of(area) for area in areas]
    known = [one for one in found if one and is_known(one, desk.country)]
    if set(roles) != {AUTHORITY} or not known or len(known) < len(found):
        needed = wording().ui("une autorité n'a que ce rôle, et pour zone son poste et son lieu: 2:ML070102")
        raise LasomiError("bad_area", needed)


def check_areas(desk: Desk, areas: tuple[str, ...]) -> None:
    """A region, a cercle or a commune of the country, or the whole country. Raises LasomiError."""
    for area in areas:
        if area != desk.country.code.upper() and desk.country.gazetteer.get(area) is None:
            sentence = wording().ui("{area}: lieu inconnu; écrivez un p-code comme ML0701, ou ML", area=area)
            raise LasomiError("bad_area", sentence)
