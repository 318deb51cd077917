"""The feed does what its description says: a machine that reads it finds no lie."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from gateway.feeds.openapi import as_30
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, moment, room

FEW = 8
MEANS_NOTHING = {"bad_parameter", "unknown_place", "not_open", "wrong_level"}
"""A place of another edition, a quarter to come, `from` after `to`, a cursor that we did not give."""
SCOPES = ("figures", "events", "alerts", "monitor@ML", "sessions")


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    made = room(database, keys, data_dir)
    made.keep(incident(state="verified"), released_at=NOON)
    made.alert(alert("a1", "2417"))
    made.clock.at = moment("2026-10-17T12:00")
    made.ratings("ML070101", "2026-Q3", yes=18, no=22)
    monkeypatch.setattr("gateway.auth.Quota.wait_seconds", lambda *_: 0)
    return made


@pytest.fixture
def description(here: Room) -> dict[str, Any]:
    answer = asyncio.run(here.client().get("/v1/openapi.json"))
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_description_is_openapi_3(description: dict[str, Any]) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not here")
    validator.OpenAPIV30SpecValidator(description).validate()
    assert description["openapi"].startswith("3.0")
    assert '"type": "null"' not in json.dumps(description)


def test_what_3_0_cannot_say_is_said_otherwise() -> None:
    assert as_30({"anyOf": [{"type": "string", "const": "a"}, {"type": "null"}], "title": "x"}) == {
        "title": "x",
        "type": "string",
        "enum": ["a"],
        "nullable": True,
    }
    assert as_30({"items": [{"type": ["number", "null"]}, {"$ref": "meta.json"}]}) == {
        "items": [{"type": "number", "nullable": True}, {"$ref": "#/components/schemas/meta"}]
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore")
def test_a_machine_that_reads_it_finds_no_lie(here: Room, description: dict[str, Any]) -> None:
    """Schemathesis: values within and without the description, each answer held against it.

    Two of its checks cannot hold as they are, and stand here in words of ours (`explained`): a question may
    be well put and yet mean nothing here, and what it means as a wrong value may vanish on the way.
    """
    pytest.importorskip("schemathesis", reason="schemathesis is not here")
    from schemathesis import GenerationMode, openapi
    from schemathesis.core.result import Ok

    headers = {"Authorization": f"Bearer {here.key(*SCOPES)}"}
    schema = openapi.from_asgi("/v1/openapi.json", here.app)
    faults = [
        f"{operation.label}: {fault}"
        for operation in (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok))
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for fault in found(operation, mode, headers, description)
    ]
    assert faults == []


def found(operation: Any, mode: Any, headers: dict[str, str], description: dict[str, Any]) -> Iterator[str]:
    """What schemathesis says against one operation."""
    from schemathesis.specs.openapi import checks

    asked = description["paths"][operation.path]["get"].get("parameters", ())
    names = {each["name"] for each in asked if each["in"] == "query"}
    off = [checks.positive_data_acceptance, checks.negative_data_rejection]

    @settings(max_examples=FEW, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        answer = case.call(headers=headers)
        case.validate_response(answer, excluded_checks=off)
        explained(answer, names, wrong=mode.name == "NEGATIVE")

    try:
        holds()
    except Unsatisfiable:
        return  # what has no parameter cannot be asked wrongly
    except Exception as error:
        yield str(error)


def explained(answer: Any, names: set[str], *, wrong: bool) -> None:
    """In the place of `positive_data_acceptance`: what is as the description says is answered, or refused
    with a code that says what of it means nothing here. In the place of `negative_data_rejection`: what is
    answered holds no parameter that is not described, once it is an address; an empty list is none, and a
    number is a text there.
    """
    if wrong:
        sent = parse_qs(urlsplit(answer.request.url).query, keep_blank_values=True)
        assert answer.status_code >= 400 or sent.keys() <= names, answer.request.url
    elif answer.status_code == 400:
        told = answer.json()["error"]
        assert told["code"] in MEANS_NOTHING, told
        assert told["hint"], told
