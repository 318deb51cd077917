"""`lasomi glass`: two persons, a reason, one number; and somebody outside the machine hears of it at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from core.errors import LasomiError
from gateway.channels.email import NAME as MAIL
from ops.desk import Desk
from ops.persons import proven
from ops.wording import wording
from store import audit, glass, offices, outbox, reports, triage
from store.accounts import Account
from store.door import Proof
from workers.headmail import AUDITOR
from workers.work import TURN

ASKS: Final = ("verifier",)
AGREES: Final = ("auditor",)
LASTS: Final = timedelta(hours=48)


def ask(desk: Desk, report: str, login: str, proof: Proof, reason: str) -> Mapping[str, Any]:
    """A verifier asks. Raises LasomiError."""
    who = proven(desk, login, proof, ASKS)
    address, words = desk.settings.auditor_mail, wording()
    if not address:
        raise LasomiError("no_notice", words.ui("LASOMI_AUDITOR_MAIL manque: personne n'en serait averti"))
    if reason not in glass.REASONS:
        told = words.ui(
            "{value}: inconnu; choisissez parmi {known}", value=reason, known=", ".join(glass.REASONS)
        )
        raise LasomiError("no_reason", told)
    with desk.database.write() as conn:
        desk.database.take_turn(conn, TURN)
        wish = _told(lambda: _asked(desk, conn, who, report, reason))
        _tell(desk, conn, wish.id, address, "glass_asked")
        _note(desk, conn, who, "glass_asked", report, reason)
    return {"report": report, "asked_by": login, "hours": glass.LASTS // timedelta(hours=1)}


def break_(desk: Desk, report: str, login: str, proof: Proof) -> Mapping[str, Any]:
    """An auditor agrees: the number, once. Raises LasomiError."""
    who = proven(desk, login, proof, AGREES)
    with desk.database.write() as conn:
        desk.database.take_turn(conn, TURN)
        number = _told(lambda: _opened(desk, conn, who, report))
        _tell(desk, conn, report, desk.settings.auditor_mail, "glass_broken")
        _note(desk, conn, who, "glass_broken", report, "")
    return {"report": report, "number": number}


def _asked(desk: Desk, conn: Any, who: Account, report: str, reason: str) -> glass.Wish:
    """Of a report that they might read: from where they serve, and of no authority that they are tied to."""
    member = offices.member_of(conn, who.id)
    areas = member.areas if member else who.areas
    if triage.visible(conn, areas, report) is None or _is_party(conn, who, report):
        raise LasomiError("glass.empty", report)
    return glass.ask(conn, desk.vault, report, who.id, reason, desk.clock())


def _opened(desk: Desk, conn: Any, who: Account, report: str) -> str:
    if _is_party(conn, who, report):
        raise LasomiError("glass.empty", report)
    return glass.open_(conn, desk.vault, report, who.id, desk.clock())


def _is_party(conn: Any, who: Account, report: str) -> bool:
    """Whether it may speak of an authority that somebody is tied to (P47): they do not learn who spoke."""
    row, member = reports.get(conn, report), offices.member_of(conn, who.id)
    places = (row.adm1, row.adm2, row.adm3) if row else ()
    return bool(row and member and member.is_party(row.code or "", places))


def _told(act: Any) -> Any:
    """Our sentence for what the store refuses."""
    words = wording()
    sentences = {
        "glass.empty": words.ui("il n'y a plus de numéro derrière ce récit"),
        "glass.busy": words.ui("un autre numéro est demandé: un seul à la fois"),
        "glass.unasked": words.ui("personne ne l'a demandé dans les 24 heures"),
        "glass.alone": words.ui("il faut une deuxième personne"),
    }
    try:
        return act()
    except LasomiError as error:
        if error.code not in sentences:
            raise
        raise LasomiError(error.code, sentences[error.code]) from None


def _tell(desk: Desk, conn: Any, cause: str, address: str, what: str) -> None:
    """By mail to the auditor: that it happened, and nothing that leads to anybody."""
    if not address:
        return
    now = desk.clock()
    outbox.add(
        conn,
        desk.vault,
        cause=f"{what}:{cause}",
        recipient=AUDITOR,
        step=0,
        urn=address,
        text=f"Lasomi: {what}, {now:%Y-%m-%d %H:00} UTC. Voir le journal (lasomi audit).",
        purpose="task",
        channel=MAIL,
        priority=0,
        now=now,
        expires_at=now + LASTS,
    )


def _note(desk: Desk, conn: Any, who: Account, action: str, report: str, reason: str) -> None:
    role = "verifier" if action == "glass_asked" else "auditor"
    about = {"account": who.id, "role": role, "action": action, "object": report, "reason": reason}
    audit.write(conn, desk.vault, at=desk.clock(), **about)
