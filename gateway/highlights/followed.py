"""Sections 6 to 9: governance, commitments, cases, limits. Wording: `indicators.md` §12."""

from typing import Any

from gateway.feeds.voice import Voice
from gateway.highlights.blocks import Block, Bullets, Section, Table
from gateway.highlights.facts import Facts


def governance(say: Voice, facts: Facts) -> Section:
    told = facts["governance"]
    head: list[Block] = [
        say.ui(
            "Trimestre {quarter}, parmi les participants : des personnes qui ont un téléphone, du réseau, et"
            " qui ont choisi de répondre.",
            quarter=told["quarter"],
        )
    ]
    if not told["values"]:
        return Section(
            say.ui("6. Gouvernance"), [*head, say.ui("Aucun chiffre de ce trimestre n'est publié.")]
        )
    rows = [_value(say, each) for each in told["values"]]
    columns = (
        say.ui("Indicateur"),
        say.ui("Région"),
        say.ui("Autorité"),
        say.ui("Part"),
        say.ui("Intervalle à 95 %"),
    )
    table = Table(say.ui("Parts parmi les participants, {quarter}", quarter=told["quarter"]), columns, rows)
    return Section(say.ui("6. Gouvernance"), [*head, table, *_changes(say, told)])


def commitments(say: Voice, facts: Facts) -> Section:
    told = facts["commitments"]
    if not told["total"]:
        return Section(say.ui("7. Engagements"), [say.ui("Aucun engagement n'est suivi.")])
    rows = [
        (say.ui("suivis"), say.number(told["total"])),
        (say.ui("échus"), say.number(told["due"])),
        (say.ui("échus, faits et vérifiés"), say.number(told["done"])),
        (say.ui("encore ouverts"), say.number(told["open"])),
        (say.ui("ouverts, sans nouvelle depuis plus de 90 jours"), say.number(told["stale"])),
    ]
    head = (say.ui("Engagements"), say.ui("Nombre"))
    return Section(
        say.ui("7. Engagements"), [Table(say.ui("Engagements à la fin de la semaine"), head, rows)]
    )


def cases(say: Voice, facts: Facts) -> Section:
    told = facts["cases"]
    blocks: list[Block] = [say.ui("Affaires closes dans la semaine : {n}.", n=told["closed"])]
    for bulletin in told["bulletins"]:
        if bulletin["lines"]:
            blocks.append(say.ui("Bulletin de la région de {region} :", region=say.place(bulletin["region"])))
            blocks.append(Bullets(bulletin["lines"]))
    if told["closed"] and len(blocks) == 1:
        blocks.append(say.ui("Aucun bulletin de la semaine n'est encore approuvé."))
    return Section(say.ui("8. Affaires closes"), blocks)


def limits(say: Voice, facts: Facts) -> Section:  # noqa: ARG001
    """The same every week: who is missing, and what is not verified."""
    return Section(
        say.ui("9. Limites"),
        [
            Bullets(
                [
                    say.ui(
                        "Manquent surtout ceux qui n'ont pas de téléphone, ne lisent pas ou vivent hors"
                        " réseau, et plus souvent les femmes."
                    ),
                    say.ui(
                        "Les incidents sont des signalements regroupés ; sauf mention, ils ne sont pas"
                        " vérifiés. Ceux que l'on sait faux n'y sont pas."
                    ),
                    say.ui(
                        "Un chiffre « non publié » protège ceux qui ont parlé ; il ne dit rien de sa taille."
                    ),
                    say.ui("Les demandes d'aide personnelles n'entrent dans aucun chiffre."),
                    say.ui("Les exercices n'entrent dans aucun chiffre."),
                ]
            )
        ],
    )


def _value(say: Voice, each: dict[str, Any]) -> tuple[str, ...]:
    mark = f" ({say.ui('indicatif')})" if each["quality"] == "indicative" else ""
    interval = f"{say.percent(each['ci_lower'])} – {say.percent(each['ci_upper'])}"
    name = f"{each['indicator']} · {say.indicator(each['indicator'])}"
    where = (say.place(each["region"]), say.authority(each["authority"]))
    return (name, *where, f"{say.percent(each['value'])}{mark}", interval)


def _changes(say: Voice, told: dict[str, Any]) -> list[Block]:
    """Only what §5.6 calls a change is called one."""
    if not told["compared"]:
        return [
            say.ui("Rien ne se compare au trimestre {before} : il n'est pas publié.", before=told["before"])
        ]
    moved = [each for each in told["values"] if each["changed_from"] is not None]
    none = say.ui(
        "Aucun changement établi depuis {before} : les écarts restent dans la marge d'erreur.",
        before=told["before"],
    )
    said = say.ui("Changements établis depuis {before} :", before=told["before"])
    found: list[Block] = [said, Bullets([_moved(say, each) for each in moved])] if moved else [none]
    return [*found, _panel(say)]


def _panel(say: Voice) -> str:
    """McNemar on phones present in both quarters (§5.6)."""
    return say.ui(
        "Comparaison des mêmes personnes (test de McNemar) : non disponible ; personne n'est suivi d'un "
        "trimestre à l'autre."
    )


def _moved(say: Voice, each: dict[str, Any]) -> str:
    return say.ui(
        "{indicator}, {region}, {authority} : de {was} à {now} parmi les participants.",
        indicator=say.indicator(each["indicator"]),
        region=say.place(each["region"]),
        authority=say.authority(each["authority"]),
        was=say.percent(each["changed_from"]),
        now=say.percent(each["value"]),
    )
