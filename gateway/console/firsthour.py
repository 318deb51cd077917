"""The first hour of a new house, step by step; each is done when the house itself shows that it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.languages import ui
from gateway.house import House
from store import accounts, alerts, drills, roster, signs, strides

STEPS: Final = (
    (
        "factor",
        ui("Chaque administrateur a un second facteur"),
        ui("Une application de codes sur le téléphone, et les codes de secours sur papier."),
        "/account",
    ),
    (
        "two",
        ui("Deux personnes tiennent la maison"),
        ui("Ce qui est grave se fait à deux : lasomi user add, une fois pour chacune."),
        "/accounts",
    ),
    (
        "roster",
        ui("Les moniteurs sont inscrits, et leur téléphone est connu"),
        ui("Chacun envoie une fois le code que la page montre."),
        "/roster",
    ),
    (
        "top",
        ui("Quelqu'un est au dernier échelon : la coordination nationale"),
        ui("Sans elle, une alerte sans réponse ne monte pas jusqu'au bout."),
        "/roster",
    ),
    (
        "channel",
        ui("Un canal a apporté un premier message"),
        ui("lasomi channels montre les portes ouvertes ; envoyez un SMS de votre téléphone."),
        "",
    ),
    (
        "test",
        ui("Une alerte d'essai est partie, et quelqu'un l'a prise"),
        ui("Jouez un exercice, ou prenez la première alerte vraie."),
        "",
    ),
    (
        "hotline",
        ui("Un numéro d'aide a été appelé et confirmé"),
        ui("Appelez-le, puis écrivez la date, votre nom et la source dans hotlines.yaml."),
        "",
    ),
    (
        "backup",
        ui("La clé des sauvegardes est copiée ailleurs, et une sauvegarde est faite"),
        ui("lasomi keys copy sur une clé USB, puis lasomi backup."),
        "",
    ),
    (
        "alarm",
        ui("Quelqu'un hors de la machine saura qu'elle se tait"),
        ui("LASOMI_HEARTBEAT_URL et LASOMI_AUDITOR_MAIL, puis relancez la maison."),
        "/settings",
    ),
)
"""Id, title, how, the page of the console where it is done if there is one; in the order that is best."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done, how, and whether it is. `path`: a page of the console, where it is done there."""

    id: str
    title: str
    how: str
    done: bool
    path: str


def steps(house: House, lang: str) -> Sequence[Step]:
    seen, say = look(house), house.say
    return [
        Step(id_, say.ui(title, lang), say.ui(how, lang), seen[id_], path) for id_, title, how, path in STEPS
    ]


def look(house: House) -> Mapping[str, bool]:
    """What the house shows of itself, by step: yes or no, nothing of anybody."""
    with house.database.read() as conn:
        return _people(conn) | _work(house, conn) | _safety(house)


def _people(conn: Any) -> dict[str, bool]:
    people = [one for one, is_open in accounts.account_list(conn) if is_open]
    admins = [one for one in people if "admin" in one.roles]
    members = [each for each in roster.members(conn) if each.is_("monitor", "regional", "national")]
    return {
        "factor": bool(admins) and all(one.proven_twice for one in admins),
        "two": sum(bool({"admin", "operator"} & set(one.roles)) for one in people) > 1,
        "roster": any(each.has_phone for each in members),
        "top": any(each.is_("national") for each in members),
    }


def _work(house: House, conn: Any) -> dict[str, bool]:
    acked = any(each.alert.acked_at for each in alerts.raised(conn))
    played = any(each.state in {"ended", "purged"} for each in drills.listed(conn))
    return {
        "channel": any(each.message_at for each in signs.all(conn)),
        "test": acked or played,
        "hotline": any(each.usable(house.clock().date()) for each in house.country.hotlines),
    }


def _safety(house: House) -> dict[str, bool]:
    kept = strides.listed(house.settings.data_dir, house.clock())
    return {
        "backup": any(each.what == "backup" and each.state == "done" for each in kept),
        "alarm": bool(house.settings.heartbeat_url and house.settings.auditor_mail),
    }
