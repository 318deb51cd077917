"""Babel finds every sentence of a flow that a citizen may read, with its line, and nothing else."""

from io import BytesIO
from pathlib import Path

import flows
from core.languages import load_catalogues
from flows.definition import load_flows
from flows.extract import sentences
from tests.flows.places import SmallCountry

FLOW = """\
flow: x
call: {back: "Retour", home: x.home}
nodes:
  home:
    say: ["Que se passe-t-il?"]
    choices:
      1: {label: "Oui", told: "oui", value: yes, set: {erase: all}, goto: end}
    back: no
  place:
    finds: [place]
    unknown: "Lieu inconnu."
    summary: ["{code}"]
"""


def test_sentences_are_found_with_their_lines() -> None:
    found = [(line, message) for line, _, message, _ in sentences(BytesIO(FLOW.encode()), (), (), {})]
    assert found == [
        (2, ("orthographic", "Retour")),
        (5, ("orthographic", "Que se passe-t-il?")),
        (7, ("orthographic", "Oui")),
        (7, ("orthographic", "oui")),
        (11, ("orthographic", "Lieu inconnu.")),
    ]


def test_what_the_engine_shows_is_what_babel_finds() -> None:
    folder = Path(flows.__file__).parent
    found = {
        message[1]
        for path in folder.glob("*.yaml")
        for _, _, message, _ in sentences(BytesIO(path.read_bytes()), (), (), {})
    }
    every = SmallCountry(languages=("fr", "bm", "taq", "ses", "ha"))
    ours = load_flows(every, say=load_catalogues())
    shown = {text for node in ours.nodes.values() for text in node.sentences()} | set(ours.call.sentences())
    assert shown == found
