"""Sections 3 to 5: alerts, anomalies, completeness."""

from collections.abc import Mapping
from typing import Final

from gateway.feeds.voice import Voice
from gateway.highlights import drawing
from gateway.highlights.alerted import ANSWERS, ENDS
from gateway.highlights.blocks import Block, Drawing, Section, Table
from gateway.highlights.drawing import DARK, PALE, Bar, Lot
from gateway.highlights.facts import Facts

METHODS: Final = {"C1": "EARS C1", "C2": "EARS C2", "C3": "EARS C3", "CUSUM": "CUSUM"}


def alerts(say: Voice, facts: Facts) -> Section:
    counts, names = facts["alerts"]["counts"], _names(say)
    order = ("raised", *ANSWERS, *ENDS)
    rows = [(names[name], say.number(counts[name])) for name in order]
    return Section(
        say.ui("3. Alertes"),
        [
            _bars(say, facts, names),
            Table(say.ui("Alertes lancées dans la semaine"), (say.ui("Alertes"), say.ui("Nombre")), rows),
            *_delays(say, facts),
        ],
    )


def anomalies(say: Voice, facts: Facts) -> Section:
    found = facts["anomalies"]
    advice = say.ui("Un signal dit qu'une série sort de son habitude ; il n'est jamais un incident.")
    if not found:
        return Section(say.ui("4. Anomalies"), [say.ui("Aucun signal dans la semaine."), advice])
    rows = [
        (METHODS.get(each["method"], each["method"]), say.place(each["region"]), say.number(each["n"]))
        for each in found
    ]
    head = (say.ui("Méthode"), say.ui("Région"), say.ui("Signaux"))
    return Section(
        say.ui("4. Anomalies"), [Table(say.ui("Signaux d'anomalie, par méthode"), head, rows), advice]
    )


def completeness(say: Voice, facts: Facts) -> Section:
    told = facts["completeness"]
    return Section(
        say.ui("5. Complétude"),
        [
            _relays(say, told["reporting"], told["expected"]),
            *_insufficient(say, told["named"], told["unnamed"], told["floor"]),
            say.ui(
                "Moins d'incidents signalés ne veut pas dire plus de paix : un réseau coupé ou la peur se"
                " taisent aussi."
            ),
        ],
    )


def _names(say: Voice) -> Mapping[str, str]:
    return {
        "raised": say.ui("lancées"),
        "in_time": say.ui("reçues dans les délais"),
        "late": say.ui("reçues en retard"),
        "unanswered": say.ui("sans réponse"),
        "verified": say.ui("vérifiées"),
        "false": say.ui("fausses"),
        "open": say.ui("encore ouvertes"),
        "unresolved": say.ui("restées sans verdict"),
    }


def _bars(say: Voice, facts: Facts, names: Mapping[str, str]) -> Drawing:
    counts = facts["alerts"]["counts"]
    lots = [
        Lot(names[name], (Bar(counts[name], say.number(counts[name]), DARK if name == "raised" else PALE),))
        for name in ("raised", *ANSWERS)
    ]
    title = say.ui("Alertes lancées et reçues, semaine {week}", week=facts["week"])
    about = "; ".join(f"{lot.name}: {lot.bars[0].text}" for lot in lots)
    return Drawing("alerts", f"{title}. {about}", drawing.bars(title, about, lots))


def _delays(say: Voice, facts: Facts) -> list[Block]:
    """E4, in minutes."""
    names = say.steps
    found: dict[str, dict[str, float | None]] = {}
    for each in facts["alerts"]["delays"]:
        found.setdefault(each["step"], {})[each["statistic"]] = each["seconds"]
    if not found:
        return [say.ui("Délais (E4) : rien à mesurer dans la semaine.")]
    rows = [
        (names[step], *(say.minutes(told.get(s)) for s in ("median", "p90"))) for step, told in found.items()
    ]
    return [Table(say.ui("Délais (E4)"), (say.ui("Étape"), say.ui("Médiane"), say.ui("90e centile")), rows)]


def _relays(say: Voice, reporting: int | None, expected: int | None) -> str:
    if expected is None:
        return say.ui("Relais qui ont rendu compte : non publié, ils sont moins de cinq.")
    return say.ui(
        "{reporting} relais sur {expected} attendus ont rendu compte.", reporting=reporting, expected=expected
    )


def _insufficient(say: Voice, named: list[str], unnamed: int, floor: float) -> list[Block]:
    blocks: list[Block] = []
    if named:
        cercles = ", ".join(say.place(code) for code in named)
        blocks.append(
            say.ui(
                "Données insuffisantes (moins de {floor} des relais) : {cercles}. Aucune baisse ne s'y lit.",
                floor=say.percent(floor),
                cercles=cercles,
            )
        )
    if unnamed:
        blocks.append(
            say.ui("Données insuffisantes aussi dans des cercles de moins de cinq relais : {n}.", n=unnamed)
        )
    return blocks or [say.ui("Aucun cercle n'a de données insuffisantes.")]
