"""A transcript plays as it was written, or it is said where it does not."""

import json
from pathlib import Path

import pytest

from core.country import Country
from core.errors import LasomiError
from flows.nodes import Flows
from ops.callers import guess_caller, read_caller
from ops.play import play, spoken
from ops.playing import Difference, OnFlows, differences, shown
from sandbox.transcript import steps

CONVERSATIONS = Path(__file__).parent.parent / "cases" / "conversations"
CALL = """# A call.
@ new
> *384#
< {welcome}
> 1
> 00
<< {erased}
"""


def mali() -> tuple[Country, Flows]:
    return spoken("ml")


def screen(words: str, *keys: str) -> str:
    caller = read_caller(words, *mali())
    for key in ("*384#", *keys):
        caller.type(key)
    return caller.turn().text.replace("\n", " / ")


def call() -> str:
    return CALL.format(welcome=screen("new"), erased=screen("new", "1", "00"))


def played(text: str) -> list[Difference]:
    return list(differences(steps(text), OnFlows(*mali())))


def test_a_call_as_it_was() -> None:
    assert played(call()) == []


def test_a_difference_is_told_once_a_call_with_its_line() -> None:
    text = call().replace(screen("new"), "Bonjour") + call().replace("> 00\n<<", "> 00\n<")
    first, second = played(text)
    assert (first.line, first.expected, first.found) == (4, "< Bonjour", f"< {screen('new')}")
    assert (second.line, second.found[:3]) == (14, "<< ")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("> *384#", "@ ?"),
        ("@ new\n! x", "?"),
        ("@ colour=red", "@ ? colour"),
        ("@ new screen=wide", "@ ? wide"),
        ("@ nobody", "@ ? nobody"),
        ("@ language=fr role=king", "@ ? king"),
        ('@ draft="1', '@ ? draft="1: No closing quotation'),
        ("@ service=ML07:soon:x:1", "@ ? service=ML07:soon:x:1: Invalid isoformat string: 'soon'"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, found: str) -> None:
    assert [difference.found for difference in played(text)] == [found]


def test_sms_are_passed_over_where_there_are_only_flows() -> None:
    assert played("@ new\nsms> 22 ANSONGO\nsms< Merci.") == []


@pytest.mark.parametrize("words", ["new", "language=bm", "language=fr role=monitor"])
def test_who_calls_is_guessed_from_the_first_screen(words: str) -> None:
    country, flows = mali()
    first = read_caller(words, country, flows).turn().text
    guessed = guess_caller(first, country=country, flows=flows)
    assert read_caller(guessed, country, flows).turn().text == first
    assert ("new" in guessed) == (words == "new")


def test_a_call_that_goes_on_is_guessed_by_the_one_that_dropped() -> None:
    country, flows = mali()
    first = read_caller('language=fr draft="1*2"', country, flows).turn().text
    guessed = guess_caller(first, country=country, flows=flows, before="language=fr", draft="1*2")
    assert guessed == 'language=fr draft="1*2"'
    again = guess_caller(first, country=country, flows=flows, before=guessed, draft="1*3")
    assert again == 'language=fr draft="1*2*3"'
    assert guess_caller("nothing like it", country=country, flows=flows) == ""


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.txt").write_text(call(), "utf-8")
    assert play([tmp_path], as_json=False) == 0
    (tmp_path / "other.txt").write_text(call().replace(screen("new"), "Bonjour"), "utf-8")
    capsys.readouterr()
    assert play([tmp_path], as_json=True) == 1
    good, other = json.loads(capsys.readouterr().out)
    assert (good["calls"], good["differences"]) == (1, [])
    assert other["differences"][0]["line"] == 4
    assert play([tmp_path / "other.txt"], as_json=False) == 1
    assert "other.txt, ligne 4" in capsys.readouterr().out


def test_a_file_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("# Un appel coupé.".encode("latin-1"))
    with pytest.raises(LasomiError, match=r"latin\.txt.*UTF-8"):
        play([tmp_path], as_json=False)


def test_a_screen_in_a_transcript() -> None:
    assert shown("a\nb", ends=True) == "<< a / b"


@pytest.mark.parametrize("path", sorted(CONVERSATIONS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_conversation_of_ours_plays(path: Path) -> None:
    assert played(path.read_text("utf-8")) == []
