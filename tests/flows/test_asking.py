"""What is asked depends on the first look of a call and on what was told: passed nodes, lists, regions."""

from datetime import date
from pathlib import Path

import pytest

from core.text import septets
from flows.definition import load_flows
from flows.engine import Session, Turn, replay
from flows.nodes import Flows, Option
from tests.flows.places import LONGEST, SmallCountry, find

FILE = Path(__file__).parent.parent / "cases" / "flows" / "asking.yaml"
TEXTS = {FILE.name: FILE.read_text(encoding="utf-8")}
FLOWS = load_flows(SmallCountry(), files=TEXTS)
NARROW = load_flows(SmallCountry(), files=TEXTS, limit=120)
TODAY = date(2026, 7, 14)
ALERTS = tuple(
    Option(f"24{number:02d}", {"fr": f"Combats {number}", "bm": f"Kele {number}"}) for number in range(20)
)


def turn(typed: str, *, flows: Flows = FLOWS, language: str = "fr", **found: object) -> Turn:
    session = Session(language, False, **found)  # type: ignore[arg-type]
    return replay(flows, session, typed.split("*") if typed else [], find=find, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "facts", "node"),
    [
        ("1", {"forces": "g2,g7"}, "first"),
        ("1", {"forces": "g2,g9"}, "second"),
        ("2", {"forces": "g7", "profile": "asked"}, "sent"),
        ("2", {"general": "g3", "profile": "asked"}, "second"),
        ("1*1", {"forces": "g7", "profile": "asked", "general": "g2,g4"}, "sent"),
        ("2", {}, "second"),
    ],
)
def test_a_node_is_asked_when_its_condition_holds(typed: str, facts: dict[str, str], node: str) -> None:
    assert turn(typed, facts=facts).node == f"asking.{node}"


def test_zero_leads_back_past_what_was_not_asked() -> None:
    assert turn("2*0", facts={}).node == "asking.home"


def test_a_key_is_there_only_when_its_fact_is() -> None:
    assert "3 Oui" not in turn("").text
    assert turn("3").text.startswith("Choix invalide.")
    assert "3 Oui" in turn("", lists={"alerts": ALERTS}).text
    assert "7 Non" in turn("", facts={"settled_case": "c1"}).text
    assert "7 Non" not in turn("", facts={"settled_case": "c1", "profile": "asked"}).text


def test_a_fact_may_be_what_is_answered() -> None:
    told = turn("7", facts={"settled_case": "c1"})
    assert (told.kind, told.answers) == ("opinion", {"case": "c1", "settled": "yes"})


def test_a_fact_has_its_sentence_and_what_has_none_leaves_the_line_out() -> None:
    assert turn("", facts={"last_report": "checking"}).text.startswith("Des blessés\n1 ")
    assert turn("", facts={"last_report": "lost"}).text == turn("").text
    assert turn("").text.startswith("1 Police")


def test_a_list_is_numbered_anew_on_every_page() -> None:
    first = turn("3", lists={"alerts": ALERTS})
    assert first.text.split("\n")[:3] == ["Que se passe-t-il?", "1 Combats 0", "2 Combats 1"]
    assert first.text.endswith("8 Combats 7\n98 Suite")
    second = turn("3*98", lists={"alerts": ALERTS})
    assert second.text.split("\n")[0] == "1 Combats 8"
    assert turn("3*98*2", lists={"alerts": ALERTS}).answers == {"alert": "2409"}
    assert turn("3*98*98", lists={"alerts": ALERTS}).text.endswith("4 Combats 19\n9 Autre\n0 Retour")
    assert turn("3*98*98*5", lists={"alerts": ALERTS}).text.startswith("Choix invalide.")
    assert turn("3*98*98*98", lists={"alerts": ALERTS}).text.startswith("Choix invalide.")


def test_what_was_chosen_from_a_list_is_shown_and_acted_on() -> None:
    assert turn("3*2", lists={"alerts": ALERTS}).text.startswith("Combats 1\n1 Oui")
    told = turn("3*2*1", lists={"alerts": ALERTS})
    assert (told.kind, told.confirmed, told.answers) == ("command", True, {"alert": "2401", "do": "OUI"})
    assert turn("3*2", lists={"alerts": ALERTS}, language="bm").text.startswith("Kele 1\n")
    assert turn("3*9", lists={"alerts": ALERTS}).node == "asking.home"


def test_a_label_too_long_for_a_screen_is_cut() -> None:
    long = (Option("1", {"fr": "Un engagement sans fin, " * 12}), *ALERTS)
    for typed in ("3", "3*98", "3*1", "3*98*98*98"):
        for flows in (FLOWS, NARROW):
            shown = turn(typed, flows=flows, lists={"alerts": long}).text
            assert septets(shown) <= flows.limit
    assert turn("3", lists={"alerts": long}).text.endswith(".\n98 Suite")


def test_a_place_is_found_by_region_and_cercle() -> None:
    regions = turn("4*1").text.split("\n")
    assert regions[0] == "Où?"
    assert regions[1].startswith("1 Région de Gourma")
    assert regions[-1] == "98 Suite"
    cercles = turn("4*1*2")
    assert cercles.text.startswith("Région de Gourma-Rharous")
    assert cercles.answers == {}
    assert turn("4*1*2*1").answers == {"place": "ML0200"}
    assert turn("4*1*0").text == turn("4").text
    assert turn("4*1*2*0").text == turn("4*1").text
    assert turn("4*1*9").text.startswith("Choix invalide.")


def test_a_region_without_cercles_is_the_place() -> None:
    pages = ["4", "1"]
    while turn("*".join(pages)).text.endswith("98 Suite"):
        pages.append("98")
    last = turn("*".join(pages)).text.count("Région")
    assert turn("*".join([*pages, str(last)])).answers == {"place": "ML11"}


def test_a_name_may_still_be_typed_beside_the_key_of_the_regions() -> None:
    assert turn("4*un").answers == {"place": "ML060303-0001"}
    assert LONGEST[1:6] in turn("4*deux").text.replace("â", "a") or "Oglat" in turn("4*deux").text


def test_what_is_written_comes_last_and_keeps_its_stars() -> None:
    assert turn("6*des mots * et d'autres*98*0").answers == {"wanted": "des mots * et d'autres*98*0"}
    assert turn("6* #").text.startswith("Choix invalide.")
    assert turn("6*0").node == "asking.home"
    assert turn("6*00").erased
