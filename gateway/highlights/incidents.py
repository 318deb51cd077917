"""Sections 1 and 2: incidents by group of codes, and by region."""

from typing import Any, Final

from gateway.feeds.voice import Voice
from gateway.highlights import chart, drawing
from gateway.highlights.blocks import Block, Drawing, Section, Table
from gateway.highlights.drawing import DARK, PALE, Bar, Lot
from gateway.highlights.facts import BEFORE, Facts

MAP: Final = "adm1.topojson"


def brief(say: Voice, facts: Facts) -> Section:
    lines = facts["brief"]
    return Section(
        say.ui("1. En bref"),
        [
            say.ui(
                "Incidents signalés, une fois chacun, dans la semaine {week}. Un signalement n'est pas encore"
                " un fait vérifié.",
                week=facts["week"],
            ),
            _bars(say, facts),
            Table(
                say.ui("Incidents par groupe de codes, semaine {week}", week=facts["week"]),
                (say.ui("Groupe"), say.ui("Cette semaine"), say.ui("Moyenne des 4 semaines d'avant")),
                [(say.group(each["group"]), _this_week(say, each), _mean(say, each)) for each in lines],
            ),
            say.ui(
                "« au moins » : seules les régions où assez de personnes ont parlé sont comptées ; le reste"
                " n'est pas publié, pour protéger chacun."
            ),
        ],
    )


def regions(say: Voice, facts: Facts) -> Section:
    rows = [
        (say.place(region["place"]), say.category(cell["code"]), say.number(cell["n"]))
        for region in facts["regions"]
        for cell in region["cells"]
    ]
    blocks: list[Block] = [_map(say, facts)]
    if rows:
        head = (say.ui("Région"), say.ui("Catégorie"), say.ui("Incidents"))
        blocks.append(Table(say.ui("Incidents publiés, par région et catégorie"), head, rows))
    blocks.append(_unpublished(say, facts))
    return Section(say.ui("2. Par région"), [*blocks, *_cercles(say, facts)])


def _unpublished(say: Voice, facts: Facts) -> str:
    names = [say.place(region["place"]) for region in facts["regions"] if region["hidden"]]
    if not names:
        return say.ui("Tous les chiffres des régions sont publiés.")
    return say.ui(
        "Une partie des chiffres n'est pas publiée, pour protéger chacun : {regions}.",
        regions=", ".join(names),
    )


def _cercles(say: Voice, facts: Facts) -> list[Block]:
    """Where a cercle is dense enough."""
    if not facts["cercles"]:
        return [say.ui("Aucun cercle n'a assez de personnes qui parlent pour être montré seul.")]
    rows = [
        (say.place(each["place"]), say.group(each["group"]), say.number(each["n"]))
        for each in facts["cercles"]
    ]
    head = (say.ui("Cercle"), say.ui("Groupe"), say.ui("Incidents"))
    return [Table(say.ui("Cercles où assez de personnes ont parlé"), head, rows)]


def _this_week(say: Voice, each: dict[str, Any]) -> str:
    if each["n"] is not None:
        return say.number(each["n"])
    return say.ui("au moins {n}", n=each["least"]) if each["least"] else say.hidden


def _mean(say: Voice, each: dict[str, Any]) -> str:
    if each["weeks"] in {0, BEFORE}:
        return say.number(each["mean"])
    return say.ui("{n} ({weeks} semaines publiées)", n=say.number(each["mean"]), weeks=each["weeks"])


def _bars(say: Voice, facts: Facts) -> Drawing:
    lots = [
        Lot(
            say.group(each["group"])[:30],
            (
                Bar(each["least"] if each["n"] is None else each["n"], _this_week(say, each), DARK),
                Bar(each["mean"], say.number(each["mean"]), PALE),
            ),
        )
        for each in facts["brief"]
    ]
    title = say.ui("Incidents par groupe, semaine {week}", week=facts["week"])
    about = "; ".join(f"{lot.name}: {lot.bars[0].text} ({lot.bars[1].text})" for lot in lots)
    legend = ((DARK, say.ui("cette semaine")), (PALE, say.ui("moyenne des 4 semaines d'avant")))
    return Drawing("incidents", f"{title}. {about}", drawing.bars(title, about, lots, legend))


def _map(say: Voice, facts: Facts) -> Drawing:
    shown = [_region(say, region) for region in facts["regions"]]
    about = "; ".join(f"{region.name}: {region.text}" for region in shown)
    words = chart.Words(
        title=say.ui("Incidents publiés par région, semaine {week}", week=facts["week"]),
        about=about,
        none="0",
        more=say.ui("« + » et hachures : une partie des chiffres n'est pas publiée"),
        source=say.country.attribution.get(say.lang) or say.country.attribution["fr"],
    )
    svg = chart.chart(say.country.folder / "boundaries" / MAP, shown, words)
    return Drawing("regions", f"{words.title}. {about}", svg)


def _region(say: Voice, region: dict[str, Any]) -> chart.Region:
    n, more = sum(cell["n"] for cell in region["cells"]), bool(region["hidden"])
    text = (f"{n}+" if n else say.hidden) if more else str(n)
    return chart.Region(region["place"], say.place(region["place"]), n, more, text)
