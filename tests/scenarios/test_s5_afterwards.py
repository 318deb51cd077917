"""S5 to its end: nobody else hears of it, who had it hears that it was false, and the radio says so."""

from datetime import timedelta

from tests.scenarios.desk import feeds, page, person, press
from tests.scenarios.test_s4_cap import chain
from tests.scenarios.test_s5_rumour import MONITOR, S5, WEEK, alert, event, half_a_day, judge, serves
from tests.scenarios.town import Town, when

COORDINATOR, RELAY = "+22376000005", "+22376000006"
WINDOW = timedelta(minutes=6)
TEXT = "Aucune attaque à Douentza. Le marché est ouvert."
REPORTERS = {each["number"] for each in S5["phones"]}
PARTNER = ("public", "alerts", "events")


def lived(town: Town) -> Town:
    """Half a day of S5, with a coordinator above the monitor, a relay and a partner of the region."""
    serves(town, COORDINATOR, "regional", "ML05")
    serves(town, RELAY, "relay", "ML0504")
    for login, role, area in (("fanta", "regional", "ML05"), ("moussa", "monitor", "ML0504")):
        person(town, login, role, area)
    half_a_day(town)
    town.work(after=WINDOW)
    return town


def heard(town: Town, number: str) -> list[str]:
    return [message.text for message in town.sent if message.urn == number]


def is_in_no_feed(town: Town) -> None:
    one = f"/v1/alerts/{alert(town)['id']}"
    told = feeds(town, PARTNER, "/v1/alerts", "/v1/incidents", "/v1/alerts.atom", f"{one}.cap", one)
    assert [each.status_code for each in told] == [200, 200, 200, 404, 404]
    assert [each.json()["data"] for each in told[:2]] == [[], []]
    assert "<entry>" not in told[2].text


def test_s5_is_in_no_public_feed_before_and_after_the_verdict(town: Town) -> None:
    lived(town)
    is_in_no_feed(town)
    judge(town)
    is_in_no_feed(town)


def test_s5_the_cancel_goes_to_those_and_only_those_who_had_the_alert(town: Town) -> None:
    lived(town)
    told = chain(town.house)
    had = {number for number in (MONITOR, COORDINATOR, RELAY) if heard(town, number)}
    assert had == {MONITOR, COORDINATOR}
    town.sent.clear()
    judge(town)
    cancel = chain(town.house)[-1]
    assert cancel.type == "Cancel"
    assert [each.document.addresses for each in told] == [cancel.document.addresses] * len(told)
    assert cancel.document.references == tuple(each.cites for each in told)
    assert {message.urn for message in town.sent} == had
    assert heard(town, COORDINATOR) == [f"A{alert(town)['number']} FAUX 15h10. Alerte annulée."]


def test_s5_the_radio_tells_what_is_true_and_the_figures_count_it(town: Town) -> None:
    lived(town)
    judge(town)
    town.work(after=WINDOW)
    town.sent.clear()
    town.watch.at = when("2026-07-14 17:40:00")
    counter = f"{event(town)['id']}/counter"
    assert press(town, "fanta", "/console/rumours", counter, {"text": TEXT, "why": "danger"}) == 303
    town.work()
    assert {message.urn for message in town.sent} == {RELAY}
    assert not REPORTERS & {message.urn for message in town.sent}
    (delay,) = town.rows("SELECT seconds FROM durations WHERE indicator = 'false_to_counter'")
    assert delay["seconds"] == 150 * 60
    town.watch.at = when("2026-07-24 12:00:00")
    assert f"Rumeur démentie: {TEXT}" in page(town, "fanta", "/console/bulletins")
    (told,) = feeds(town, ("figures",), f"/v1/indicators?indicator=E5&level=adm0&period={WEEK}")
    assert [each["value"] for each in told.json()["data"]] == [0.8]
    assert len(town.rows("SELECT id FROM reports WHERE adm2 = 'ML0504'")) == len(REPORTERS)
