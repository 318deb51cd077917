"""`lasomi glass`: two persons, a reason, one number; and somebody outside the machine hears of it at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from core.errors import LasomiError
from gateway.channels.email import NAME as MAIL
from ops.desk import Desk
from ops.persons import proven
from ops.wording import wording
from store import audit, glass, outbox
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
        wish = _told(lambda: glass.ask(conn, desk.vault, report, who.id, reason, desk.clock()))
        _tell(desk, conn, wish.id, address, "glass_asked")
        _note(desk, conn, who, "glass_asked", report, reason)
    return {"report": report, "asked_by": login, "hours": glass.LASTS // timedelta(hours=1)}


def break_(desk: Desk, report: str, login: str, proof: Proof) -> Mapping[str, Any]:
    """An auditor agrees: the number, once. Raises LasomiError."""
    who = proven(desk, login, proof, AGREES)
    with desk.database.write() as conn:
        desk.database.take_turn(conn, TURN)
        number = _told(lambda: glass.open_(conn, desk.vault, report, who.id, desk.clock()))
        _tell(desk, conn, report, desk.settings.auditor_mail, "glass_broken")
        _note(desk, conn, who, "glass_broken", report, "")
    return {"report": report, "number": number}


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
