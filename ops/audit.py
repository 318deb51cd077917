"""`lasomi audit`: whether what was written down still stands, and where the chain ends now."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.errors import LasomiError
from ops.desk import Desk
from ops.wording import Wording
from store import chain, heads
from store.chain import Walked, Wrong

NOT_OURS: Final = "signature"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A walk, and how many heads of before it still goes through; `wrong` says what does not stand."""

    walked: Walked
    heads: int
    wrong: Wrong | None = None
    forged: bool = False

    @property
    def stands(self) -> bool:
        return self.wrong is None and not self.forged

    def facts(self) -> Mapping[str, Any]:
        wrong = {"wrong": self.wrong.seq, "why": self.wrong.why} if self.wrong else {}
        said = {"why": NOT_OURS} if self.forged else {}
        walked = {"rows": self.walked.rows, "lost": self.walked.lost, "last": self.walked.last}
        return {"stands": self.stands, **walked, "heads": self.heads, **wrong, **said}


def verify(desk: Desk, file: Path | None) -> Verdict:
    """Walks the whole chain, and through every head of a file. Raises LasomiError `head.broken`."""
    listed = heads.read(file.read_text(encoding="utf-8", errors="replace")) if file else []
    with desk.database.snapshot() as conn:
        walked = chain.walk(conn, desk.keys)
        if walked.wrong:
            return Verdict(walked, 0, walked.wrong)
        key = heads.public_key(desk.keys, desk.clock())
        for passed, head in enumerate(listed):
            if not heads.is_signed(head, key):
                return Verdict(walked, passed, forged=True)
            if not chain.holds(conn, head.seq, head.mac):
                cut = walked.last < head.seq
                wrong = Wrong(walked.last + 1, "cut") if cut else Wrong(head.seq, "changed")
                return Verdict(walked, passed, wrong)
    return Verdict(walked, len(listed))


def head(desk: Desk) -> str:
    """The signed head of this moment: the first is taken off the machine by hand."""
    with desk.database.read() as conn:
        return heads.written(heads.sign(desk.keys, *chain.end(conn), desk.clock()))


def complaint(verdict: Verdict, words: Wording) -> LasomiError:
    """What does not stand, in a sentence."""
    if verdict.wrong is None:
        told = words.ui("une tête n'est pas signée par cette maison: elle est fausse, ou la clé a changé")
        return LasomiError("audit", told)
    reasons = {
        "changed": words.ui("n'est plus ce qui a été écrit"),
        "unchained": words.ui("a été écrite sans la clé"),
        "key": words.ui("nomme une clé que cette maison n'a jamais eue"),
        "moved": words.ui("n'est plus à sa place"),
        "cut": words.ui("a été enlevée, avec tout ce qui la suivait"),
    }
    sentence = words.ui("ligne {row}: {why}", row=verdict.wrong.seq, why=reasons[verdict.wrong.why])
    return LasomiError("audit", sentence)
