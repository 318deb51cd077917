"""What `lasomi flow export --floip` writes: the published schemas pass, every road leads somewhere."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.definition import load_flows
from flows.nodes import Flows
from ops.floip.container import container
from ops.main import app
from tests.flows.places import Line, SmallCountry

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = ROOT / "tests/cases/floip/schema"
OF_BLOCKS = {
    "MobilePrimitives.SelectOneResponse": "ISelectOneResponseBlock",
    "MobilePrimitives.OpenResponse": "IOpenResponseBlock",
    "MobilePrimitives.Message": "IMessageBlock",
    "Core.Case": "ICaseBlock",
}
NUMBER = "+223 80 00 11 32"
PUBLIC = {
    *("first_call", "main_menu", "register", "report_incident", "rate_authority"),
    *("follow_up", "commitments", "help_and_safety"),
}


@pytest.fixture(scope="module")
def flows() -> Flows:
    return load_flows(SmallCountry(hotlines=(Line(NUMBER, {"fr": "Aide"}),)))


@pytest.fixture(scope="module")
def made(flows: Flows) -> dict[str, Any]:
    return container(flows, ROOT / "flows", "ml")


def blocks(made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for flow in made["flows"]:
        yield from flow["blocks"]


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def test_the_published_schemas_pass(made: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip(
        "jsonschema", reason="pip install jsonschema to check the published schema"
    )
    form = jsonschema.Draft7Validator.FORMAT_CHECKER
    jsonschema.Draft7Validator(schema("flowSpecJsonSchema"), format_checker=form).validate(made)
    for kind, name in OF_BLOCKS.items():
        validator = jsonschema.Draft7Validator(schema(name), format_checker=form)
        for block in blocks(made):
            if block["type"] == kind:
                validator.validate(block)


def test_only_blocks_that_have_a_schema(made: dict[str, Any]) -> None:
    assert {block["type"] for block in blocks(made)} == set(OF_BLOCKS)


def test_every_road_leads_to_a_block_of_its_flow(made: dict[str, Any]) -> None:
    for flow in made["flows"]:
        here = {block["uuid"]: block for block in flow["blocks"]}
        assert flow["first_block_id"] == flow["blocks"][0]["uuid"]
        reached, ahead = set[str](), [flow["first_block_id"]]
        while ahead:
            block = here[ahead.pop()]
            if block["uuid"] not in reached:
                reached.add(block["uuid"])
                ahead += [
                    exit_["destination_block"] for exit_ in block["exits"] if "destination_block" in exit_
                ]
        assert reached == set(here), flow["name"]


def test_every_id_stands_once_and_stays(made: dict[str, Any], flows: Flows) -> None:
    counted = Counter(block["uuid"] for block in blocks(made))
    counted.update(exit_["uuid"] for block in blocks(made) for exit_ in block["exits"])
    counted.update(flow["uuid"] for flow in made["flows"])
    assert set(counted.values()) == {1}
    assert container(flows, ROOT / "flows", "ml") == made


def test_every_text_is_there_in_every_language(made: dict[str, Any], flows: Flows) -> None:
    texts = {one["uuid"]: [value["language_id"] for value in one["values"]] for one in made["resources"]}
    used = {exit_["label"] for block in blocks(made) for exit_ in block["exits"]}
    for block in blocks(made):
        used |= {block["config"][key] for key in ("prompt", "message_audio") if key in block["config"]}
        used |= set(block["config"].get("choices", {}).values())
    assert used == set(texts)
    assert all(languages == ["fra", "bam", "taq"] for languages in texts.values())


def test_a_wrong_key_asks_again(made: dict[str, Any]) -> None:
    for block in blocks(made):
        if block["type"] in ("MobilePrimitives.SelectOneResponse", "Core.Case"):
            assert [exit_.get("default", False) for exit_ in block["exits"]] == [
                *[False] * (len(block["exits"]) - 1),
                True,
            ]
        if block["type"] == "MobilePrimitives.SelectOneResponse":
            assert block["exits"][-1]["destination_block"] == block["uuid"]


def test_what_stays_ours(made: dict[str, Any]) -> None:
    """No hotline, which is only good for 180 days; no menu of the staff; what tells nothing is marked."""
    text = json.dumps(made, ensure_ascii=False)
    assert NUMBER not in text
    assert {flow["name"] for flow in made["flows"]} == PUBLIC
    assert not [block for block in blocks(made) if block["name"].startswith("alerts_")]
    ends = {
        block["vendor_metadata"]["lasomi"].get("ends") for block in blocks(made) if "vendor_metadata" in block
    }
    assert {"done", "protected"} <= ends


def test_the_draw_and_the_facts_are_properties_of_the_contact(made: dict[str, Any]) -> None:
    properties = made["vendor_metadata"]["lasomi"]["contact_properties"]
    assert {"general_g3", "forces_g7", "has_profile", "has_home", "last_report_closed"} <= set(properties)


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "flows.json"
    told = CliRunner().invoke(app, ["flow", "export", "--floip", "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert json.loads(out.read_text("utf-8"))["specification_version"] == "1.0.0-rc1"
    assert CliRunner().invoke(app, ["flow", "export"]).exit_code == 1
    assert os.path.getsize(out) < 1_000_000
