"""A commitment on its way: a named person says how far it is, another role confirms it (`indicators.md` §8).

Nothing that was said is changed: a mistake is mended by a newer update. Codes and days only, never a text.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from core.commitments import EVIDENCE, PROGRESS, STATES, contradicts
from core.referrals import offices_of
from store import commitments, offices, progress
from store.commitments import Commitment
from workers import verdicts
from workers.referrals import DONE, REFUSED, Ask, judge
from workers.work import Body, Outcome, Work

REPORTERS: Final = frozenset({"monitor", "regional", "national", "verifier"})
VERIFIERS: Final = REPORTERS | {"analyst"}


def say(work: Work, body: Body) -> Outcome:
    """PROGRESS: the state of a commitment on a day, as seen by somebody in whose areas its addressee is."""
    kept = _mine(work, body, str(body.get("commitment"))) if body["role"] in REPORTERS else None
    if kept is None:
        return Outcome(REFUSED, "unknown")
    state, done, evidence = str(body.get("state")), _progress(body), str(body.get("evidence") or "")
    if state not in STATES or done is None or evidence not in EVIDENCE:
        return Outcome(REFUSED, "not_an_entry")
    if contradicts(state, done):
        return Outcome(REFUSED, "contradicts")
    on = _day(body.get("day"))
    if on is None or not kept.since <= on.isoformat() <= work.at.date().isoformat():
        return Outcome(REFUSED, "not_a_day")
    said = {"state": state, "progress": done, "evidence_kind": evidence, "role": body["role"]}
    commitments.report(work.conn, kept.code, on=on, recorded=work.at.date(), by=body["account"], **said)
    verdicts.note(work, replace(judge(body), reason=state), "commitment_said", kept.code)
    return Outcome(DONE, "PROGRESS")


def attest(work: Work, body: Body) -> Outcome:
    """ATTEST: somebody else, in another role and tied to no authority there, confirms an update (T3)."""
    said = progress.unverified(work.conn, _number(body.get("said")))
    kept = _mine(work, body, said.commitment) if said and body["role"] in VERIFIERS else None
    if said is None or kept is None:
        return Outcome(REFUSED, "unknown")
    if body["role"] == said.role or body["account"] == said.by:
        return Outcome(REFUSED, "same_role")
    if _is_tied(work, body, kept):
        return Outcome(REFUSED, "tied")
    on = work.at.date()
    if not commitments.verify(work.conn, said.seq, on=on, role=body["role"], by=body["account"]):
        return Outcome(REFUSED, "verified_already")
    verdicts.note(work, judge(body), "commitment_verified", f"{kept.code}:{said.seq}")
    return Outcome(DONE, "ATTEST")


VERBS: Final[Mapping[str, Ask]] = {"PROGRESS": say, "ATTEST": attest}


def _mine(work: Work, body: Body, code: str) -> Commitment | None:
    """A commitment to somebody in the areas of who asks."""
    kept = commitments.get(work.conn, code)
    areas = tuple(body.get("areas") or ())
    return kept if kept and any(kept.addressee_unit.startswith(area) for area in areas) else None


def _is_tied(work: Work, body: Body, kept: Commitment) -> bool:
    """Whether they belong to, or live with, an authority of the unit that promised or around it (P47)."""
    tied = offices_of(offices.ties(work.conn, body["account"]))
    return any(each.covers(kept.addressee_unit) for each in tied)


def _progress(body: Body) -> float | None:
    try:
        done = float(str(body.get("progress")))
    except ValueError:
        return None
    return done if done in PROGRESS else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _number(text: object) -> int:
    """-1 for what is no number: nothing has it."""
    written = str(text)
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else -1
