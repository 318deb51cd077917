"""Every reachable state of every flow, in every language, for every caller, is a screen a phone can draw.

The country is small and its names are the longest there are. The same is walked with operators that pass
fewer septets, where long screens turn pages (`channels.md` §16).
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.answers import ANSWERS, FACTS
from core.catalogues import CITIZEN_LANGUAGES
from core.errors import Misconfigured
from core.languages import Say, load_catalogues
from core.text import septets
from flows.definition import load_flows
from flows.engine import replay
from flows.nodes import ROLES, Flows, Option, Session
from tests.flows.places import Line, Names, SmallCountry, find
from tests.flows.walk import TODAY, Walk

LONG_NAMED = Line("+223 80 00 11 32", {"fr": "Maison des femmes, un nom que personne ne saurait raccourcir"})
COUNTRY = SmallCountry(gazetteer=Names(shared=True), hotlines=(LONG_NAMED, LONG_NAMED))
SAY = load_catalogues()
HOME = "ML060303-0001"
ITEMS = ",".join(name for name in ANSWERS if name[0] == "g" and name[1:2].isdigit())
LISTED = {"alerts": "1", "digests": "1", "commitments": "1"}
EVERYTHING = {"general": ITEMS, "forces": ITEMS, "settled_case": "c1", **LISTED}
STATES = ("received", "checking", "verified", "false", "closed", "withheld")
LONG = tuple(
    Option(str(number), {"fr": "Un forage à Gossi avant la fin de l'année " * 3}) for number in range(11)
)
DIGESTS = tuple(
    Option(
        str(8240 + number),
        {"fr": f"{8240 + number} SEMAINE: 40"},
        holds=("2417 2418 2419 2420 2421 2422 2423 2424",) * 5,
    )
    for number in range(4)
)


def callers(language: str) -> Iterator[Session]:
    """Callers of every kind: what is true of them, what is not, and what was found for them."""
    known = Session(language, first_use=False)
    lists = {**dict.fromkeys(LISTED, LONG), "digests": DIGESTS}
    whole = replace(known, home=HOME, facts=EVERYTHING, lists=lists)
    yield from (known, replace(known, first_use=True), replace(known, home=HOME, facts={"profile": "asked"}))
    yield from (replace(whole, role=role, facts={**EVERYTHING, "last_report": "false"}) for role in ROLES)
    yield replace(whole, role="monitor", facts={**EVERYTHING, "pin": "set"})
    yield replace(known, role="monitor", facts={"digests": "1"}, lists={"digests": DIGESTS})
    yield from (replace(known, facts={"last_report": state, "settled_case": "c1"}) for state in STATES)
    yield from (replace(known, facts={"last_report": state}, first_use=True) for state in STATES)
    yield from (
        replace(whole, role=role, facts=EVERYTHING | {"last_report": "closed"}, first_use=True)
        for role in ROLES
    )


def walked(flows: Flows, language: str) -> Walk:
    walk = Walk(flows, language)
    for session in callers(language):
        walk.of(session)
    return walk


@pytest.fixture(scope="module")
def french() -> Walk:
    return walked(load_flows(COUNTRY, say=SAY), "fr")


def complete(walk: Walk) -> bool:
    """Whether it was everywhere; the question after a dropped call is no state of a call. French has no
    other letters to ask about.
    """
    nodes = {key[1] for key in walk.seen}
    elsewhere = {walk.flows.call.resume, walk.flows.call.first_use}
    elsewhere |= {"register.letters"} if walk.language == "fr" else set()
    return nodes >= walk.flows.nodes.keys() - elsewhere


def test_every_state_can_be_drawn_in_french(french: Walk) -> None:
    assert not french.overflows
    assert complete(french)
    assert len(french.seen) > 2_500
    assert french.screens > 10_000


@pytest.mark.parametrize("language", [language for language in CITIZEN_LANGUAGES if language != "fr"])
def test_every_state_can_be_drawn_in_every_language(language: str) -> None:
    walk = walked(load_flows(COUNTRY, say=SAY), language)
    assert not walk.overflows
    assert complete(walk)


@pytest.mark.parametrize(
    ("language", "limit", "many"), [("bm", 160, 200), ("bm", 120, 100), ("taq", 160, 20)]
)
def test_every_state_can_be_drawn_in_official_letters(language: str, limit: int, many: int) -> None:
    """70 units where a page holds a letter outside GSM-7, else 160 septets."""
    flows = load_flows(COUNTRY, say=SAY, limit=limit)
    walk = Walk(flows, language)
    for session in callers(language):
        walk.of(replace(session, letters="official"))
    assert not walk.overflows
    assert complete(walk)
    assert walk.official > many


@pytest.mark.parametrize(("limit", "language"), [(120, "bm"), (140, "fr")])
def test_every_state_can_be_drawn_where_an_operator_passes_less(limit: int, language: str) -> None:
    walk = walked(load_flows(COUNTRY, say=SAY, limit=limit), language)
    assert not walk.overflows
    assert complete(walk)


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
def test_the_first_screens_can_be_drawn(language: str) -> None:
    flows = load_flows(COUNTRY, say=SAY)
    assert not Walk(flows, language).of(Session(None, first_use=True)).overflows
    dropped = Session(language, first_use=False, draft=("1", "1"))
    slipped = [replay(flows, dropped, ["x"] * slips, find=find, today=TODAY) for slips in range(3)]
    assert all(septets(turn.text) <= flows.limit for turn in slipped)


def test_a_character_more_than_there_is_room_for_is_found(french: Walk) -> None:
    """A sentence on the fullest screen is made longer by what is free there, and by one."""
    room, fullest, session = min(
        ((room, node, session) for node, (room, session) in french.tightest.items()),
        key=lambda each: each[:2],
    )
    node = french.flows.node(fullest)
    sentence = next(choice.label for choice in node.choices.values() if not choice.only and not choice.given)
    for more, overflows in ((room, False), (room + 1, True)):
        walk = Walk(replace(french.flows, say=_longer(sentence, more)), "fr").of(session)
        assert any(each.startswith(fullest) for each in walk.overflows) == overflows
    with pytest.raises(Misconfigured, match="pages"):
        load_flows(COUNTRY, say=_longer(sentence, room + 1))


def _longer(sentence: str, more: int) -> Say:
    """Our catalogues, with one French sentence so many letters longer."""
    french = SAY.catalogue("fr")
    entry = replace(french.entries[sentence], wire=french.entries[sentence].wire + "x" * more)
    others = (SAY.catalogue(language) for language in CITIZEN_LANGUAGES if language != "fr")
    return Say([replace(french, entries={**french.entries, sentence: entry}), *others])


def test_every_fact_is_true_of_some_caller() -> None:
    told = {name for session in callers("fr") for name in session.facts}
    assert told >= FACTS - {"home"}
