"""The after-action report as a page of Markdown, for the minutes of the closing discussion."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.alerts import clock
from core.forms import day
from ops.wording import wording

Told = Mapping[str, Any]


def markdown(report: Told) -> str:
    """French or English (LASOMI_UI_LANG); delays in minutes."""
    return "\n".join(
        (*_head(report), *_delays(report), *_alerts(report), *_injects(report), *_actions(report))
    )


def _head(report: Told) -> Iterator[str]:
    ui = wording().ui
    yield f"# {report['exercise']} · {report['title']}\n"
    yield (
        ui("Exercice, rien de réel.")
        + " "
        + ui(
            "Commencé {begun}, terminé {ended}; {n} participants; {minutes} minutes de pause.",
            begun=_moment(report["begun"]),
            ended=_moment(report["ended"]),
            n=report["participants"],
            minutes=report["paused_minutes"],
        )
    )


def _delays(report: Told) -> Iterator[str]:
    ui = wording().ui
    rows = [
        (ui("de l'événement à l'alerte"), report["to_alert"]),
        (ui("de l'alerte à l'accusé de réception (E10)"), report["to_acknowledgement"]),
    ]
    yield f"\n## {ui('Délais, sans le temps des pauses')}\n"
    yield from _table(
        ("", "n", ui("médiane (P50)"), "P90"),
        [(name, told["n"], _minutes(told["p50"]), _minutes(told["p90"])) for name, told in rows],
    )
    yield "\n" + ui("Alertes sans réponse") + f": {report['unanswered']}"


def _alerts(report: Told) -> Iterator[str]:
    ui = wording().ui
    yield "\n## " + ui("Alertes de l'exercice") + "\n"
    yield from _table(
        (ui("Alerte"), "code", ui("Où"), ui("Gravité"), ui("à"), ui("reçue après")),
        [
            (
                f"A{each['number']}",
                each["code"],
                each["area"],
                each["severity"],
                each["raised"],
                ", ".join(_minutes(seconds) for seconds in each["answered"]) or "–",
            )
            for each in report["alerts"]
        ],
    )


def _injects(report: Told) -> Iterator[str]:
    ui = wording().ui
    yield f"\n## {ui('Événements du scénario')}\n"
    yield from _table(
        (ui("Minute"), "code", ui("Où"), ui("Joué à")),
        [(f"T+{one['at']}", one["code"], one["place"], one["played"] or "–") for one in report["injects"]],
    )


def _actions(report: Told) -> Iterator[str]:
    ui = wording().ui
    yield f"\n## {ui('Actions correctives')}\n"
    for each in report["actions"]:
        yield f"- {each['code']} {each['text']} · {each['owner']} · {_day(each['due'])}"
    if not report["actions"]:
        yield ui("Aucune n'a été notée.")


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"


def _moment(stamp: str | None) -> str:
    """`14/07/2026, 10h00`."""
    if stamp is None:
        return "–"
    at = datetime.fromisoformat(stamp)
    return f"{day(at, wording().language)}, {clock(at)}"


def _day(stamp: str) -> str:
    return day(date.fromisoformat(stamp), wording().language)


def _minutes(seconds: float | None) -> str:
    return "–" if seconds is None else f"{round(seconds / 60, 1):g} min"
