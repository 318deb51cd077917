"""A flow with a fault is refused before anybody can dial it: the sentence names file, place and remedy."""

from pathlib import Path

import pytest

from core.country import load_country
from core.errors import Misconfigured
from flows.definition import load_flows
from flows.nodes import Flows
from tests.flows.places import Listed, SmallCountry, Told

SMALL = (Path(__file__).parent.parent / "cases" / "flows" / "small.yaml").read_text(encoding="utf-8")
LONG = "Que se passe-t-il? " * 9

BROKEN = [
    (
        "a mistyped word of a node",
        "    then: end\n\n  place",
        "    than: end\n\n  place",
        "node «home»",
        "«than» is not known",
    ),
    (
        "a mistyped word of a choice",
        'label: "Combats"',
        'lable: "Combats"',
        "choice 1",
        "a mapping with a `label`",
    ),
    (
        "an unknown word of a choice",
        "goto: place}",
        "goto: place, sound: x}",
        "choice 2",
        "«sound» is not known",
    ),
    (
        "an unknown word of the file",
        "start: home",
        "start: home\nauthor: x",
        "the file",
        "«author» is not known",
    ),
    ("a next node that is none", "goto: place", "goto: plaec", "node «home»", "leads to «small.plaec»"),
    ("a choice that leads nowhere", "    then: end\n\n  place", "\n  place", "node «home»", "leads nowhere"),
    (
        "a start that is no node",
        "start: home",
        "start: hom",
        "the file",
        "«small.hom» is named and is no node",
    ),
    ("a node off the roads", "goto: place}", "goto: end}", "node «place»", "no road leads here"),
    (
        "a circle without an end",
        'another: "Autre"\n    then: end',
        'another: "Autre"\n    then: place',
        "node «place»",
        "runs in a circle",
    ),
    ("a sentence in no catalogue", '"Combats"', '"Bagarre"', "node «home»", "«Bagarre» is in no catalogue"),
    (
        "a digit that stands twice",
        '      2: {label: "Autre"',
        '      1: {label: "Autre"',
        "line 22",
        "«1» stands twice",
    ),
    (
        "a key kept for moving",
        '      2: {label: "Autre"',
        '      0: {label: "Autre"',
        "choice 0",
        "one digit from 1 to 9",
    ),
    (
        "a key of two digits",
        '      2: {label: "Autre"',
        '      98: {label: "Autre"',
        "choice 98",
        "one digit from 1 to 9",
    ),
    ("a choice without its meaning", ', value: "12"', "", "choice 1", "`value` is missing"),
    ("a code of no taxonomy", 'value: "12"', 'value: "19"', "choice 1", "19 is no code"),
    ("an end of an unknown kind", "ends: done", "ends: perhaps", "node «end»", "`ends` must be one of"),
    ("a place without its words", '    several: "Où?"\n', "", "node «place»", "`several` is missing"),
    ("a line outside a list", 'say: ["Où?"]', 'say: "Où?"', "node «place»", "`say` must be a list"),
    ("a call without a word", '  more: "Suite"\n', "", "call", "must hold exactly"),
    ("what is not YAML", "nodes:", "nodes: {", "line", "is not YAML"),
    ("another name than the file's", "flow: small", "flow: large", "flow", "must be small"),
]


def load(folder: Path, text: str) -> Flows:
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return load_flows(SmallCountry(), folder)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(Misconfigured) as refused:
        load(folder, text)
    return [str(fault) for fault in refused.value.faults]


def test_the_whole_one_is_not_broken(tmp_path: Path) -> None:
    assert set(load(tmp_path, SMALL).nodes) == {"small.home", "small.place", "small.end"}


@pytest.mark.parametrize(
    ("label", "whole", "broken", "place", "remedy"), BROKEN, ids=[row[0] for row in BROKEN]
)
def test_a_broken_flow_is_refused(
    tmp_path: Path, label: str, whole: str, broken: str, *, place: str, remedy: str
) -> None:
    assert whole in SMALL
    found = faults(tmp_path, SMALL.replace(whole, broken, 1))
    assert any(fault.startswith("small.yaml: ") and place in fault and remedy in fault for fault in found), (
        found
    )


def test_a_screen_that_is_too_long_is_refused_in_its_language(tmp_path: Path) -> None:
    nine = "".join(
        f'      {key}: {{label: "Trafic armes, drogue, humains", value: "23"}}\n' for key in range(3, 9)
    )
    whole = '      2: {label: "Autre"'
    found = faults(tmp_path, SMALL.replace(whole, nine + whole))
    assert "small.yaml: node «home»: in fr, it needs 2 pages of 160: shorten it, or say `pages: yes`" in found
    assert load(
        tmp_path,
        SMALL.replace(whole, nine + whole).replace("    asks: code", "    asks: code\n    pages: yes"),
    )


def test_an_ending_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    pledge = "Un SMS ou un appel USSD peut être vu par l'opérateur et par l'État."
    again = f'say: ["{pledge}", "{pledge}", "{pledge}"]'
    found = faults(tmp_path, SMALL.replace('say: ["Rien n\'est gardé."]', again))
    assert "small.yaml: node «end»: in fr, an END screen needs 2 pages: shorten it" in found


def test_a_name_of_the_service_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Misconfigured, match="a line takes"):
        load_flows(SmallCountry(settings=Told("Un nom " * 25)))


def test_a_folder_without_flows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="holds no flow"):
        load_flows(SmallCountry(), tmp_path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("goto: place", "goto: plaec").replace('"Combats"', '"Bagarre"')
    assert len(faults(tmp_path, text)) == 2


def test_our_flows_reach_every_code_and_every_authority_of_mali() -> None:
    country = load_country("ml")
    flows = load_flows(country)
    told = [choice.answers for node in flows.nodes.values() for choice in node.choices.values()]
    general = {category.code for category in country.taxonomy.general()}
    assert {answers["code"] for answers in told if "code" in answers} == general
    assert {answers["authority"] for answers in told if "authority" in answers} == set(country.authorities)


def test_a_country_without_a_code_of_ours_is_told_so() -> None:
    with pytest.raises(Misconfigured, match=r"22 is no code of taxonomy\.yaml"):
        load_flows(SmallCountry(taxonomy=Listed(("11",))))
