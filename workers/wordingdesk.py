"""A sentence said anew in the console: one person proposes, another reviews (`languages.md` §7).

Nothing that leaves for a phone is changed here: `lasomi locales import` takes what was reviewed into the
catalogues, with every check of a table that comes back from a linguist.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from core.wordings import fault
from store import wordings
from store.wordings import Wording
from workers import verdicts
from workers.staffwords import never_words
from workers.verdicts import Judge
from workers.work import Body, Outcome, Work

DONE: Final = "command"
REFUSED: Final = "refused"
MAY: Final = frozenset({"admin", "regional", "national"})


def propose(work: Work, body: Body) -> Outcome:
    """WORD: `text` for a sentence of a language; `before` is what its writer had in front of them."""
    french, language = str(body.get("sentence")), str(body.get("language"))
    if body["role"] not in MAY or not _is_ours(work, french, language):
        return Outcome(REFUSED, "unknown")
    text = unicodedata.normalize("NFC", str(body.get("text") or "").strip())
    if why := fault(french, text, language, never_words(work.country.file("words/never.yaml"))):
        return Outcome(REFUSED, why)
    known = wordings.get(work.conn, language, wordings.mark(french))
    if (known.text if known else "") != str(body.get("before") or ""):
        return Outcome(REFUSED, "changed")
    mark = wordings.mark(french)
    said = Wording(language, mark, text, body["account"], work.at.date())
    wordings.propose(work.conn, said)
    verdicts.note(work, Judge(body["account"], body["role"]), "wording_proposed", f"{language}:{mark}")
    return Outcome(DONE, "WORD")


def review(work: Work, body: Body) -> Outcome:
    """REVIEW: a proposal was read as it stands, by somebody who did not write it."""
    language, mark = str(body.get("language")), str(body.get("mark"))
    if body["role"] not in MAY:
        return Outcome(REFUSED, "unknown")
    known = wordings.get(work.conn, language, mark)
    if known is None or known.text != str(body.get("text") or ""):
        return Outcome(REFUSED, "changed")
    if not wordings.review(work.conn, language, mark, known.text, body["account"], work.at.date()):
        return Outcome(REFUSED, "own_wording")
    verdicts.note(work, Judge(body["account"], body["role"]), "wording_reviewed", f"{language}:{mark}")
    return Outcome(DONE, "REVIEW")


def _is_ours(work: Work, french: str, language: str) -> bool:
    """A sentence of the flows, in a language that French is translated into."""
    say = work.house.say
    return language != "fr" and language in say.languages and french in say.catalogue(language).entries


VERBS: Final[Mapping[str, Callable[[Work, Body], Outcome]]] = {"WORD": propose, "REVIEW": review}
