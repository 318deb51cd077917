"""How far the languages are, how much room a sentence has, and the names of recordings (§7)."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.catalogues import Catalogue, Entry
from core.errors import LasomiError
from core.languages import Say, line
from core.text import fits, septets
from flows.definition import load_flows
from flows.fitting import left_in_gsm7
from flows.nodes import Flows
from ops.locales.fitting import in_french, left
from ops.locales.prompts import Prompt, ids, prompts
from ops.locales.status import status
from ops.main import app
from tests.flows.places import SmallCountry


@pytest.fixture(scope="module")
def flows() -> Flows:
    return load_flows(SmallCountry())


def with_bambara(flows: Flows, changes: dict[str, Entry]) -> Flows:
    say = flows.say
    entries = {**say.catalogue("bm").entries, **changes}
    return replace(flows, say=Say([say.catalogue("fr"), Catalogue("bm", entries)]))


def test_figures_of_a_language(flows: Flows) -> None:
    missing, unread = Entry("", "", "missing"), Entry("A", "A", "high", safety=True)
    read = Entry("B", "B", "high", safety=True, reviewed=True)
    french = flows.say.catalogue("fr").entries
    entries = {**dict.fromkeys(french, missing), **dict(zip(french, (unread, read), strict=False))}
    told = status(with_bambara(flows, entries), "bm")
    assert told["sentences"] == len(french)
    assert told["translated"] == round(2 / len(french), 4)
    assert told["reviewed"] == round(1 / len(french), 4)
    assert told["safety_unreviewed"] == 1


def test_screens_that_fall_back_to_french(flows: Flows) -> None:
    french = flows.say.catalogue("fr").entries
    nothing = with_bambara(flows, dict.fromkeys(french, Entry("", "", "missing")))
    assert len(in_french(nothing, "bm")) == status(nothing, "bm")["screens"]
    whole = {msgid: Entry(f"{msgid[:3]}i", f"{entry.wire[:3]}i") for msgid, entry in french.items()}
    assert in_french(with_bambara(flows, whole), "bm") == ()


def test_what_is_left_is_what_fits(flows: Flows) -> None:
    """One more septet than a sentence has left does not fit on its tightest screen; that many do."""
    own, room = flows.say.catalogue("bm"), left(flows, flows.say.catalogue("bm"))
    assert min(room.values()) >= 0
    for msgid in ("Aide", "Retour", "Signaler"):
        for more, over in ((room[msgid], 0), (room[msgid] + 1, -1)):
            entry = own.entries[msgid]
            longer = replace(entry, wire=entry.wire + "x" * more)
            assert left(flows, Catalogue("bm", {**own.entries, msgid: longer}))[msgid] == over


def test_every_prompt_has_an_id_of_its_own(flows: Flows) -> None:
    told = prompts(flows)
    assert len({prompt.id for prompt in told}) == len(set(told))
    assert {sentence for node in flows.nodes.values() for sentence in node.sentences()} <= ids(told).keys()


def test_an_id_stays_while_its_node_and_sentence_stay() -> None:
    assert Prompt("main_menu.home", "Aide").id == "main_menu.home.2e3054e1"


def test_two_prompts_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Same(Prompt):
        @property
        def id(self) -> str:
            return "one"

    with pytest.raises(LasomiError, match="another have this id"):
        ids([Same("a", "Aide"), Same("a", "Retour")])


def test_official_letters_are_a_wish() -> None:
    french, own = Entry("Où?", "Où?"), Entry("Yɔrɔ jumɛn?", "Yòrò jumèn?")
    say = Say([Catalogue("fr", {"Où?": french}), Catalogue("bm", {"Où?": own})])
    assert say.screen([line("Où?", key="1")], "bm") == ("1 Yòrò jumèn?",)
    assert say.screen([line("Où?", key="1")], "bm", letters="official") == ("1 Yɔrɔ jumɛn?",)


def test_screens_that_have_no_room_for_official_letters(flows: Flows) -> None:
    """A menu turns pages; a last screen, and one that promises or warns, is not parted for their sake."""
    staying = set(left_in_gsm7(flows, "bm"))
    assert {"report_incident.sent", "report_incident.protected", "report_incident.category"} <= staying
    assert not {"main_menu.left", "report_incident.attacks", "report_incident.when"} & staying
    assert left_in_gsm7(flows, "fr") == ()


@pytest.mark.parametrize(
    ("text", "limit", "held"),
    [
        *(("e" * 160, 160, True), ("e" * 161, 160, False), ("ɛ" * 70, 160, True), ("ɛ" * 71, 160, False)),
        *(("e" * 139 + "€", 140, False), ("ɛ" * 61, 140, True), ("ɛ" * 62, 140, False)),
    ],
)
def test_a_screen_in_official_letters_holds_70(text: str, limit: int, held: bool) -> None:
    assert fits(text, limit) is held


def test_the_commands(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["locales", "status", "--json"])
    assert [row["language"] for row in json.loads(told.output)] == ["bm", "taq"]
    table = CliRunner().invoke(app, ["locales", "status", "--language", "bm"])
    assert "bm" in table.output
    out = tmp_path / "bm.csv"
    arguments = ["locales", "export", "--language", "bm", "--unreviewed", "--bom", "--out", str(out)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbflanguage,msgid,orthographic,gsm7,source,confidence")
    rows = out.read_text("utf-8-sig").splitlines()
    assert all(septets(row) for row in rows[:1])
    assert (
        CliRunner().invoke(app, ["locales", "export", "--language", "xx", "--out", str(out)]).exit_code == 1
    )
