"""A line that has fallen is noticed within a minute: by what is sent, and by a look every twenty seconds.

Said once when it falls and once when it stands again: a line of the log, a metric, a mail to the operator.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final

from core.errors import SendFailed
from core.messages import SendResult
from gateway.house import House
from gateway.logs import logger
from gateway.probes import Probe
from store import lines
from store.lines import UNREACHABLE, Standing
from workers.notices_mail import OPERATOR, write

THROTTLED: Final = "http_429"
"""No fault: the line stands, and asks for patience."""


def look(house: House, probes: Mapping[str, Probe]) -> frozenset[str]:
    """Asks all lines at once; those that did not answer. Raises LasomiError while the store is away."""
    if not probes:
        return frozenset()
    with ThreadPoolExecutor(len(probes)) as hands:
        there = dict(zip(probes, hands.map(lambda probe: probe(), probes.values()), strict=True))
    with house.database.read() as conn:
        known = lines.every(conn)
    news = [name for name, answers in there.items() if not answers or _is_news(known.get(name))]
    if news:
        with house.database.write() as conn:
            for name in news:
                noted(house, conn, name, "" if there[name] else UNREACHABLE, house.clock(), looked=True)
    return frozenset(name for name, answers in there.items() if not answers)


def fault_of(result: SendResult | SendFailed) -> str:
    """The code of what is the line's own fault, not the message's; "" when it is none."""
    if isinstance(result, SendFailed):
        faulty = result.code != THROTTLED and (result.retryable or result.ambiguous)
        return result.code if faulty else ""
    faulty = result.status == "failed" and (result.retryable or result.operator_alarm)
    return result.code or "refused" if faulty else ""


def noted(house: House, conn: Any, channel: str, code: str, now: datetime, *, looked: bool = False) -> None:
    """What a line has just shown, and whoever must hear that it has fallen or stands again."""
    before = lines.every(conn).get(channel)
    if before and not before.faults and not code:
        return  # as nearly always: nothing is written, nobody waits
    fell = before is not None and before.fell
    if code:
        after = lines.failed(conn, channel, code, now)
        if after.fell and not fell:
            logger().error("line_fell", channel=channel, error_code=after.fault)
            _mail(house, conn, after, "fell", "ne répond plus")
    elif lines.answered(conn, channel, looked=looked) and fell and before is not None:
        logger().info("line_stands", channel=channel)
        _mail(house, conn, before, "stands", "répond de nouveau")


def _mail(house: House, conn: Any, line: Standing, news: str, said: str) -> None:
    """To whoever keeps the machine: one each time it falls, one each time it stands again."""
    if house.exercise:
        return
    cause = f"line:{line.channel}:{news}:{line.since:%Y%m%d%H%M%S}"
    text = f"Lasomi : le canal {line.channel} {said} (code {line.fault}). Voir : lasomi doctor."
    write(house, conn, cause, OPERATOR, house.settings.operator_mail, text)


def _is_news(known: Standing | None) -> bool:
    """Whether an answer to a look changes anything: most change nothing, and nothing is written."""
    return known is None or known.fault == UNREACHABLE
