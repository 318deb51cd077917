"""Hands of a verifier: an SMS worked on, an answer given, and what the house holds afterwards."""

from typing import Any

from tests.workers.bureau import Bureau

ANSWER: dict[str, Any] = {
    "language": "fr",
    "intent": "incident",
    "code": "22",
    "place": "ML0701",
    "occurred": "today",
    "basis": "eyewitness",
    "killed": None,
    "injured": None,
}
QUESTION = "il se passe quelque chose ici"


def correct(
    bureau: Bureau, report: str, *, by: str = "awa", areas: tuple[str, ...] = ("ML",), **changed: Any
) -> str:
    """What became of one answer. `as_is` confirms what the machine said."""
    answer = None if changed.pop("as_is", False) else ANSWER | changed
    body = {"verb": "CORRECT", "report": report, "account": by, "role": "verifier", "areas": list(areas)}
    row = bureau.accept("command", body | {"answer": answer})
    bureau.work()
    fate = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return str(fate["reason"])


def write(bureau: Bureau, number: str, text: str, at: str | None = None) -> str:
    """An SMS, worked on; the id of its report. It is not one of the twenty that are answered blind."""
    row = bureau.sms(number, text, at)
    bureau.work()
    with bureau.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE reports SET queue = 'verifier' WHERE queue = 'blind'")
    return str(bureau.one("SELECT id FROM reports WHERE inbox_id = :row", row=row)["id"])


def report(bureau: Bureau, id_: str) -> dict[str, Any]:
    return bureau.one("SELECT * FROM reports WHERE id = :id", id=id_)


def cells(bureau: Bureau) -> dict[tuple[str, str], float]:
    """The incidents counted, by place and code."""
    found = bureau.rows(
        "SELECT place, grp, numerator FROM cells WHERE indicator = 'incidents' AND numerator <> 0"
    )
    return {(row["place"], row["grp"]): row["numerator"] for row in found}


def events(bureau: Bureau) -> list[tuple[str, str | None, int, str]]:
    rows = bureau.rows("SELECT code, adm2, sources, state FROM incidents ORDER BY opened_at, code, sources")
    return [(row["code"], row["adm2"], row["sources"], row["state"]) for row in rows]
