"""Every transcript of tests/cases/sms, through the gateway's door and the workers, on both databases."""

from pathlib import Path

import pytest

from core.country import Country
from flows.definition import Flows
from store.database import Database
from store.keys import Keys
from tests.workers.texting import play, scene_of, texting

CASES = Path(__file__).parent.parent / "cases" / "sms"


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.txt")))
def test_a_conversation_by_sms(
    name: str, database: Database, keys: Keys, country: Country, flows: Flows
) -> None:
    transcript = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    with texting(database, keys, country, flows, scene_of(transcript)) as phone:
        play(phone, transcript)
