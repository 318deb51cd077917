"""A flow with a fault is refused before anybody can dial it: the sentence names file, line and remedy."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.answers import ANSWERS, FACTS, Answer
from core.errors import Misconfigured
from flows.definition import flow_files, load_flows
from flows.nodes import Flows
from flows.telling import ungiven
from tests.flows.places import Listed, SmallCountry, Told
from tests.mali import flows, mali, say

CASES = Path(__file__).parent.parent / "cases" / "flows"
WHOLE = {name: (CASES / f"{name}.yaml").read_text(encoding="utf-8") for name in ("small", "asking")}
SMALL = WHOLE["small"]
SAY = say()
MALI = mali()
OURS = flows()
BROKEN: Mapping[str, Mapping[str, Any]] = yaml.safe_load((CASES / "faults.yaml").read_text(encoding="utf-8"))


def load(folder: Path, text: str, name: str = "small") -> Flows:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_flows(SmallCountry(), folder, SAY)


def faults(folder: Path, text: str, name: str = "small") -> list[str]:
    with pytest.raises(Misconfigured) as refused:
        load(folder, text, name)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_ones_are_not_broken(tmp_path: Path, name: str) -> None:
    assert load(tmp_path, WHOLE[name], name).nodes


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_flow_is_refused(tmp_path: Path, fault: str) -> None:
    row = BROKEN[fault]
    assert row["whole"] in WHOLE[row["of"]]
    broken = WHOLE[row["of"]].replace(row["whole"], row["broken"], 1)
    found = faults(tmp_path, broken, row["of"])
    place = f"{row['of']}.yaml: line {row['line']}"
    assert any(each.startswith((f"{place},", f"{place}:")) and row["says"] in each for each in found), found


def test_a_screen_may_turn_pages_where_the_flow_says_so(tmp_path: Path) -> None:
    nine = "".join(
        f'      {key}: {{label: "Trafic armes, drogue, humains", value: "23"}}\n' for key in range(3, 9)
    )
    whole = '      2: {label: "Autre"'
    found = faults(tmp_path, SMALL.replace(whole, nine + whole))
    says = "in fr, it needs 2 pages of 160: shorten it, or say `pages: yes`"
    assert f"small.yaml: line 17, node «home»: {says}" in found
    paged = SMALL.replace(whole, nine + whole).replace("    asks: code", "    asks: code\n    pages: yes")
    assert load(tmp_path, paged)


def test_a_name_of_the_service_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Misconfigured, match="a line takes"):
        load_flows(SmallCountry(settings=Told("Un nom " * 25)))


def test_two_files_cannot_both_say_what_a_call_needs(tmp_path: Path) -> None:
    load(tmp_path, SMALL)
    again = SMALL.replace("flow: small", "flow: other").replace("small.", "other.")
    assert faults(tmp_path, again, "other") == [
        "main_menu.yaml: line 1, call: exactly one file must have it: "
        "it names the nodes that every call needs"
    ]


def test_a_folder_without_flows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="holds no flow"):
        load_flows(SmallCountry(), tmp_path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("goto: place", "goto: plaec").replace('"Combats"', '"Bagarre"')
    assert len(faults(tmp_path, text)) == 2


def test_our_flows_reach_every_code_and_every_authority_of_mali() -> None:
    told = [choice.answers for node in OURS.nodes.values() for choice in node.choices.values()]
    general = {category.code for category in MALI.taxonomy.general()}
    assert {answers["code"] for answers in told if "code" in answers} == general
    assert {answers["authority"] for answers in told if "authority" in answers} == set(MALI.authorities)


def test_a_country_without_a_code_of_ours_is_told_so() -> None:
    with pytest.raises(Misconfigured, match=r"22 is no code of taxonomy\.yaml"):
        load_flows(SmallCountry(taxonomy=Listed(("11",))))


def test_an_answer_that_no_flow_gives_is_named_with_its_line() -> None:
    assert not list(ungiven(OURS))
    fewer = {name: node for name, node in OURS.nodes.items() if name != "commitments.heard"}
    (heard,) = ungiven(Flows(fewer, OURS.call, OURS.country, OURS.say))
    assert str(heard).startswith("core/answers.py: line ")
    assert "no flow asks for «heard»" in str(heard)
    (value,) = ungiven(OURS, {"g2": Answer("workers.scores", values=frozenset("15"))})
    assert "no flow answers 5 to «g2»" in str(value)


def test_every_answer_is_named_where_it_is_said_to_be_used() -> None:
    for name, answer in ANSWERS.items():
        found = importlib.util.find_spec(answer.used_by)
        assert found is not None, answer.used_by
        assert f'"{name}"' in Path(str(found.origin)).read_text(encoding="utf-8"), (name, answer.used_by)


def test_no_fact_has_the_name_of_another_answer() -> None:
    assert not FACTS & ANSWERS.keys() - {"home"}


def test_an_older_version_is_read_from_its_texts_and_shown_in_french_where_it_must() -> None:
    texts = flow_files()
    assert load_flows(MALI, files=texts).nodes == OURS.nodes
    old = {"small.yaml": SMALL.replace("Combats", "Bagarre").replace('"12"', '"19"')}
    assert load_flows(SmallCountry(), files=old).node("small.home").choices["1"].label == "Bagarre"
    with pytest.raises(Misconfigured, match="which is no node"):
        load_flows(SmallCountry(), files={"small.yaml": SMALL.replace("goto: place", "goto: plaec")})
