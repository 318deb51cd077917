"""How a call comes to a place: by its name, by one of a few numbers, or by region and cercle."""

from dataclasses import replace

from core.places import DOUBTFUL
from flows.lines import whole_name
from flows.moves import Play, State, back, inside, missed, moved, noticed
from flows.nodes import ANOTHER, BROWSE, MOST_CANDIDATES, Option


def found(play: Play, state: State, answer: str) -> State:
    """The place of that name, a numbered choice between a few, or the question again with a hint."""
    node = state.moment.node
    if node.browse and answer == BROWSE:
        return inside(state, replace(state.moment, area="", notice="", page=0))
    places = tuple(play.find(answer, play.session.home)) if answer else ()
    if not places:
        return missed(play, state, node.words["unknown"])
    if len(places) == 1 and places[0].how not in DOUBTFUL:
        return _placed(play, state, places[0].code, places[0].name)
    if len(places) > MOST_CANDIDATES:
        return replace(state, moment=noticed(state.moment, node.words["crowded"]), misses=0)
    return inside(state, replace(state.moment, candidates=places, notice="", page=0))


def chosen(play: Play, state: State, answer: str) -> State:
    """One of the places of a name, by its number."""
    if answer == ANOTHER:
        return back(play, state)
    numbered = {str(number): place for number, place in enumerate(state.moment.candidates, start=1)}
    if place := numbered.get(answer):
        return _placed(play, state, place.code, place.name)
    return missed(play, state, play.flows.call.invalid)


def browsed(play: Play, state: State, unit: Option) -> State:
    """From a region to its cercles; a cercle, or a region that has none, is the place."""
    if not state.moment.area and play.flows.units.get(unit.value):
        return inside(state, replace(state.moment, area=unit.value, notice="", page=0))
    return _placed(play, state, unit.value, unit.label("fr"))


def _placed(play: Play, state: State, code: str, name: str) -> State:
    moment = state.moment
    answers = {**moment.answers, **dict.fromkeys(moment.node.finds, code)}
    named = {**moment.named, **dict.fromkeys(moment.node.finds, whole_name(play.flows, code, name))}
    return moved(play, state, replace(moment, answers=answers, named=named), moment.node.then)
