"""A house in which everybody wrote what a page might run: 500 texts, wherever a text is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import yaml

from store import access, cases, commitments, drills, people, protected, rumours
from store.cases import Case
from tests.gateway.rooms import NOON, Room
from tests.gateway.triage_room import told
from tests.ops.test_drills import SCRIPT
from tests.protection.authz_rooms import filled

_FILE: Final = Path(__file__).parent.parent / "cases" / "console" / "injections.yaml"
_TOLD: Final[dict[str, list[str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
CORPUS: Final = [close + payload for payload in _TOLD["payloads"] for close in _TOLD["closers"]]
TOGETHER: Final = 25
"""So many stand in one text: what one of them breaks is broken."""
TEXTS: Final = ["\n".join(CORPUS[at : at + TOGETHER]) for at in range(0, len(CORPUS), TOGETHER)]


def poisoned(here: Room, post: Callable[..., Any], work: Callable[[], None]) -> dict[str, str]:
    """The ids that a path may name; `post` and `work` are not needed."""
    ids = filled(here)
    for index, text in enumerate(TEXTS):
        told(here, f"p{index}", text)
    with here.house.database.write() as conn:
        for index, text in enumerate(CORPUS):
            _promised(conn, f"P-{index:03}", text)
        for index, text in enumerate(TEXTS):
            _kept(here, conn, index, text)
    return ids


def _promised(conn: Any, code: str, text: str) -> None:
    about: dict[str, Any] = {"framework": "ccs_avis", "addressee_type": "govt", "addressee_unit": "ML0701"}
    commitments.add(conn, code=code, text={"fr": text}, owner=text, due=None, now=NOON, **about)


def _kept(here: Room, conn: Any, index: int, text: str) -> None:
    """One of each other thing that has words of a person."""
    vault = here.house.vault
    number, title = f"EX-{index + 10}", text.replace("\n", " ")
    drills.prepare(
        conn, number=number, title=title, script=SCRIPT | {"number": number, "title": title}, now=NOON
    )
    about: dict[str, Any] = {"number": f"+2237600{index + 100:04}", "areas": ("ML0701",)}
    people.add_member(conn, vault, name=title, roles=("relay",), now=NOON, **about)
    asked: dict[str, Any] = {"place": "ML070101", "week": "2026-W42", "code": "22"}
    cases.refer(conn, Case("", 1, "ML070101", NOON, sentence=text, note=text, **asked))
    access.issue_key(conn, label=title, scopes=["public"], now=NOON, issued_by="awa")
    rumours.counter(conn, "i-false", place="ML0701", text=text, why="danger", by="ben", at=NOON)
    protected.lock(conn, vault, text, here.clock.at)
