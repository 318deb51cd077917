"""CAP documents are what the standard says, also where its schema is silent (`standards.md` §5, §8)."""

import os
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.alerts import Alert
from core.cap import Document, Info, Reference, clean, write
from core.capchecks import checked, faults, read, summary, text_of
from core.capwords import CERTAINTY, severity, sources_step, urgency
from core.errors import LasomiError
from tests.mali import mali

CASES = Path(__file__).parent.parent / "cases" / "cap"
AT = datetime(2026, 7, 14, 14, 5, tzinfo=UTC)
FIRST = Reference("lasomi.example.org", "lasomi-ml-2417-1", AT)
INFO = Info(
    language="fr",
    categories=("Env", "Security"),
    event="Accès à l'eau",
    urgency="Expected",
    severity="Severe",
    certainty="Possible",
    codes=(("lasomi-taxonomy-1", "32"), ("ecowarn5", "environment")),
    expires=AT + timedelta(hours=24),
    sender_name="Lasomi Mali",
    headline="Alerte 2417: code 32, Ansongo",
    description="Cercle d'Ansongo, région de Gao.",
    parameters=(("state", "unverified"),),
    area="Cercle d'Ansongo, région de Gao",
    place="ML0701",
)
ALERT = Document(FIRST, "Alert", "Private", addresses=("monitor:ML0701",), incident="i1", infos=(INFO,))
UPDATE = replace(
    ALERT,
    own=replace(FIRST, identifier="lasomi-ml-2417-2"),
    type="Update",
    references=(FIRST,),
    exercise="EX-03",
)


def validator() -> Any:
    return pytest.importorskip("capvalidator", reason="capvalidator 0.1.0.dev4 is not installed here")


READS_BACK = """
import sys
from cap_tools import Alert, AlertState
from xsdata.formats.dataclass.parsers import XmlParser
state = AlertState()
for path in sys.argv[1:]:
    state.ingest(XmlParser().from_bytes(open(path, "rb").read(), Alert))
(alert,) = state.alerts
print(alert.identifier, *(each.event for each in alert.infos), sep="\\n")
"""


def cases(name: str) -> list[Any]:
    return [
        pytest.param(case, id=case["label"]) for case in yaml.safe_load((CASES / name).read_text("utf-8"))
    ]


@pytest.mark.parametrize("document", [ALERT, UPDATE], ids=["alert", "update"])
def test_what_we_write_has_no_fault(document: Document) -> None:
    known = {str(each) for each in document.references}
    assert checked(write(document), known)


@pytest.mark.parametrize("case", cases("faults.yaml"))
def test_what_the_schema_does_not_catch(case: dict[str, Any]) -> None:
    xml = write(UPDATE).decode()
    assert case["put"] not in xml or case["take"]
    assert case["take"] in xml
    broken = xml.replace(case["take"], case["put"]).encode()
    assert case["fault"] in list(faults(broken, {str(FIRST)}))
    with pytest.raises(LasomiError, match="cap_faulty|" + case["fault"]):
        checked(broken, {str(FIRST)})


def test_a_message_that_was_never_sent_is_not_referred_to() -> None:
    assert list(faults(write(UPDATE), {"x,y,2026-07-14T14:05:00-00:00"})) == [
        "references: a message that was never sent"
    ]


def test_utc_is_minus_zero_whatever_zone_a_moment_has() -> None:
    there = AT.astimezone(timezone(timedelta(hours=2))).replace(microsecond=999_999)
    xml = write(replace(ALERT, own=replace(FIRST, sent=there)))
    assert text_of(read(xml), "sent") == "2026-07-14T14:05:00-00:00"


@given(st.text())
def test_no_text_breaks_a_document(text: str) -> None:
    said = replace(INFO, headline=f"Alerte {text}", description=text, area=f"Cercle {text}")
    document = replace(ALERT, infos=(said,))
    assert list(faults(write(document))) == []
    assert summary(write(document))[0] == "lasomi-ml-2417-1"
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("document", [ALERT, UPDATE], ids=["alert", "update"])
def test_valid_by_the_schema_of_oasis(document: Document) -> None:
    assert validator().check_schema(write(document)).passed


@pytest.mark.parametrize("version", [1, 2, 3])
def test_the_golden_documents_are_valid_by_the_schema(version: int) -> None:
    text = (CASES / f"s4-c-{version}.xml").read_text("utf-8").format(number="2417", event="i-58211")
    xml = re.sub(r">\n *<", "><", text).encode()
    assert list(faults(xml)) == []
    assert validator().check_schema(xml).passed


def test_another_reader_reads_it_back(tmp_path: Path) -> None:
    """cap-tools 3.1.1 wants multidict before 7, which our aiohttp does not allow: it lives elsewhere."""
    python = os.environ.get("LASOMI_CAP_TOOLS")
    if not python:
        pytest.skip("LASOMI_CAP_TOOLS names no Python that has cap-tools")
    paths = [tmp_path / "alert.xml", tmp_path / "update.xml"]
    for path, document in zip(paths, (ALERT, UPDATE), strict=True):
        path.write_bytes(write(document))
    read_back = subprocess.run(
        [python, "-c", READS_BACK, *map(str, paths)], capture_output=True, text=True, check=True
    )
    assert read_back.stdout.splitlines() == ["lasomi-ml-2417-2", "Accès à l'eau"]


@pytest.mark.parametrize("case", cases("words.yaml"))
def test_our_words_in_those_of_cap(case: dict[str, Any]) -> None:
    facts: dict[str, Any] = {"code": "11", "severity": 4, "when": "auj.", "state": "unverified"}
    facts |= case["alert"]
    alert = Alert(
        "a",
        "2417",
        "incident",
        "i1",
        area="ML0701",
        sources=1,
        raised_at=AT,
        accepted_at=AT,
        expires_at=AT,
        **facts,
    )
    told = {"urgency": urgency(alert), "severity": severity(alert), "certainty": CERTAINTY[alert.state]}
    assert case["told"].items() <= told.items()


@pytest.mark.parametrize("case", cases("categories.yaml"))
def test_every_code_has_its_categories(case: dict[str, Any]) -> None:
    codes = mali().taxonomy
    for code in case["codes"]:
        category = codes.get(code)
        assert category is not None
        assert list(category.maps["cap"]) == case["categories"]


def test_a_crowd_is_not_a_message_each() -> None:
    steps = [sources_step(n) for n in range(1, 10_001)]
    assert steps == sorted(steps)
    assert sorted(set(steps)) == [*range(1, 11), 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
