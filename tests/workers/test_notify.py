"""First the monitors on call for the cercle; with none, the coordinators at once (`alerts.md` §4, §7)."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.alerts import Alert
from core.contacts import Member
from core.country import Country
from core.duty import Leave
from tests.workers.field import NOON, event
from workers.detect import alert_of
from workers.notify import involved, is_news, ladder, late_minutes, recipients, text_of

HERE = Member("here", ("monitor",), ("ML0701",))
REGION = Member("region", ("monitor",), ("ML07",))
EVERYWHERE = Member("everywhere", ("monitor",), ("ML",))
ELSEWHERE = Member("elsewhere", ("monitor",), ("ML0603",))
ASLEEP = Member("asleep", ("monitor",), ("ML0701",), on_call=False)
RELAY = Member("relay", ("relay",), ("ML0701",))
COORDINATOR = Member("coordinator", ("regional",), ("ML07",))
NATIONAL = Member("national", ("national",), ("ML",))
ALL = [RELAY, NATIONAL, COORDINATOR, ASLEEP, ELSEWHERE, EVERYWHERE, REGION, HERE]


def alert_for(country: Country, severity: int = 4) -> Alert:
    incident = event(severity=severity)
    return alert_of(incident, country.alerts, id_="a", number="2417", accepted_at=NOON, raised_at=NOON)


def test_the_monitors_on_call_for_the_cercle_its_region_or_the_country() -> None:
    assert {member.id for member in recipients(event(), ALL, NOON)} == {"here", "region", "everywhere"}


def test_nobody_on_call_means_the_regional_coordinator_at_once() -> None:
    assert recipients(event(), [ASLEEP, ELSEWHERE, RELAY, NATIONAL, COORDINATOR], NOON) == (COORDINATOR,)
    assert recipients(event(), [ASLEEP, NATIONAL], NOON) == (NATIONAL,)
    assert recipients(event(), [RELAY], NOON) == ()


@given(st.lists(st.sampled_from(ALL), unique=True), st.dictionaries(*[st.sampled_from(ALL)] * 2))
def test_whoever_is_not_involved_changes_nobodys_turn(
    serving: list[Member], away: dict[Member, Member]
) -> None:
    today = NOON.date()
    roster = [
        replace(one, leave=(Leave(today, today, away[one].id),)) if one in away else one for one in serving
    ]
    few = involved(event(), roster, NOON)
    assert ladder(event(), few, NOON) == ladder(event(), roster, NOON)
    assert recipients(event(), few, NOON) == recipients(event(), roster, NOON)


def test_who_serves_elsewhere_is_involved_as_a_stand_in_only() -> None:
    absent = replace(HERE, leave=(Leave(NOON.date(), NOON.date(), ELSEWHERE.id),))
    assert involved(event(), [ELSEWHERE, HERE], NOON) == [HERE]
    assert involved(event(), [ELSEWHERE, absent], NOON) == [ELSEWHERE, absent]


def test_an_alert_that_leaves_after_its_deadline_says_so(country: Country) -> None:
    alert = alert_for(country)
    assert late_minutes(alert, NOON, NOON + timedelta(minutes=2), country.alerts) == 0
    assert late_minutes(alert, NOON, NOON + timedelta(minutes=40, seconds=59), country.alerts) == 40
    assert " retard 40 min. OUI" in text_of(alert, NOON, NOON + timedelta(minutes=40), country.alerts)
    mild = alert_for(country, severity=3)
    assert late_minutes(mild, NOON, NOON + timedelta(minutes=15), country.alerts) == 0


def test_after_six_hours_it_is_no_news(country: Country) -> None:
    assert is_news(NOON, NOON + timedelta(hours=6), country.alerts)
    assert not is_news(NOON, NOON + timedelta(hours=6, seconds=1), country.alerts)
