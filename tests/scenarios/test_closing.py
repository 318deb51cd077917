"""The loop is closed: told by SMS, referred in the console, answered by the mayor, asked of a caller.

Everything by the real doors: webhooks, the console's pages, calls; and the counter-message of S5.
"""

from store import cases, figures, opinions, people
from tests.scenarios.desk import page, person, press
from tests.scenarios.town import Town, when

REPORTER, NEIGHBOUR, MONITOR, RELAY = "+22376000001", "+22365012345", "+22376000003", "+22376000002"
BARA = "ML070102"
TEXT = "Aucune attaque à Ansongo. Le marché est ouvert."


def settle_in(town: Town) -> None:
    """Who serves, who answers, and two people of Bara who have called before."""
    for login, role, area in (
        ("moussa", "monitor", "ML0701"),
        ("fanta", "regional", "ML07"),
        ("maire", "authority", f"1:{BARA}"),
    ):
        person(town, login, role, area)
    with town.house.database.write() as conn:
        for number, role in ((MONITOR, "monitor"), (RELAY, "relay")):
            people.add_member(
                conn,
                town.house.vault,
                number=number,
                name="Membre",
                roles=(role,),  # type: ignore[arg-type]
                areas=("ML0701",),
                now=town.watch.at,
            )
        for number in (REPORTER, NEIGHBOUR):
            people.remember(conn, town.house.vault, number, town.watch.at, language="fr", home=BARA)


def told(town: Town, number: str, text: str, at: str) -> None:
    town.sms(number, text, at=when(at), id=f"{number} {at}")
    town.work()


def dial(town: Town, number: str, session: str, *keys: str) -> str:
    """A call, key by key; its last screen."""
    screens = [town.ussd(number, session, "*".join(keys[:n])) for n in range(len(keys) + 1)]
    return screens[-1]


def number_of(town: Town) -> str:
    return str(town.rows("SELECT number FROM alerts")[0]["number"])


def case_of(town: Town) -> str:
    return str(town.rows("SELECT id FROM cases")[0]["id"])


def test_a_case_from_the_first_word_to_the_last_answer(town: Town) -> None:
    settle_in(town)
    told(town, REPORTER, "21 BARA", "2026-07-14 09:00:00")
    told(town, NEIGHBOUR, "21 BARA", "2026-07-14 09:20:00")
    (event,) = town.rows("SELECT id, adm3, severity FROM incidents")
    assert event["adm3"] == BARA
    asked = {"incident": event["id"], "office": f"1:{BARA}", "asks": "visit"}
    assert press(town, "moussa", "/console", "refer", asked) == 303
    assert "Votre dernier message est bien recu." in dial(town, REPORTER, "before", "3")
    seen = page(town, "maire", "/console/cases")
    assert "Bara" in seen
    assert "semaine 29 de 2026" in seen
    town.watch.at = when("2026-07-16 10:30:00")
    town.work()
    press(town, "maire", "/console/cases", f"{case_of(town)}/respond", {"kind": "visit"})
    town.watch.at = when("2026-07-20 15:00:00")
    town.work()
    press(town, "maire", "/console/cases", f"{case_of(town)}/settle", {"outcome": "settled"})
    assert "le suivi est terminé" in dial(town, REPORTER, "after", "3")
    assert "dit réglé. Est-ce vrai?" in dial(town, REPORTER, "asked", "3", "1")
    dial(town, REPORTER, "said", "3", "1", "2")
    dial(town, NEIGHBOUR, "next", "3", "1", "1")
    town.work()
    with town.house.database.read() as conn:
        (case,) = cases.followed(conn)
        assert opinions.tally(conn, "case", case.id) == {"no": 1, "yes": 1}
    assert case.first_response_at is not None
    assert (case.first_response_at - case.referred_at).days == 2
    assert (case.response_kind, case.outcome) == ("visit", "settled")
    assert {message.urn for message in town.sent} <= {MONITOR, RELAY}


def test_s5_the_counter_message_comes_150_minutes_after_the_verdict(town: Town) -> None:
    settle_in(town)
    for n, number in enumerate((REPORTER, NEIGHBOUR)):
        told(town, number, "11 ANSONGO", f"2026-07-14 08:{n * 20:02d}:00")
    told(town, MONITOR, f"FAUX {number_of(town)}", "2026-07-14 15:10:00")
    town.sent.clear()
    (event,) = town.rows("SELECT id, state FROM incidents")
    assert event["state"] == "false"
    town.watch.at = when("2026-07-14 17:40:00")
    town.work()
    said = {"text": TEXT, "why": "danger"}
    assert press(town, "moussa", "/console/rumours", f"{event['id']}/counter", said) == 404
    assert press(town, "fanta", "/console/rumours", f"{event['id']}/counter", said) == 303
    town.work()
    with town.house.database.read() as conn:
        assert figures.durations(conn, "false_to_counter") == [150 * 60]
    assert [(message.urn, message.text) for message in town.sent] == [(RELAY, f"Rumeur démentie: {TEXT}")]
    assert TEXT in page(town, "moussa", "/console/rumours")
