"""What goes through the house: what waits too long, what failed for good, what a channel lets us know."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from core.errors import LasomiError
from gateway.agreement import MAIL
from gateway.checks.base import Check, Scene, State
from store.lines import Standing
from store.signs import Sign
from store.vitals import Vitals

SOON: Final = timedelta(seconds=30)
LONG: Final = timedelta(hours=1)
LEAVES: Final = timedelta(seconds=60)
STUCK: Final = timedelta(minutes=10)
BUDGET_ALARM: Final = 0.8
PING_SILENCE: Final = timedelta(minutes=30)
"""A gateway phone that says nothing of itself for so long is off, or without a network."""


def traffic(scene: Scene) -> Iterator[Check]:
    """Nothing while the database is away: its own check says so."""
    if isinstance(scene.vitals, LasomiError):
        return
    yield _inbox(scene, scene.vitals)
    yield _poison(scene, scene.vitals)
    yield _unread(scene, scene.vitals)
    yield _outbox(scene, scene.vitals)
    for channel in sorted({*scene.settings.hook_tokens, *scene.vitals.signs}):
        yield _channel(scene, channel, scene.vitals.signs.get(channel))
    for line in scene.vitals.lines.values():
        yield _line(scene, line, scene.vitals.lines)
    for channel, most in sorted(scene.settings.budgets.items()):
        yield _budget(scene, channel, scene.vitals.spent.get(channel, 0), most)


def _inbox(scene: Scene, seen: Vitals) -> Check:
    waits = _age(scene.now, seen.oldest)
    if waits <= SOON:
        return Check("inbox", "ok", scene.ui("{count} messages attendent", count=seen.waiting))
    told = scene.ui(
        "{count} messages attendent, le plus ancien depuis {seconds} s",
        count=seen.waiting,
        seconds=round(waits.total_seconds()),
    )
    remedy = scene.ui("ajoutez des agents: lasomi up --workers")
    if not seen.understanding:
        remedy = scene.ui("aucun agent ne travaille: relancez les agents (python -m ops.worker drain)")
    return Check("inbox", "down" if waits > LONG else "degraded", told, remedy, seen.oldest)


def _poison(scene: Scene, seen: Vitals) -> Check:
    if not seen.poison:
        return Check("poison", "ok", scene.ui("aucun message n'a échoué cinq fois"))
    told = scene.ui("{count} messages ont échoué cinq fois: ils sont gardés scellés", count=seen.poison)
    return Check("poison", "degraded", told, scene.ui("une personne doit regarder le journal des agents"))


def _unread(scene: Scene, seen: Vitals) -> Check:
    if not seen.unread:
        return Check("unread", "ok", scene.ui("aucun message n'a été détruit sans être lu"))
    told = scene.ui("{count} messages acceptés ont été détruits sans être lus", count=seen.unread)
    return Check("unread", "degraded", told, scene.ui("ils restent comptés; cherchez ce qui a duré 72 h"))


def _outbox(scene: Scene, seen: Vitals) -> Check:
    waits = _age(scene.now, seen.overdue)
    if waits <= LEAVES:
        return Check("outbox", "ok", scene.ui("{count} envois attendent", count=seen.leaving))
    told = scene.ui(
        "{count} envois attendent, le plus ancien depuis {seconds} s",
        count=seen.leaving,
        seconds=round(waits.total_seconds()),
    )
    remedy = scene.ui("vérifiez l'expéditeur (python -m ops.worker deliver), le crédit et le débit du canal")
    return Check("outbox", "down" if waits > STUCK else "degraded", told, remedy, seen.overdue)


def _channel(scene: Scene, channel: str, sign: Sign | None) -> Check:
    name = f"channel {channel}"
    if sign is None:
        return Check(name, "ok", scene.ui("n'a encore rien apporté"))
    told = scene.ui(
        "dernier message {message}, accusé de réception {receipt}, relève {pull}",
        message=_minute(sign.message_at),
        receipt=_minute(sign.receipt_at),
        pull=_minute(sign.pull_at),
    )
    if not sign.fault:
        return Check(name, "ok", told)
    remedy = scene.ui("{fault}: vérifiez les identifiants et l'accès à ce fournisseur", fault=sign.fault)
    return Check(name, "degraded", told, remedy, sign.fault_since)


def _line(scene: Scene, line: Standing, others: Mapping[str, Standing]) -> Check:
    """A line that has fallen leaves alerts to the others; where none of them stands, nothing leaves."""
    name = f"line {line.channel}"
    if not line.has_fallen(scene.now):
        silent = line.heard is not None and scene.now - line.heard > PING_SILENCE
        told = scene.ui("dernier signe du téléphone {at}", at=_minute(line.heard)) if line.heard else ""
        remedy = scene.ui("allumez le téléphone, et son réseau") if silent else ""
        return Check(name, "degraded" if silent else "ok", told or scene.ui("répond"), remedy)
    stand = any(not each.has_fallen(scene.now) for each in others.values() if each.channel != MAIL)
    told = scene.ui("ne répond plus: {fault}, {count} fois", fault=line.fault, count=line.faults)
    remedy = scene.ui("vérifiez ce fournisseur, son crédit et l'accès à lui: lasomi channels test")
    return Check(name, "degraded" if stand else "down", told, remedy, line.since)


def _budget(scene: Scene, channel: str, spent: int, most: int) -> Check:
    told = scene.ui("{spent} envois aujourd'hui sur {most}", spent=spent, most=most)
    state: State = "down" if spent >= most else "degraded" if spent >= BUDGET_ALARM * most else "ok"
    remedy = scene.ui("relevez LASOMI_BUDGETS, ou cherchez qui envoie tant") if state != "ok" else ""
    return Check(f"budget {channel}", state, told, remedy)


def _age(now: datetime, since: datetime | None) -> timedelta:
    return timedelta(0) if since is None else now - since


def _minute(at: datetime | None) -> str:
    return "–" if at is None else f"{at:%Y-%m-%d %H:%M}"
