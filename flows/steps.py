"""One more input of a call, and where it leads. Every input has its answer: nothing typed raises."""

from collections.abc import Sequence
from dataclasses import replace

from core.answers import KEPT, kind_of
from core.text import plain_digits
from flows.conditions import said
from flows.finding import browsed, chosen, found
from flows.lines import is_open
from flows.moves import Play, State, arrived, back, erased, missed, moved
from flows.nodes import BACK, DRAFT, ERASE, MORE, START, Choice, Flows, Moment, Node, Option
from flows.screens import is_list, list_options, list_pages, pages

BLANKS = " \t\r\n#\u00a0\u202f\u200b\ufeff"


def begun(play: Play) -> State:
    """A call at its first screen, as if none had dropped before it."""
    call = play.flows.call
    return State(arrived(play, Moment(play.flows.node(call.home)), _first(play)))


def _first(play: Play) -> str:
    call = play.flows.call
    return call.first_use if play.session.first_use else call.home


def step(play: Play, state: State, ahead: Sequence[str]) -> State:
    """The call after the next of the inputs that are still ahead. What is written freely takes all of them.

    At the question whether to continue, the key belongs to the question and not to the path.
    """
    after = _pressed(play, state, plain_digits(ahead[0]).strip(BLANKS), ahead)
    if state.draft:
        return after
    moment, path = after.moment, (*state.path, ahead[0])
    told = after.told or kind_of(moment.answers) in KEPT
    return replace(after, path=path, told=told, near=after.near or _near_protected(play.flows, moment.node))


def _near_protected(flows: Flows, node: Node) -> bool:
    """The protected endings and the menus before them: a call that was there is never resumed (P12)."""
    reached = (node, *(flows.nodes[goto] for goto in node.leads_to() if goto in flows.nodes))
    return any(one.ends == "protected" for one in reached)


def _pressed(play: Play, state: State, answer: str, ahead: Sequence[str]) -> State:
    if answer == ERASE:
        return erased(play, state)
    if answer == BACK:
        return _page_before(state) or back(play, state)
    if answer == MORE and (turned := _turned(play, state)):
        return turned
    return _answered(play, state, answer, ahead)


def _turned(play: Play, state: State) -> State | None:
    last = len(pages(play.flows, play.reader(state), state.moment, play.language(state), play.today)) - 1
    if state.moment.page >= last:
        return None
    return replace(state, moment=replace(state.moment, page=state.moment.page + 1), misses=0)


def _page_before(state: State) -> State | None:
    """Of a list, and of what is in one thing of it, each page is a screen; a menu is one on all its pages."""
    moment = state.moment
    if not (moment.page and (is_list(moment) or moment.node.holds)):
        return None
    return replace(state, moment=replace(moment, page=moment.page - 1), misses=0)


def _answered(play: Play, state: State, answer: str, ahead: Sequence[str]) -> State:
    moment = state.moment
    if moment.candidates:
        return chosen(play, state, answer)
    if is_list(moment) and (option := _listed(play, state, answer)):
        return browsed(play, state, option) if moment.area is not None else _picked(play, state, option)
    if moment.area is None and moment.node.finds:
        return found(play, state, answer)
    if moment.node.writes:
        return _written(play, state, ahead)
    choice = moment.node.choices.get(answer)
    if choice and moment.area is None and is_open(choice, play.session, moment.answers):
        return _taken(play, state, choice)
    return missed(play, state, play.flows.call.invalid)


def _listed(play: Play, state: State, answer: str) -> Option | None:
    """What a number chooses on the page that is shown."""
    reader, language = play.reader(state), play.language(state)
    page = list_pages(play.flows, reader, state.moment, language)[state.moment.page]
    shown = list_options(play.flows, play.session, state.moment)[page.first : page.last]
    numbered = {str(number): option for number, option in enumerate(shown, start=1)}
    return numbered.get(answer)


def _picked(play: Play, state: State, option: Option) -> State:
    moment, asks = state.moment, state.moment.node.asks
    answers = {**moment.answers, asks: option.value}
    named = {**moment.named, asks: option.label(play.language(state))}
    chosen = replace(moment, answers=answers, named=named, holds=option.holds)
    return moved(play, state, chosen, moment.node.then)


def _written(play: Play, state: State, ahead: Sequence[str]) -> State:
    """Free text comes last, so every `*` still ahead was typed in it (`channels.md` §16). A blank is no text:
    what is typed after it answers the screen that says so.
    """
    moment, text = state.moment, "*".join(ahead).strip(BLANKS)
    if not ahead[0].strip(BLANKS):
        return missed(play, state, play.flows.call.invalid)
    answers = {**moment.answers, moment.node.writes: text}
    return moved(play, state, replace(moment, answers=answers), moment.node.then)


def _taken(play: Play, state: State, choice: Choice) -> State:
    if choice.goto in (DRAFT, START):
        return replace(state.draft, resumed=True) if choice.goto == DRAFT and state.draft else begun(play)
    moment = state.moment
    meant = {name: _meant(play, moment, value) for name, value in choice.answers.items()}
    told = {**moment.told, **dict.fromkeys(meant, choice.told)}
    answered = replace(moment, answers={**moment.answers, **meant}, told=told)
    return moved(play, state, answered, choice.goto)


def _meant(play: Play, moment: Moment, value: str) -> str:
    """A value, or what is known under the name in braces."""
    return said(value[1:-1], play.session, moment.answers) if value.startswith("{") else value
