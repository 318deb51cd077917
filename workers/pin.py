"""The PIN of a verdict by SMS, and the lock after too many slips (`alerts.md` §5.2, P68)."""

from core.alerts import Command
from core.contacts import Member
from core.enrolment import PIN_MISSING, PIN_WRONG
from store import audit, pins, roster
from workers.sources import role_of
from workers.work import Work


def refusal(work: Work, member: Member, command: Command) -> str:
    """What is answered to a verdict whose PIN is missing or wrong; "" where it may be carried out."""
    if command.verb not in {"VRAI", "FAUX"} or not pins.has_pin(work.conn, member.id):
        return ""
    if not command.pin:
        return PIN_MISSING
    if pins.fits(work.conn, work.vault, member.id, command.pin):
        pins.forgive(work.conn, member.id)
        return ""
    _slip(work, member)
    return PIN_WRONG


def lock(work: Work, member: Member) -> None:
    """No command by SMS counts until the next login."""
    roster.lock_member(work.conn, member.id)
    _note(work, member, "commands_locked")


def _slip(work: Work, member: Member) -> None:
    _note(work, member, "wrong_pin")
    if pins.slip(work.conn, member.id) >= work.country.alerts.pin_slips:
        lock(work, member)


def _note(work: Work, member: Member, action: str) -> None:
    about = {"account": member.id, "role": role_of(member), "action": action, "object": member.id}
    audit.write(work.conn, work.vault, at=work.at, **about)
