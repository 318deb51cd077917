"""A commitment is moved by a named person in their areas, and confirmed by another role."""

from datetime import date
from typing import Any

import pytest

from store import accounts, commitments, duty, progress
from tests.workers.bureau import MONITOR, Bureau
from tests.workers.closing import asks

Who = dict[str, Any]
MOUSSA: Who = {"role": "monitor", "areas": ["ML0701"], "account": "moussa"}
FANTA: Who = {"role": "regional", "areas": ["ML07"], "account": "fanta"}
SIRA: Who = {"role": "regional", "areas": ["ML05"], "account": "sira"}
ADA: Who = {"role": "analyst", "areas": ["ML"], "account": "ada"}
MAIRE: Who = {"role": "authority", "areas": ["1:ML070101"], "account": "maire"}
ENTRY = {
    "commitment": "C1",
    "state": "under_way",
    "progress": "0.5",
    "evidence": "visit",
    "day": "2026-07-13",
}


@pytest.fixture
def promised(bureau: Bureau) -> Bureau:
    """Something that the authorities of Ansongo have promised on 1 March."""
    with bureau.house.database.write() as conn:
        commitments.add(
            conn,
            code="C1",
            framework="ccs_avis",
            text={"fr": "Un poste à Ansongo"},
            addressee_type="local_authority",
            addressee_unit="ML0701",
            due=date(2026, 9, 1),
            since=date(2026, 3, 1),
            now=bureau.watch.at,
        )
    return bureau


def seq(bureau: Bureau) -> str:
    return str(bureau.one("SELECT max(seq) AS seq FROM status_updates")["seq"])


def last(bureau: Bureau) -> progress.Tracked:
    with bureau.house.database.read() as conn:
        (found,) = progress.tracked(conn)
    return found


def test_said_by_one_and_verified_by_another(promised: Bureau) -> None:
    assert asks(promised, MOUSSA, "PROGRESS", **ENTRY) == "PROGRESS"
    assert last(promised).promise.last(date(2026, 7, 14)) is not None
    assert last(promised).promise.verified(date(2026, 7, 14)) is None
    assert asks(promised, FANTA, "ATTEST", said=seq(promised)) == "ATTEST"
    sure = last(promised).promise.verified(date(2026, 7, 14))
    assert sure is not None
    assert (sure.day, sure.progress, sure.verified) == (date(2026, 7, 13), 0.5, date(2026, 7, 14))
    assert asks(promised, ADA, "ATTEST", said=seq(promised)) == "unknown"
    kept = promised.rows("SELECT recorded, recorded_by, reported_by_role, evidence_kind FROM status_updates")
    assert kept == [
        {
            "recorded": "2026-07-14",
            "recorded_by": "moussa",
            "reported_by_role": "monitor",
            "evidence_kind": "visit",
        }
    ]
    noted = promised.rows(
        "SELECT account, action, reason FROM audit WHERE action LIKE 'commitment%' ORDER BY seq"
    )
    assert [(row["account"], row["action"], row["reason"]) for row in noted] == [
        ("moussa", "commitment_said", "under_way"),
        ("fanta", "commitment_verified", ""),
    ]


@pytest.mark.parametrize(
    ("who", "change", "says"),
    [
        (SIRA, {}, "unknown"),
        (ADA, {}, "unknown"),
        (MAIRE, {}, "unknown"),
        (MOUSSA, {"commitment": "C2"}, "unknown"),
        (MOUSSA, {"state": "begun"}, "not_an_entry"),
        (MOUSSA, {"progress": "0.3"}, "not_an_entry"),
        (MOUSSA, {"progress": "nan"}, "not_an_entry"),
        (MOUSSA, {"progress": "x"}, "not_an_entry"),
        (MOUSSA, {"evidence": "Moussa Traoré me l'a dit"}, "not_an_entry"),
        (MOUSSA, {"evidence": ""}, "not_an_entry"),
        (MOUSSA, {"state": "done"}, "contradicts"),
        (MOUSSA, {"state": "planned"}, "contradicts"),
        (MOUSSA, {"day": "2026-07-15"}, "not_a_day"),
        (MOUSSA, {"day": "2026-02-28"}, "not_a_day"),
        (MOUSSA, {"day": "hier"}, "not_a_day"),
    ],
    ids=str,
)
def test_what_is_refused(promised: Bureau, who: Who, change: dict[str, str], says: str) -> None:
    assert asks(promised, who, "PROGRESS", **(ENTRY | change)) == says
    assert promised.rows("SELECT * FROM status_updates") == []


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ({**MOUSSA, "account": "adama"}, "same_role"),
        ({**FANTA, "account": "moussa"}, "same_role"),
        (SIRA, "unknown"),
        (MAIRE, "unknown"),
        (ADA, "ATTEST"),
    ],
    ids=str,
)
def test_who_may_verify(promised: Bureau, who: Who, says: str) -> None:
    asks(promised, MOUSSA, "PROGRESS", **ENTRY)
    assert asks(promised, who, "ATTEST", said=seq(promised)) == says


@pytest.mark.parametrize("said", ["", "0", "-1", "x", "9" * 40, "١"])
def test_what_is_no_update_is_verified_by_nobody(promised: Bureau, said: str) -> None:
    asks(promised, MOUSSA, "PROGRESS", **ENTRY)
    assert asks(promised, FANTA, "ATTEST", said=said) == "unknown"


@pytest.mark.parametrize(
    ("tie", "says"), [("2:ML070102", "tied"), ("1:ML07", "tied"), ("1:ML0504", "ATTEST")]
)
def test_whoever_is_tied_to_the_authority_verifies_nothing(promised: Bureau, tie: str, says: str) -> None:
    """P47: the word of those who promised is not proof that they kept it."""
    member = promised.member(MONITOR, "regional", "ML07")
    with promised.house.database.write() as conn:
        at, quick = promised.watch.at, accounts.Hasher(memory_kib=8, passes=1)
        serves = {"roles": ["regional"], "areas": ["ML07"], "staff_id": member.id}
        account = accounts.add_account(conn, "fanta", "fanta-secret", now=at, hasher=quick, **serves)  # type: ignore[arg-type]
        duty.affiliate(conn, member.id, *tie.split(":"))
    asks(promised, MOUSSA, "PROGRESS", **ENTRY)
    assert asks(promised, {**FANTA, "account": account}, "ATTEST", said=seq(promised)) == says
