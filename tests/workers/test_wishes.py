"""What a listed word asks of the house is read as the wish that it is, before anything else."""

import pytest

from core.country import Country
from workers.pipeline import understand


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("STOP", "optout"),
        ("Arrêt svp", "optout"),
        ("EFFACER", "optout"),
        ("effacer tout ce que j'ai ecrit", "optout"),
        ("LANGUE", "language"),
        ("langue bambara", "language"),
    ],
)
def test_a_listed_word_is_a_wish(text: str, intent: str, country: Country) -> None:
    said = understand(text, country)
    assert (said.intent, said.method, said.code) == (intent, "code", None)


@pytest.mark.parametrize(
    "text", ["Stop aux bandits à Gao, ils ont attaqué le marché", "aide moi mon mari me bat"]
)
def test_a_longer_text_is_read(text: str, country: Country) -> None:
    assert understand(text, country).intent in {"incident", "gbv"}
