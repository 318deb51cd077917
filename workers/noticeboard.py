"""What people at the console do with a notice: one of them says that it was seen (`alerts.md` §2, §3)."""

from typing import Any, Final

from store import audit, notices, offices
from store.notices import Notice
from workers.work import Body, Outcome, Work

VERB: Final = "ACK_NOTICE"
COORDINATORS: Final = frozenset({"regional", "national"})
ANALYST: Final = "analyst"


def obey(work: Work, body: Body) -> Outcome:
    """A coordinator of its place acknowledges a notice; an analyst one about a series; nobody one that may
    concern an authority that they are tied to (P47). The first one counts.

    The sum of a series in alarm begins anew from here.
    """
    notice = notices.get(work.conn, str(body.get("notice") or ""))
    member = offices.member_of(work.conn, body["account"])
    if notice is None or not _may(body, notice) or (member and notices.concerns(notice, member)):
        return Outcome("refused", "no_notice")
    if notices.acknowledge(work.conn, notice.id, body["account"], work.at):
        about: dict[str, Any] = {"account": body["account"], "role": body["role"], "object": notice.id}
        audit.write(work.conn, work.vault, at=work.at, action=f"notice_{notice.kind}", **about)
    return Outcome("command", VERB)


def _may(body: Body, notice: Notice) -> bool:
    within = any(notice.area.startswith(area) for area in body.get("areas") or ())
    reads = body["role"] in COORDINATORS or (body["role"] == ANALYST and notice.kind == "anomaly")
    return within and reads
