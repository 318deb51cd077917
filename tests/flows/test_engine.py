"""Keys, slips, places and endings of a call, as `taxonomy.md` §8–§9 and `channels.md` §16 have them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogues import Catalogue
from core.languages import Say, load_catalogues
from core.text import fits, is_gsm7, septets
from flows.definition import load_flows
from flows.engine import Session, Turn, replay
from tests.examples import many
from tests.flows.places import Line, SmallCountry, find

CASES = Path(__file__).parent.parent / "cases" / "flows"
TODAY = date(2026, 7, 14)
SERVICES = (Line("80 00 00 01", {"fr": "Maison A"}), Line("80 00 00 02", {"fr": "Maison B", "bm": "So B"}))
FLOWS = load_flows(SmallCountry(hotlines=SERVICES))
NARROW = load_flows(SmallCountry(hotlines=SERVICES), limit=120)
KNOWN = Session("fr", first_use=False, facts={"general": "g2", "profile": "asked"})
AT_HOME = Session("fr", first_use=False, home="ML060303-0001")
NEW = Session(None, first_use=True)
CLOSING = "Effacez cet appel de votre téléphone."

SENT: Mapping[str, list[str]] = yaml.safe_load((CASES / "screens.yaml").read_text(encoding="utf-8"))


def turn(typed: str, session: Session = KNOWN) -> Turn:
    return replay(FLOWS, session, typed.split("*") if typed else [], find=find, today=TODAY)


@pytest.mark.parametrize("typed", SENT)
def test_the_french_screens_are_those_of_the_page(typed: str) -> None:
    assert turn(typed).text.split("\n") == SENT[typed]


def test_the_first_screen_says_who_runs_it_and_what_it_is_not() -> None:
    first = turn("", NEW)
    assert first.text == (
        "Service de WANEP-Mali, gratuit. Ce n'est pas un numéro d'urgence.\n"
        "1 Francais\n2 Bamanankan\n3 Tamasheq"
    )
    assert turn("1", NEW).text.startswith("L'opérateur peut voir vos mots. STOP, EFFACER: 5.\n1 Signaler")
    assert turn("1*0", NEW).ends


@pytest.mark.parametrize(
    ("typed", "kind", "answers"),
    [
        ("", "none", {}),
        ("1", "none", {}),
        ("1*2", "none", {}),
        ("1*2*2", "report", {"code": "22"}),
        ("1*9", "report", {"code": "90"}),
        (
            "1*9*un*1*3*2",
            "report",
            {"code": "90", "occurred": "now", "victims": "killed", "basis": "hearsay"},
        ),
        ("2*7", "none", {"authority": "7"}),
        ("2*7*un", "contact", {"authority": "7", "unit": "ML060303-0001", "home": "ML060303-0001"}),
        ("2*7*un*9", "rating", {"core": "9"}),
        ("2*7*un*9*1", "rating", {"core": "9", "g2": "1"}),
        ("9*4", "contact", {"language": "fr", "wanted": "other"}),
        ("9*2", "contact", {"language": "bm"}),
        ("9*2*2", "contact", {"language": "bm", "letters": "official"}),
        ("9*2*1*1*1*1", "report", {"language": "bm", "letters": "gsm7", "code": "11"}),
        ("9*1*1*1*1", "report", {"language": "fr", "code": "11"}),
        ("5*3*1", "contact", {"optout": "all"}),
        ("5*3*2", "contact", {"optin": "all"}),
        ("5*4*1", "contact", {"erase": "all"}),
    ],
)
def test_what_a_call_has_told_so_far(typed: str, kind: str, answers: dict[str, str]) -> None:
    told = turn(typed)
    assert told.kind == kind
    assert answers.items() <= told.answers.items()
    assert told.position == len(typed.split("*")) if typed else told.position == 0


def test_the_unit_is_not_asked_of_a_caller_whose_home_is_on_file() -> None:
    told = turn("2*1", AT_HOME)
    assert told.node == "rate_authority.core"
    assert told.answers == {"authority": "1", "unit": "ML060303-0001"}


def test_only_a_confirmed_call_is_confirmed() -> None:
    assert not turn("1*2*2*un*2*1*1").confirmed
    assert turn("1*2*2*un*2*1*1*1").confirmed
    assert turn("2*1*un*4*4").confirmed


def test_zero_goes_back_and_takes_back() -> None:
    assert turn("1*2*2*0").node == "report_incident.theft"
    assert turn("1*2*2*0").kind == "none"
    assert turn("1*2*2*un*2*0*0").node == "report_incident.place"
    assert turn("1*0").node == "main_menu.home"
    assert turn("0").text == CLOSING


def test_double_zero_ends_and_erases_at_any_step() -> None:
    erased = turn("1*2*2*un*00")
    assert (erased.ends, erased.erased, erased.kind, dict(erased.answers)) == (True, True, "none", {})


def test_a_wrong_key_shows_the_same_screen_with_a_line() -> None:
    assert turn("1*2*7").text == f"Choix invalide.\n{turn('1*2').text}"
    assert turn("1*2*7*1").text == turn("1*2*1").text


def test_the_third_wrong_key_in_a_row_ends_and_keeps_what_it_has() -> None:
    kept = turn("1*2*2*un*7*7*7")
    assert (kept.ends, kept.kind, kept.confirmed) == (True, "report", False)
    assert kept.answers == {"code": "22", "place": "ML060303-0001"}
    assert turn("1*8*8*8").text == CLOSING
    assert not turn("1*2*2*un*7*7*1*7*7").ends


def test_an_unknown_place_is_asked_again_and_the_third_keeps_the_category() -> None:
    assert turn("1*2*2*x").text.startswith("Lieu inconnu. Essayez la commune ou le cercle.\nQuel village")
    kept = turn("1*2*2*x*y*z")
    assert (kept.ends, kept.answers) == (True, {"code": "22"})


def test_several_places_are_numbered_with_their_cercle() -> None:
    asked = turn("1*2*2*deux")
    lines = asked.text.split("\n")
    assert lines[0] == "Où?"
    assert lines[1].startswith("1 'Oglat Mohammed")
    assert lines[1].endswith("98 Suite") or "(Gourma-Rharous" in lines[1]
    assert turn("1*2*2*deux*2").answers["place"] == "ML060303-0002"
    assert turn("1*2*2*deux*9").node == "report_incident.place"
    assert turn("1*2*2*deux*9*un").answers["place"] == "ML060303-0001"
    assert turn("1*2*2*deux*0").text == turn("1*2*2").text


def test_a_misspelling_is_asked_about_though_one_place_alone_fits() -> None:
    asked = turn("1*2*2*une")
    assert asked.answers == {"code": "22"}
    assert "1 " in asked.text
    assert asked.node == turn("1*2*2").node
    assert "place" in turn("1*2*2*une*1").answers


def test_more_places_than_a_screen_holds_ask_for_the_cercle() -> None:
    assert turn("1*2*2*trop").text.startswith("Plusieurs lieux ont ce nom. Ajoutez le cercle.")


def test_digits_of_other_scripts_blanks_and_hashes_are_folded() -> None:
    assert turn("１*٢*߂").answers == turn("1*2*2").answers
    assert turn(" 1 *2#* 2\u202f*un#").text == turn("1*2*2*un").text


def test_category_six_ends_with_services_and_asks_nothing() -> None:
    helped = turn("1*6*1", AT_HOME)
    assert (
        helped.text
        == f"Maison A: 80 00 00 01\nMaison B: 80 00 00 02\nAppelez quand vous etes seule.\n{CLOSING}"
    )
    assert (helped.ends, helped.protected, helped.kind, helped.answers) == (True, True, "none", {})
    alone = turn("1*6*2")
    assert alone.text == f"Parlez a une personne de confiance ou au centre de santé.\n{CLOSING}"
    assert turn("1*1*6*1", NEW).answers == {}


def test_a_relay_reports_that_there_is_nothing() -> None:
    relay = Session("fr", first_use=False, role="relay")
    assert "6 RAS cette semaine" in turn("", relay).text
    assert (turn("6", relay).kind, turn("6", relay).answers) == ("report", {"code": "00"})
    assert turn("6").text.startswith("Choix invalide.")


def test_what_is_typed_after_the_end_changes_nothing() -> None:
    assert turn("00*1*2").text == turn("00").text


def test_a_long_name_gives_way_on_the_summary() -> None:
    summary = replay(NARROW, KNOWN, ["1", "2", "3", "un", "1", "1", "2"], find=find, today=TODAY).text
    assert septets(summary) <= 120
    assert summary.endswith("1 Envoyer\n0 Corriger\n00 Tout effacer")


def test_the_page_turns_where_the_operator_passes_less() -> None:
    first = replay(NARROW, KNOWN, ["1"], find=find, today=TODAY).text
    second = replay(NARROW, KNOWN, ["1", "98"], find=find, today=TODAY).text
    assert first.endswith("98 Suite")
    assert second.endswith("9 Autre 0 Retour")
    assert replay(NARROW, KNOWN, ["1", "98", "0"], find=find, today=TODAY).node == "main_menu.home"


@pytest.mark.parametrize("typed", SENT)
def test_with_empty_catalogues_every_flow_runs_in_french(typed: str) -> None:
    say = load_catalogues()
    bare = Say([say.catalogue("fr"), Catalogue("bm", {}), Catalogue("taq", {})])
    flows = load_flows(SmallCountry(), say=bare)
    for language in ("bm", "taq"):
        session = Session(language, first_use=False, facts=KNOWN.facts)
        shown = replay(flows, session, typed.split("*"), find=find, today=TODAY).text
        assert shown.split("\n") == SENT[typed]


SESSIONS = st.builds(
    Session,
    language=st.sampled_from([None, "fr", "bm", "taq", "xx"]),
    first_use=st.booleans(),
    home=st.sampled_from([None, "ML060303-0001"]),
    role=st.sampled_from(["public", "relay", "monitor"]),
    letters=st.sampled_from(["gsm7", "official"]),
)
TYPED = st.lists(
    st.sampled_from(["0", "00", "98", *"123456789", "un", "deux", "cinq", "trop", "x", ""])
    | st.text(max_size=90),
    max_size=14,
)


@settings(max_examples=many(400), deadline=None)
@given(SESSIONS, TYPED, st.booleans())
def test_whatever_is_typed_has_its_screen_and_the_same_one_again(
    session: Session, typed: list[str], narrow: bool
) -> None:
    chosen = NARROW if narrow else FLOWS
    once = replay(chosen, session, typed, find=find, today=TODAY)
    assert once == replay(chosen, session, list(typed), find=find, today=TODAY)
    assert is_gsm7(once.text) or once.language != "fr"
    assert once.text
    assert fits(once.text, chosen.limit)
    assert not once.ends or once.text.endswith(CLOSING)
    if once.protected or once.erased:
        assert (once.kind, once.answers) == ("none", {})
