"""Songhay and Hausa are files, and nothing else: offered where a deployer says so, French until then."""

from datetime import date

import pytest

from flows.definition import load_flows
from flows.engine import Session, replay
from flows.nodes import Flows
from ops.locales.status import status
from tests.flows.places import SmallCountry, find

OURS = ("fr", "bm", "taq")
SKELETONS = {"ses": ("5", "Koyraboro senni"), "ha": ("6", "Hausa")}


@pytest.fixture(scope="module", params=SKELETONS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def flows(language: str) -> Flows:
    return load_flows(SmallCountry(languages=(*OURS, language)))


def shown(flows: Flows, language: str | None, *keys: str) -> str:
    session = Session(language, first_use=language is None)
    return replay(flows, session, keys, find=find, today=date(2026, 7, 14)).text


def test_nothing_of_it_is_translated_and_nothing_reviewed(flows: Flows, language: str) -> None:
    row = status(flows, language)
    assert (row["translated"], row["reviewed"]) == (0.0, 0.0)
    assert row["sentences"] == len(flows.say.catalogue("fr").entries)


def test_a_sentence_of_caution_is_one_in_every_language(flows: Flows, language: str) -> None:
    """Else the first draft of somebody alone would stand on a screen without its French."""
    ours, theirs = (flows.say.catalogue(each).entries for each in ("bm", language))
    assert {msgid for msgid, one in ours.items() if one.safety}
    assert [msgid for msgid in ours if ours[msgid].safety != theirs[msgid].safety] == []


def test_every_sentence_of_it_is_french(flows: Flows, language: str) -> None:
    for msgid in flows.say.catalogue(language).entries:
        assert flows.say.sentence(msgid, language) == flows.say.sentence(msgid, "fr")


def test_it_is_offered_where_the_country_has_it(flows: Flows, language: str) -> None:
    key, name = SKELETONS[language]
    assert f"{key} {name}" in shown(flows, None)
    assert f"{key} {name}" in shown(flows, "fr", "9")
    assert shown(flows, None, key) == shown(flows, None, "1")


def test_it_is_not_offered_and_not_loaded_elsewhere(language: str) -> None:
    elsewhere = load_flows(SmallCountry())
    assert SKELETONS[language][1] not in shown(elsewhere, None)
    assert language not in elsewhere.say.languages
