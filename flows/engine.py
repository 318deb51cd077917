"""One turn of a call: everything typed so far goes in, a screen and what was told come out.

Nothing else is read or kept, so the same request gives the same screen: after a restart, on another machine,
or when it is sent twice (`channels.md` §16, `taxonomy.md` §8–§9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.answers import KEPT, Kind, kind_of
from core.ports import FindPlace
from flows.moves import Play, State
from flows.nodes import Flows, Moment, Session
from flows.screens import pages
from flows.steps import begun, step

__all__ = ["Kind", "Point", "Session", "Turn", "replay", "replay_from"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A screen (wire text, without CON or END) and what the call has told so far.

    `protected`: the call went into category 6; nothing of it may be kept. `erased`: the caller pressed 00.
    `confirmed`: the caller reached the end of the flow. `resumed`: the call goes on where one dropped, and
    all of it belongs under that one's session (also 00 at the question: then nothing of that one is kept).
    `taken_back`: what had been told on the way is told no more. `near`: it was near the protected lane.
    `position` only rises: the number of inputs, of a resumed call with those of the draft. `path` is what
    leads here in one call: the draft of the next one, should this one drop.
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
    resumed: bool = False
    path: tuple[str, ...] = ()
    taken_back: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """Where a call stood after some inputs. It spares the way there, and changes no screen: not after the end
    either, where what is typed is no longer free text.
    """

    inputs: tuple[str, ...]
    state: State


def replay(flows: Flows, session: Session, inputs: Sequence[str], *, find: FindPlace, today: date) -> Turn:
    """The screen that everything typed so far leads to. What is typed after the end changes nothing.

    Free text ends a call and takes every `*` that it is given with: that more was typed after the end is
    known to who holds the point of the end, and to nobody else.
    """
    return replay_from(None, flows, session, inputs, find=find, today=today)[0]


def replay_from(
    point: Point | None,
    flows: Flows,
    session: Session,
    inputs: Sequence[str],
    *,
    find: FindPlace,
    today: date,
) -> tuple[Turn, Point | None]:
    """The same from a point of the same call, where it lies on the way; and the point that is reached."""
    play, typed = Play(flows, session, find, today), tuple(inputs)
    if point is None or typed[: len(point.inputs)] != point.inputs:
        point = Point((), _opening(play))
    state = _played(play, point.state, typed[len(point.inputs) :])[-1]
    return _turn(play, state, len(typed)), _point(typed, state)


def _point(typed: tuple[str, ...], state: State) -> Point | None:
    """None where what is typed next belongs to what was typed before, in free text; and where nobody may
    remember the way: near the protected lane (P36), and of a call that was erased.
    """
    node = state.moment.node
    forgotten = state.near or node.writes or node.ends in {"protected", "erased"}
    return None if forgotten else Point(typed, state)


def _played(play: Play, state: State, inputs: Sequence[str]) -> list[State]:
    states = [state]
    for at in range(len(inputs)):
        if states[-1].over:
            break
        states.append(step(play, states[-1], inputs[at:]))
    return states


def _opening(play: Play) -> State:
    """The question whether to continue, when there is something to continue; else the first screen."""
    asking = play.flows.call.resume
    if not (play.session.draft and asking):
        return begun(play)
    dropped = _played(play, begun(play), play.session.draft)[-1]
    if dropped.over or dropped.near:
        return begun(play)
    return State(Moment(play.flows.node(asking)), draft=dropped)


def _turn(play: Play, state: State, typed: int) -> Turn:
    moment, language = state.moment, play.language(state)
    ends = moment.node.ends
    answers = {} if ends in {"protected", "erased"} else dict(moment.answers)
    kind = kind_of(answers)
    shown = pages(play.flows, play.reader(state), moment, language, play.today)
    return Turn(
        text=shown[moment.page],
        ends=state.over,
        kind=kind,
        answers=answers,
        position=typed + (len(play.session.draft) if state.resumed else 0),
        confirmed=ends == "done" and not state.cut_short,
        protected=ends == "protected",
        erased=ends == "erased",
        language=language,
        node=moment.node.id,
        resumed=state.resumed,
        path=state.path,
        taken_back=state.told and kind not in KEPT,
        near=state.near,
    )
