"""`lasomi drill`: an exercise is prepared here, begun and ended in the console (`alerts.md` §10)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.country import Country
from core.drills import COORDINATORS, Consent, Script, agreed, faults, place_of, read_script, severity_of
from core.errors import Fault, LasomiError, Misconfigured
from core.files import load_yaml
from ops.desk import Desk
from ops.persons import Person, proven
from ops.wording import wording
from store import audit, drillrooms, drills
from store.drills import Drill

Row = Mapping[str, Any]
WARNED = (*COORDINATORS, "verifier", "monitor")
"""Who may be one of the two, the widest first."""


def read(path: Path, number: str, country: Country) -> Script:
    """A script with its places as p-codes. Raises Misconfigured with every fault in it."""
    script = read_script(load_yaml(path), path.name)
    found = list(faults(script, country, path.name))
    if script.number != number:
        found.append(Fault(path.name, "number", f"is {script.number}: the command says {number}"))
    if found:
        raise Misconfigured(*found)
    injects = sorted(script.injects, key=lambda inject: inject.at)
    placed = (replace(inject, place=place_of(inject, country) or "") for inject in injects)
    return replace(script, injects=tuple(placed))


def prepare(desk: Desk, number: str, path: Path, by: Person | None) -> list[Row]:
    """Stores a script, or another one in its place; `by`: the first of the two persons, who proves it.

    Nothing is played before a second person has begun it in the console. Raises LasomiError.
    """
    country = desk.country
    script = read(path, number, country)
    who = _consent(desk, by) if by else None
    with desk.database.write() as conn:
        _unplayed(conn, number)
        drill = drills.prepare(
            conn, number=number, title=script.title, script=asdict(script), now=desk.clock()
        )
        if who is not None:
            drills.agree(conn, drill, "begin", who)
        _note(desk, conn, who, "drill_prepare", number)
    return list(_injects(script, country))


def listed(desk: Desk) -> list[Row]:
    with desk.database.read() as conn:
        return [{"number": one.number, "state": one.state, "title": one.title} for one in drills.listed(conn)]


def shown(desk: Desk, number: str) -> list[Row]:
    """Where it stands, and what it plays or has played."""
    drill = one(desk, number)
    injects = drill.report.get("injects") or drill.script.get("injects", ())
    told = [
        {
            "at": f"T+{each['at']}",
            "code": each["code"],
            "place": each["place"],
            "played": each.get("played") or "",
        }
        for each in injects
    ]
    return [{"number": number, "state": drill.state, "title": drill.title}, *told]


def report(desk: Desk, number: str) -> Row:
    """The after-action report as facts, with what was decided. Raises LasomiError before it has begun."""
    drill = one(desk, number)
    if not drill.report:
        raise LasomiError("no_report", wording().ui("{number}: rien n'a encore été joué", number=number))
    return {**drill.report, "state": drill.state, "actions": drill.actions}


def end(desk: Desk, number: str, by: Person) -> list[Row]:
    """One person more wants it to end; the second ends it."""
    who = _consent(desk, by)
    with desk.database.write() as conn:
        drill = _found(conn, number)
        ends = agreed(drills.agree(conn, drill, "end", who))
        if ends and not drills.end(conn, drill, desk.clock()):
            raise _not_now(drill)
        _note(desk, conn, who, "drill_end", number)
    return [{"number": number, "state": one(desk, number).state, "two_persons": ends}]


def purge(desk: Desk, number: str) -> list[Row]:
    """Throws away everything of it but the report and the commitments."""
    with desk.database.write() as conn:
        drill = _found(conn, number)
        if not drills.discard(conn, drill.id) and drill.state != "purging":
            raise _not_now(drill)
        _note(desk, conn, None, "drill_purge", number)
    drillrooms.remove(desk.database, drill.id)
    with desk.database.write() as conn:
        drills.forget(conn, drill.id)
    return [{"number": number, "state": one(desk, number).state}]


def one(desk: Desk, number: str) -> Drill:
    """Raises LasomiError `no_drill`."""
    with desk.database.read() as conn:
        return _found(conn, number)


def _found(conn: Any, number: str) -> Drill:
    drill = drills.get(conn, number)
    if drill is None:
        raise LasomiError("no_drill", wording().ui("{number}: aucun exercice de ce nom", number=number))
    return drill


def _unplayed(conn: Any, number: str) -> None:
    known = drills.get(conn, number)
    if known is not None and known.state != "prepared":
        sentence = wording().ui("{number}: déjà joué; prenez un autre numéro", number=number)
        raise LasomiError("drill_known", sentence)


def _not_now(drill: Drill) -> LasomiError:
    told = {"number": drill.number, "state": _state(drill)}
    return LasomiError("not_now", wording().ui("{number}: {state}; cela ne se peut pas", **told))


def _state(drill: Drill) -> str:
    """Where it stands, in words."""
    ui = wording().ui
    return {
        "prepared": ui("préparé"),
        "released": ui("commence"),
        "running": ui("en cours"),
        "paused": ui("en pause"),
        "ending": ui("se termine"),
        "ended": ui("terminé"),
        "purging": ui("s'efface"),
        "purged": ui("terminé, effacé"),
    }[drill.state]


def _consent(desk: Desk, by: Person) -> Consent:
    """Of somebody who is warned, and has proven it. Raises LasomiError."""
    account = proven(desk, by.login, by.proof, WARNED, by.hasher)
    return Consent(account.id, next(role for role in WARNED if role in account.roles))


def _injects(script: Script, country: Country) -> Iterator[Row]:
    for inject in script.injects:
        severity = severity_of(inject, country)
        yield {
            "at": f"T+{inject.at}",
            "code": inject.code,
            "place": inject.place,
            "severity": severity,
            "sms": severity in country.alerts.sms_severities,
        }


def _note(desk: Desk, conn: Any, who: Consent | None, action: str, number: str) -> None:
    account, role = (who.account, who.role) if who else ("", "operator")
    about = {"account": account, "role": role, "action": action, "object": number}
    audit.write(conn, desk.vault, at=desk.clock(), **about)
