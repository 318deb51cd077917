"""The first page of everybody: what is new, what waits for them, what is overdue; in counts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from gateway.checks import look, scene_of
from gateway.console import cards, cases, firsthour
from gateway.console.visitors import Visitor
from gateway.house import House
from store import accounts, alerts, notices, offices, progress, steps, triage
from store.spool import Spool

DAY: Final = timedelta(days=1)
UNDECIDED: Final = frozenset({"unverified", "corroborated"})
Part = Literal["new", "waits", "late"]


@dataclass(frozen=True, slots=True)
class Item:
    """So many of something, and the page on which they stand."""

    part: Part
    words: str
    n: int
    path: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Nothing in a part: `late` is empty where nothing is overdue."""

    new: Sequence[Item]
    waits: Sequence[Item]
    late: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, in which language."""

    house: House
    who: Visitor
    lang: str

    def ui(self, sentence: str) -> str:
        return self.house.say.ui(sentence, self.lang)


def overview(house: House, who: Visitor, lang: str) -> Overview:
    """What is shown depends on the roles; each count is of what the page behind it shows this person."""
    asking = Asking(house, who, lang)
    found = [item for each in PARTS for item in each(asking) if item.n]
    by_part = {part: [item for item in found if item.part == part] for part in ("new", "waits", "late")}
    return Overview(by_part["new"], by_part["waits"], by_part["late"])


def _of_alerts(asking: Asking) -> Iterator[Item]:
    house, who = asking.house, asking.who
    if not who.sees_alerts:
        return
    with house.database.read() as conn:
        member = offices.member_of(conn, who.id)
        found = [each.alert for each in alerts.listing(conn, areas=sorted(who.areas))]
        mine = [each for each in found if member is None or not member.is_party(each.code, (each.area,))]
        unanswered = steps.unanswered(conn)
    since = house.clock() - DAY
    news, active = (
        sum(each.raised_at > since for each in mine),
        [each for each in mine if each.status == "active"],
    )
    judged = sum(each.status == "acknowledged" and each.state in UNDECIDED for each in mine)
    late = sum(each.id in unanswered for each in active)
    yield Item("new", asking.ui("alertes lancées depuis 24 heures"), news, "")
    yield Item("waits", asking.ui("alertes sans accusé de réception"), len(active), "?state=active")
    yield Item("waits", asking.ui("alertes reçues, sans verdict"), judged, "?state=acknowledged")
    yield Item(
        "late", asking.ui("alertes que personne n'a prises, toute l'échelle prévenue"), late, "?state=active"
    )


def _of_messages(asking: Asking) -> Iterator[Item]:
    if not asking.who.verifies:
        return
    with asking.house.database.read() as conn:
        found = triage.waiting(conn, asking.who.areas)
        waiting = len(cards.apart(conn, asking.who, found))
    yield Item("waits", asking.ui("messages à vérifier"), waiting, "/triage")


def _of_cases(asking: Asking) -> Iterator[Item]:
    who = asking.who
    if not (who.sees_alerts or who.answers):
        return
    found = cases.listed(asking.house, who, asking.lang)
    answers = sum("respond" in each.does for each in found)
    yield Item("waits", asking.ui("affaires qui attendent votre première réponse"), answers, "/cases")
    late = sum(each.late for each in found)
    yield Item("late", asking.ui("affaires sans réponse depuis plus de 30 jours"), late, "/cases")


def _of_notices(asking: Asking) -> Iterator[Item]:
    if not asking.who.coordinates:
        return
    with asking.house.database.read() as conn:
        member = offices.member_of(conn, asking.who.id)
        found = notices.open_notices(conn, asking.who.areas)
    mine = sum(member is None or not notices.concerns(one, member) for one in found)
    yield Item("waits", asking.ui("avis de la veille que personne n'a vus"), mine, "/watch")


def _of_promises(asking: Asking) -> Iterator[Item]:
    """Commitments whose day has passed."""
    if not asking.who.sees_figures:
        return
    today = asking.house.clock().date()
    with asking.house.database.read() as conn:
        found = progress.tracked(conn, asking.house.country.frameworks, internal=True)
    late = sum(each.promise.since <= today and each.promise.is_overdue(today) for each in found)
    yield Item("late", asking.ui("engagements dont la date est passée"), late, "/commitments")


def _of_machine(asking: Asking) -> Iterator[Item]:
    if "operator" not in asking.who.roles:
        return
    house = asking.house
    found = [each.state for each in look(scene_of(house, Spool(house.settings.spool_dir, house.vault)))]
    yield Item("waits", asking.ui("parties de la machine à surveiller"), found.count("degraded"), "/machine")
    yield Item("late", asking.ui("parties de la machine en panne"), found.count("down"), "/machine")


def _of_people(asking: Asking) -> Iterator[Item]:
    if not asking.who.keeps_house:
        return
    left = sum(not each.done for each in firsthour.steps(asking.house, asking.lang))
    yield Item("waits", asking.ui("étapes de la première heure"), left, "/start")
    if "admin" in asking.who.roles:
        with asking.house.database.read() as conn:
            open_ = [one for one, is_open in accounts.account_list(conn) if is_open]
        bare = sum(not one.proven_twice for one in open_)
        yield Item("waits", asking.ui("comptes sans second facteur"), bare, "/accounts")


PARTS: Final[tuple[Callable[[Asking], Iterator[Item]], ...]] = (
    *(_of_alerts, _of_messages, _of_cases, _of_notices, _of_promises, _of_machine, _of_people),
)


def leads(who: Visitor, say: Any, lang: str) -> list[tuple[str, str]]:
    """Where somebody may go for whom nothing is counted here: path and words."""
    offered = (
        (who.is_focal, "/tasks", say.ui("Tâches", lang)),
        (who.sees_figures, "/figures", say.ui("Chiffres", lang)),
        (who.sees_figures, "/map", say.ui("Carte", lang)),
        ("auditor" in who.roles, "/audit", say.ui("Journal", lang)),
        (who.keeps_roster, "/roster", say.ui("Équipe", lang)),
        (True, "/account", say.ui("Mon compte", lang)),
    )
    return [(path, words) for holds, path, words in offered if holds]
