"""A `FAUX` by SMS against what a named person has released changes nothing, because numbers can be forged: it
waits for a coordinator in the console (`alerts.md` §5.2, P68).
"""

from typing import Final

from core.alerts import Alert
from core.reports import Incident
from store import alerts, notices, people
from store.notices import Kind
from workers import verdicts
from workers.notices_mail import coordinators, text_of, write
from workers.verdicts import Judge
from workers.work import Work

KIND: Final[Kind] = "doubt"


def note(work: Work, by: Judge, alert: Alert, incident: Incident) -> None:
    """Once for each who says so: in the audit, on the console, and by e-mail to the coordinators there."""
    if incident.state != "verified" or not alerts.is_released(work.conn, alert.id):
        return
    area = incident.adm2 or incident.adm1 or work.country.gazetteer.country
    told = {"code": alert.code, "place": alert.area, "alert": alert.number}
    key = f"{alert.id}:{by.id}"
    if id_ := notices.add(work.conn, kind=KIND, key=key, area=area, told=told, at=work.at):
        verdicts.note(work, by, KIND, alert.id)
        _mail(work, id_)


def _mail(work: Work, notice_id: str) -> None:
    notice = notices.get(work.conn, notice_id)
    if notice is None or work.house.exercise:
        return
    for member in coordinators(people.members(work.conn), notice, work.now):
        address = people.email_of(work.conn, work.vault, member.id) or ""
        cause = f"notice:{notice_id}"
        write(work.house, work.conn, cause, member.id, address, text_of(work.house, notice))
