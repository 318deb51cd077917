"""`lasomi understand` writes one object a row, as the contract says, whatever the rows hold."""

import io
import json
from typing import Any

import pytest

from core.errors import LasomiError
from ops.understand import rows, understand

NAMED = (
    "id language language_confidence intent code code_confidence method severity place candidates occurred "
    "killed injured hearsay accepted alternatives redacted why"
)
KEYS = set(NAMED.split())


def answered(text: bytes) -> list[dict[str, Any]]:
    out = io.StringIO()
    assert understand("ml", io.BytesIO(text), out) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_row_is_an_object_of_the_contract() -> None:
    (said,) = answered(b"id\ttext\tmore\n17\t22 ANSONGO\tx\n")
    assert set(said) >= KEYS
    assert (said["id"], said["code"], said["method"], said["severity"]) == ("17", "22", "code", 2)
    assert said["place"]["code"] == "ML0701"
    assert (said["place"]["adm1"], said["place"]["adm2"], said["place"]["adm3"]) == ("Gao", "Ansongo", None)


def test_columns_may_stand_in_any_order_and_rows_be_short() -> None:
    said = answered(b"lang\ttext\tid\r\nfr\tmerci\t1\r\nbm\n\nfr\t\xff\xfe vol\t3\n")
    assert [each["id"] for each in said] == ["1", "", "3"]
    assert said[0]["intent"] == "thanks"


@pytest.mark.parametrize("text", [b"", b"\n", b"a\tb\n1\t2\n", b"id;text\n"])
def test_a_header_without_its_columns_stops_with_a_sentence(text: bytes) -> None:
    with pytest.raises(LasomiError) as fault:
        list(rows(io.BytesIO(text)))
    assert "id" in fault.value.sentence
