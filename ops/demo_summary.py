"""The summary of the demo, on a terminal and as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from core.country import Country
from ops.demo_facts import Facts
from ops.wording import wording

WIDTH = 120
"""Columns, where there is no terminal that says."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """How to look at the demo: a first login and a key of the feed, valid on its database only.

    `level`: of the finest units that are rated.
    """

    address: str
    telco: str
    login: str
    password: str
    key: str
    quarter: str
    level: int

    @property
    def curl(self) -> str:
        """What an analyst types to read the figures of the summary."""
        query = f"indicator=G1&period={self.quarter}&level=adm{self.level}"
        return f"curl -s -H 'Authorization: Bearer {self.key}' '{self.address}/v1/indicators?{query}'"


def tell(facts: Facts, country: Country, entrance: Entrance, *, as_json: bool) -> None:
    if as_json:
        addresses = {**asdict(entrance), "curl": entrance.curl}
        print(
            json.dumps({**asdict(facts), "entrance": addresses}, ensure_ascii=False, default=str), flush=True
        )
        return
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=WIDTH)
    for part in (_messages, _codes, _alerts, _figures):
        part(facts, country, console)
    ui, address = wording().ui, entrance.address
    doors = [
        ui("  console   {address}/console", address=address) + f"   {entrance.login} / {entrance.password}",
        ui("            (exercice : aucun second facteur n'est demandé)"),
        ui("  combiné   {address}/handset", address=address),
        ui("  flux      {address}/v1/docs", address=address) + f"   {entrance.key}",
        f"  {entrance.curl}",
    ]
    print("\n".join(["", *doors]), flush=True)


def _messages(facts: Facts, _country: Country, console: Console) -> None:
    ui = wording().ui
    console.print(_pairs(ui("Reçu"), facts.received))
    cut = ui("effacé après 72 h")
    console.print(_pairs(ui("Devenu"), {name or cut: n for name, n in facts.outcomes.items()}))
    console.print(_pairs(ui("Envoyé"), facts.sent))
    console.print(_pairs(ui("Langues des signalements"), facts.languages))
    console.print(
        ui(
            "[b]Gardé[/b]: {reports} signalements, {located} situés; {incidents} faits; {ratings} notations",
            located=facts.located,
            reports=facts.reports,
            incidents=facts.incidents,
            ratings=facts.ratings,
        )
    )
    quarantined = ", ".join(f"{reason} {n}" for reason, n in facts.quarantined.items()) or "0"
    console.print(
        ui(
            "[b]Mis de côté[/b]: {quarantined}; [b]voie protégée[/b]: {protected} comptés, sans autre trace",
            quarantined=quarantined,
            protected=facts.protected,
        )
    )


def _pairs(title: str, counted: Mapping[str, int]) -> str:
    listed = ", ".join(f"{name or '-'} {n}" for name, n in counted.items() if n)
    return f"[b]{title}[/b]: {listed or '0'}"


def _codes(facts: Facts, country: Country, console: Console) -> None:
    table = Table(title=wording().ui("Signalements par code"), title_justify="left", box=None, padding=(0, 2))
    columns = 3
    for _ in range(columns):
        table.add_column(justify="right")
        table.add_column()
    cells = [(f"{code} {_label(code, country)}", str(n)) for code, n in facts.codes.items()]
    cells += [("", "")] * (-len(cells) % columns)
    for start in range(0, len(cells), columns):
        table.add_row(*(part for name, n in cells[start : start + columns] for part in (n, name)))
    console.print(table)


def _label(code: str, country: Country) -> str:
    category = country.taxonomy.get(code)
    return category.label["fr"] if category else wording().ui("sans code")


def _alerts(facts: Facts, country: Country, console: Console) -> None:
    """Those that are told at once; how many stand in the digests."""
    ui = wording().ui
    table = Table(title=ui("Alertes aux moniteurs"), title_justify="left", box=None, padding=(0, 2))
    for name in ("A", ui("code"), ui("lieu"), ui("gravité"), ui("état"), ui("sources")):
        table.add_column(name)
    table.add_column(ui("envoyée après"), justify="right")
    table.add_column(ui("reçue après"), justify="right")
    at_once = [each for each in facts.alerts if each.severity in country.alerts.sms_severities]
    for alert in at_once:
        table.add_row(
            alert.number,
            alert.code,
            alert.area,
            str(alert.severity),
            alert.state,
            str(alert.sources),
            _seconds(alert.sent_after),
            _minutes(alert.acknowledged_after),
        )
    console.print(table)
    console.print(ui("  et {n} moins graves, dans les bilans").format(n=len(facts.alerts) - len(at_once)))


def _figures(facts: Facts, country: Country, console: Console) -> None:
    ui = wording().ui
    title = ui("Gouvernance: G1 satisfaction, G2 écoute (lu sur /v1/indicators)")
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2))
    for name in ("", ui("unité"), ui("autorité")):
        table.add_column(name)
    for name in (ui("valeur"), ui("intervalle 95 %"), "n", ui("qualité")):
        table.add_column(name, justify="right")
    for row in facts.indicators:
        table.add_row(
            str(row["indicator"]),
            str(row.get("adm3_name") or row.get("adm2_name") or row["adm1_name"]),
            _authority(row, country),
            _share(row["value"]),
            _interval(row),
            _whole(row["n_eff"]),
            str(row["suppressed"] or row["quality"] or ""),
        )
    console.print(table)


def _authority(row: Mapping[str, Any], country: Country) -> str:
    authority = country.authorities.get(str(row["authority"]))
    return authority.label["fr"] if authority else str(row["authority"] or "")


def _interval(row: Mapping[str, Any]) -> str:
    return (
        ""
        if row["ci_lower"] is None
        else f"[{row['ci_lower']:.4f} – {row['ci_upper']:.4f}]".replace("[", r"\[")
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"


def _minutes(value: float | None) -> str:
    return "-" if value is None else f"{value / 60:.1f} min"
