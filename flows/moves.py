"""A call being replayed, and how it moves: forward, back, again after a slip, to an end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.answers import kind_of
from core.languages import Letters
from core.ports import FindPlace
from flows.conditions import holds
from flows.lines import whole_name
from flows.nodes import LETTERS, Flows, Moment, Session

MOST_MISSES = 3


@dataclass(frozen=True, slots=True)
class State:
    """Where a call stands, and the moments that `0` leads back to.

    `path` is what was typed on the way, as if in one call. `draft` is where the dropped call stood, while the
    caller is asked whether to continue it; `resumed` says that it was. `told`: something was told on the
    way that is kept; `near`: the call was near the protected lane.
    """

    moment: Moment
    before: tuple[Moment, ...] = ()
    misses: int = 0
    cut_short: bool = False
    path: tuple[str, ...] = ()
    draft: "State | None" = None
    resumed: bool = False
    told: bool = False
    near: bool = False

    @property
    def over(self) -> bool:
        return self.moment.node.ends is not None


@dataclass(frozen=True, slots=True)
class Play:
    """What every step of a call is played with: the same for all of them."""

    flows: Flows
    session: Session
    find: FindPlace
    today: date

    def language(self, state: State) -> str:
        """The language chosen in this call, else the caller's, else French; of a dropped call, its own."""
        told = (state.draft or state).moment.answers
        return told.get("language") or self.session.language or "fr"

    def reader(self, state: State) -> Session:
        """The caller as they read now: in the letters chosen in this call; of a dropped call, in its own."""
        told = (state.draft or state).moment.answers
        official = told.get(LETTERS, self.session.letters) == "official"
        letters: Letters = "official" if official else "gsm7"
        return self.session if letters == self.session.letters else replace(self.session, letters=letters)


def moved(play: Play, state: State, told: Moment, goto: str) -> State:
    """The call at another node, with what it told on the way. From home `0` leads out."""
    moment = arrived(play, told, goto)
    before = () if moment.node.id == play.flows.call.home else (*state.before, clean(state.moment))
    return replace(state, moment=moment, before=before, misses=0)


def arrived(play: Play, told: Moment, goto: str) -> Moment:
    """The first node from there that is to be asked: one whose answer is known, or not wanted, is passed."""
    node = play.flows.node(goto)
    while True:
        if node.known_from and play.session.home:
            told = _known(play, told, node.finds[0], play.session.home)
        elif holds(node.asked_if, play.session, told.answers):
            return replace(told, node=node, candidates=(), area=None, notice="", page=0)
        node = play.flows.node(node.then)


def _known(play: Play, told: Moment, name: str, code: str) -> Moment:
    """What is on file is told, and named like what was typed."""
    place = play.flows.country.gazetteer.get(code)
    named = {name: whole_name(play.flows, code, place.name)} if place else {}
    return replace(told, answers={**told.answers, name: code}, named={**told.named, **named})


def back(play: Play, state: State) -> State:
    """One screen back, with what was told there taken back; from the first one, out."""
    if state.moment.node.id == play.flows.call.home or not state.before:
        return ended(play, state, play.flows.call.left)
    return replace(state, moment=state.before[-1], before=state.before[:-1], misses=0)


def missed(play: Play, state: State, notice: str) -> State:
    """The same screen with a word about it. The third in a row ends the call, which keeps what it has."""
    call = play.flows.call
    if state.misses + 1 < MOST_MISSES:
        return replace(state, moment=noticed(state.moment, notice), misses=state.misses + 1)
    return ended(play, state, call.kept if _is_kept(state.moment.answers) else call.left)


def _is_kept(answers: Mapping[str, str]) -> bool:
    return kind_of(answers) in {"report", "rating"}


def erased(play: Play, state: State) -> State:
    """Nothing of the call is kept; nor of the dropped one, at the question whether to continue it."""
    over = ended(play, state, play.flows.call.erased)
    return replace(over, resumed=state.resumed or state.draft is not None)


def ended(play: Play, state: State, node: str) -> State:
    """The call cut short, at a screen that says so."""
    over = replace(state.moment, node=play.flows.node(node), candidates=(), area=None, notice="", page=0)
    return replace(state, moment=over, before=(), misses=0, cut_short=True, draft=None)


def inside(state: State, moment: Moment) -> State:
    """Another screen of the same node, which `0` leaves again."""
    return replace(state, moment=moment, before=(*state.before, clean(state.moment)), misses=0)


def clean(moment: Moment) -> Moment:
    """A moment as `0` comes back to it: on its first page, without a word about an old slip."""
    return replace(moment, notice="", page=0) if moment.notice or moment.page else moment


def noticed(moment: Moment, notice: str) -> Moment:
    """The same screen from its first page, with a line about the key that was pressed."""
    return replace(moment, notice=notice, page=0)
