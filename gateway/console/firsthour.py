"""The first hour of a new house, step by step; each is done when the house itself shows that it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.languages import Say
from gateway.house import House
from store import accounts, alerts, drills, roster, signs, strides
from store.accounts import Account


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done, how, and whether it is. `path`: a page of the console, where it is done there."""

    id: str
    title: str
    how: str
    done: bool
    path: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the house shows of itself: counts and yes or no, nothing of anybody."""

    twice: bool
    two_keepers: bool
    phones: bool
    top: bool
    hotline: bool
    heard: bool
    tested: bool
    kept: bool
    alarm: bool


def steps(house: House, lang: str) -> Sequence[Step]:
    """In the order in which they are best done."""
    seen = look(house)
    made = (_people, _team, _lines, _safety)
    return [step for each in made for step in each(house.say, seen, lang)]


def look(house: House) -> Seen:
    now, data = house.clock(), house.settings.data_dir
    with house.database.read() as conn:
        people = [one for one, is_open in accounts.account_list(conn) if is_open]
        members = [each for each in roster.members(conn) if each.is_("monitor", "regional", "national")]
        acked = any(each.alert.acked_at for each in alerts.raised(conn))
        played = any(each.state in {"ended", "purged"} for each in drills.listed(conn))
        return Seen(
            twice=_all(people, lambda one: bool({"admin"} & set(one.roles)), lambda one: one.proven_twice),
            two_keepers=sum(bool({"admin", "operator"} & set(one.roles)) for one in people) > 1,
            phones=any(each.has_phone for each in members),
            top=any(each.is_("national") for each in members),
            hotline=any(each.usable(now.date()) for each in house.country.hotlines),
            heard=any(each.message_at for each in signs.all(conn)),
            tested=acked or played,
            kept=any(each.what == "backup" and each.state == "done" for each in strides.listed(data, now)),
            alarm=bool(house.settings.heartbeat_url and house.settings.auditor_mail),
        )


def _all(
    people: Sequence[Account], which: Callable[[Account], bool], holds: Callable[[Account], bool]
) -> bool:
    """Whether it holds for each of them, and there is one."""
    found = [one for one in people if which(one)]
    return bool(found) and all(map(holds, found))


def _people(say: Say, seen: Seen, lang: str) -> list[Step]:
    return [
        Step(
            "factor",
            say.ui("Chaque administrateur a un second facteur", lang),
            say.ui("Une application de codes sur le téléphone, et les codes de secours sur papier.", lang),
            seen.twice,
            "/account",
        ),
        Step(
            "two",
            say.ui("Deux personnes tiennent la maison", lang),
            say.ui("Ce qui est grave se fait à deux : lasomi user add, une fois pour chacune.", lang),
            seen.two_keepers,
            "/accounts",
        ),
    ]


def _team(say: Say, seen: Seen, lang: str) -> list[Step]:
    return [
        Step(
            "roster",
            say.ui("Les moniteurs sont inscrits, et leur téléphone est connu", lang),
            say.ui("Chacun envoie une fois le code que la page montre.", lang),
            seen.phones,
            "/roster",
        ),
        Step(
            "top",
            say.ui("Quelqu'un est au dernier échelon : la coordination nationale", lang),
            say.ui("Sans elle, une alerte sans réponse ne monte pas jusqu'au bout.", lang),
            seen.top,
            "/roster",
        ),
    ]


def _lines(say: Say, seen: Seen, lang: str) -> list[Step]:
    return [
        Step(
            "channel",
            say.ui("Un canal a apporté un premier message", lang),
            say.ui("lasomi channels montre les portes ouvertes ; envoyez un SMS de votre téléphone.", lang),
            seen.heard,
        ),
        Step(
            "test",
            say.ui("Une alerte d'essai est partie, et quelqu'un l'a prise", lang),
            say.ui("Jouez un exercice, ou prenez la première alerte vraie.", lang),
            seen.tested,
        ),
        Step(
            "hotline",
            say.ui("Un numéro d'aide a été appelé et confirmé", lang),
            say.ui("Appelez-le, puis écrivez la date, votre nom et la source dans hotlines.yaml.", lang),
            seen.hotline,
        ),
    ]


def _safety(say: Say, seen: Seen, lang: str) -> list[Step]:
    return [
        Step(
            "backup",
            say.ui("La clé des sauvegardes est copiée ailleurs, et une sauvegarde est faite", lang),
            say.ui("lasomi keys copy sur une clé USB, puis lasomi backup.", lang),
            seen.kept,
        ),
        Step(
            "alarm",
            say.ui("Quelqu'un hors de la machine saura qu'elle se tait", lang),
            say.ui("LASOMI_HEARTBEAT_URL et LASOMI_AUDITOR_MAIL, puis relancez la maison.", lang),
            seen.alarm,
            "/settings",
        ),
    ]
