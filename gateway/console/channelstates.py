"""Each channel as whoever keeps the machine sees it: whether it stands, what it brought and costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.forms import day as day_of
from core.languages import Say
from gateway import balances
from gateway.house import House
from store import vitals
from store.vitals import Vitals

ALARM: Final = 0.8
"""The share of a day's budget from which somebody should look."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One channel. `most` is 0 where no budget is set; `open`: a token lets its provider in."""

    name: str
    state: str
    bad: bool
    balance: str
    message: str
    receipt: str
    pull: str
    spent: int
    most: int
    near: bool
    rate: float | None
    open: bool
    first: bool


def listed(house: House, lang: str) -> Sequence[Shown]:
    """Every channel that is open, has given a sign, or has a budget; by name."""
    with house.database.read() as conn:
        seen = vitals.read(conn, house.clock())
    names = {*house.settings.hook_tokens, *seen.signs, *seen.lines, *house.settings.budgets, *seen.spent}
    return [_shown(house, seen, name, lang) for name in sorted({*names, house.settings.channel})]


def _shown(house: House, seen: Vitals, name: str, lang: str) -> Shown:
    say, kept, sign = house.say, house.settings, seen.signs.get(name)
    spent, most = seen.spent.get(name, 0), kept.budgets.get(name, 0)
    state, bad = _state(house, seen, name, lang)
    return Shown(
        name=name,
        state=state,
        bad=bad,
        balance=_balance(house, name, lang),
        message=_minute(say, sign.message_at if sign else None, lang),
        receipt=_minute(say, sign.receipt_at if sign else None, lang),
        pull=_minute(say, sign.pull_at if sign else None, lang),
        spent=spent,
        most=most,
        near=bool(most) and spent >= ALARM * most,
        rate=kept.rates.get(name),
        open=name in kept.hook_tokens,
        first=name == kept.channel,
    )


def _state(house: House, seen: Vitals, name: str, lang: str) -> tuple[str, bool]:
    say, line, sign = house.say, seen.lines.get(name), seen.signs.get(name)
    if line is not None and line.has_fallen(house.clock()):
        return say.ui("ne répond plus ({fault})", lang, fault=line.fault), True
    if sign is not None and sign.fault:
        return say.ui("la relève échoue ({fault})", lang, fault=sign.fault), True
    if sign is None and line is None:
        return say.ui("n'a encore rien apporté", lang), False
    return say.ui("en ordre", lang), False


def _balance(house: House, name: str, lang: str) -> str:
    if name not in balances.TELL:
        return house.say.ui("se lit chez le fournisseur", lang)
    told = balances.known(house.settings.data_dir).get(name)
    if told is None:
        return house.say.ui("le fournisseur ne l'a pas encore dit", lang)
    return f"{told.left} · {_minute(house.say, told.at, lang)}"


def _minute(say: Say, at: datetime | None, lang: str) -> str:
    """To the minute, as it is kept; to the hour once it is three days old."""
    if at is None:
        return say.ui("jamais", lang)
    return say.ui("le {day} à {time}", lang, day=day_of(at, lang), time=f"{at:%H:%M}")
