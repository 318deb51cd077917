"""The exact audit, before publication, of what hides cells and leans on no other cube (`protection.md` P58).

Flags hide none, contacts add up to nothing that is told, and T1 to T5 tell of commitments, not of people.
"""

from collections.abc import Callable, Mapping
from typing import Final

from core.definitions import Formula, Indicator
from gateway.feeds import answered, confirmed, warning
from gateway.house import House
from store.confirmed import judged
from store.warning import referred

Audit = Callable[[House, Indicator, str], list[str]]
"""The names of what is not hidden well in a cube of this indicator and period."""


def _answers(house: House, _: Indicator, period: str) -> list[str]:
    with house.database.read() as conn:
        cases = referred(conn)
    since, until = warning.stretch(period)
    return answered.exposed(house.country, cases, since=since, until=until)


def _confirmed(house: House, _: Indicator, period: str) -> list[str]:
    with house.database.read() as conn:
        cases = judged(conn, period)
    return confirmed.exposed(house.country, cases)


AUDITS: Final[Mapping[Formula, Audit]] = {
    "delay": warning.delay_exposures,
    "completeness": warning.completeness_exposures,
    "response": _answers,
    "wait": _answers,
    "confirmed": _confirmed,
}
