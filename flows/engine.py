"""One turn of a call: everything typed so far goes in, a screen and what was told come out.

Nothing else is read or kept, so the same request gives the same screen: after a restart, on another machine,
or when it is sent twice (`channels.md` §16, `taxonomy.md` §8–§9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.places import DOUBTFUL
from core.ports import FindPlace
from core.reports import Located
from core.text import plain_digits
from flows.nodes import ANOTHER, BACK, ERASE, MORE, MOST_CANDIDATES, Choice, Flows, Moment, Session
from flows.screens import noticed, pages

__all__ = ["Kind", "Session", "Turn", "replay"]

Kind = Literal["none", "contact", "report", "rating"]
MOST_MISSES = 3
BLANKS = " \t\r\n#\u00a0\u202f\u200b\ufeff"
_OF_CONTACT = frozenset({"language", "home", "optout", "optin", "erase"})


@dataclass(frozen=True, slots=True)
class Turn:
    """A screen (wire text, without CON or END) and what the call has told so far.

    `protected`: the call went into category 6; nothing of it may be kept. `erased`: the caller pressed 00.
    `confirmed`: the caller reached the end of the flow. `position` is the number of inputs.
    """

    text: str
    ends: bool
    kind: Kind
    answers: Mapping[str, str]
    position: int
    confirmed: bool
    protected: bool
    erased: bool
    language: str
    node: str


@dataclass(frozen=True, slots=True)
class _Call:
    """A call being replayed: where it stands, and the moments that `0` leads back to."""

    moment: Moment
    before: tuple[Moment, ...] = ()
    misses: int = 0
    cut_short: bool = False

    @property
    def over(self) -> bool:
        return self.moment.node.ends is not None


@dataclass(frozen=True, slots=True)
class _Replay:
    flows: Flows
    session: Session
    find: FindPlace
    today: date

    def begun(self) -> _Call:
        call = self.flows.call
        return _Call(Moment(self.flows.node(call.first_use if self.session.first_use else call.home)))

    def step(self, call: _Call, typed: str) -> _Call:
        """The call after one more input. Every input has its answer: nothing typed raises."""
        answer = plain_digits(typed).strip(BLANKS)
        if answer == ERASE:
            return self._ended(call, self.flows.call.erased)
        if answer == BACK:
            return self._back(call)
        if answer == MORE and (turned := self._turned(call)):
            return turned
        return self._answered(call, answer)

    def _answered(self, call: _Call, answer: str) -> _Call:
        if call.moment.candidates:
            return self._chosen(call, answer)
        if call.moment.node.finds:
            return self._found(call, answer)
        choice = call.moment.node.choices.get(answer)
        if choice is None or not choice.open_to(self.session.role):
            return self._missed(call, self.flows.call.invalid)
        return self._taken(call, choice)

    def _back(self, call: _Call) -> _Call:
        if call.moment.node.id == self.flows.call.home or not call.before:
            return self._ended(call, self.flows.call.left)
        return _Call(call.before[-1], call.before[:-1])

    def _turned(self, call: _Call) -> _Call | None:
        last = len(pages(self.flows, self.session, call.moment, self._language(call), self.today)) - 1
        if call.moment.page >= last:
            return None
        return replace(call, moment=replace(call.moment, page=call.moment.page + 1), misses=0)

    def _missed(self, call: _Call, notice: str) -> _Call:
        """The same screen with a word about it. The third in a row ends the call, which keeps what it has."""
        if call.misses + 1 < MOST_MISSES:
            return replace(call, moment=noticed(call.moment, notice), misses=call.misses + 1)
        kept = _kind(call.moment.answers) in {"report", "rating"}
        return self._ended(call, self.flows.call.kept if kept else self.flows.call.left)

    def _ended(self, call: _Call, node: str) -> _Call:
        over = replace(call.moment, node=self.flows.node(node), candidates=(), notice="", page=0)
        return _Call(over, cut_short=True)

    def _taken(self, call: _Call, choice: Choice) -> _Call:
        answers = {**call.moment.answers, **choice.answers}
        told = {**call.moment.told, **dict.fromkeys(choice.answers, choice.told)}
        return self._moved(call, replace(call.moment, answers=answers, told=told), choice.goto)

    def _found(self, call: _Call, answer: str) -> _Call:
        words = call.moment.node.words
        places = tuple(self.find(answer, self.session.home)) if answer else ()
        if not places:
            return self._missed(call, words["unknown"])
        if len(places) == 1 and places[0].how not in DOUBTFUL:
            return self._placed(call, places[0])
        if len(places) > MOST_CANDIDATES:
            return replace(call, moment=noticed(call.moment, words["crowded"]), misses=0)
        asking = replace(call.moment, candidates=places, notice="", page=0)
        return _Call(asking, (*call.before, _clean(call.moment)))

    def _chosen(self, call: _Call, answer: str) -> _Call:
        places = call.moment.candidates
        if answer == ANOTHER:
            return self._back(call)
        numbered = {str(number): place for number, place in enumerate(places, start=1)}
        if answer in numbered:
            return self._placed(call, numbered[answer])
        return self._missed(call, self.flows.call.invalid)

    def _placed(self, call: _Call, place: Located) -> _Call:
        node = call.moment.node
        answers = {**call.moment.answers, **dict.fromkeys(node.finds, place.code)}
        named = {**call.moment.named, **dict.fromkeys(node.finds, place.name)}
        return self._moved(call, replace(call.moment, answers=answers, named=named), node.then)

    def _moved(self, call: _Call, told: Moment, goto: str) -> _Call:
        node = self.flows.node(goto)
        if node.known_from and self.session.home:
            told = replace(told, answers={**told.answers, node.finds[0]: self.session.home})
            node = self.flows.node(node.then)
        moment = replace(told, node=node, candidates=(), notice="", page=0)
        return _Call(moment, () if node.id == self.flows.call.home else (*call.before, _clean(call.moment)))

    def _language(self, call: _Call) -> str:
        return call.moment.answers.get("language") or self.session.language or "fr"

    def turn(self, call: _Call, position: int) -> Turn:
        moment, language = call.moment, self._language(call)
        ends = moment.node.ends
        answers = {} if ends in {"protected", "erased"} else dict(moment.answers)
        shown = pages(self.flows, self.session, moment, language, self.today)
        return Turn(
            text=shown[moment.page],
            ends=call.over,
            kind=_kind(answers),
            answers=answers,
            position=position,
            confirmed=ends == "done" and not call.cut_short,
            protected=ends == "protected",
            erased=ends == "erased",
            language=language,
            node=moment.node.id,
        )


def _clean(moment: Moment) -> Moment:
    """A moment as `0` comes back to it: on its first page, without a word about an old slip."""
    return replace(moment, notice="", page=0) if moment.notice or moment.page else moment


def _kind(answers: Mapping[str, str]) -> Kind:
    if "code" in answers:
        return "report"
    if "core" in answers:
        return "rating"
    return "contact" if _OF_CONTACT & answers.keys() else "none"


def replay(flows: Flows, session: Session, inputs: Sequence[str], *, find: FindPlace, today: date) -> Turn:
    """The screen that everything typed so far leads to. What is typed after the end changes nothing."""
    play = _Replay(flows, session, find, today)
    call = play.begun()
    for typed in inputs:
        if call.over:
            break
        call = play.step(call, typed)
    return play.turn(call, len(inputs))
