"""From a moment of a call to the pages of its screen: spelt for a phone, never longer than the limit.

In the letters that the caller asked for where every page holds them, else all of it in GSM-7.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from core.languages import Letters, Line, line, on_phone, verbatim
from core.text import fits as holds
from flows.country import Service
from flows.lines import menu, names_in, namesakes, notices, spoken
from flows.nodes import MORE, MOST_LISTED, MOST_UNITS, Flows, Moment, Node, Option, Session
from flows.paging import Page, cut, fits, listed, narrower, paginated
from flows.spelling import are_held, in_gsm7, may_be_official

MOST_LABEL = 80
"""Septets of the name of a service: what is longer is cut, never its number."""


def pages(flows: Flows, session: Session, moment: Moment, language: str, today: date) -> tuple[str, ...]:
    """The screen, cut between lines into as many pages as the limit asks for; in GSM-7 nearly always one."""
    if may_be_official(session, moment.node):
        shown = spelt(flows, session, moment, language, today)
        if are_held(flows, moment.node, language, shown):
            return shown
    return spelt(flows, in_gsm7(session), moment, language, today)


def spelt(flows: Flows, session: Session, moment: Moment, language: str, today: date) -> tuple[str, ...]:
    """The pages in the letters of the session, whether they hold them or not."""
    if moment.node.ends == "protected":
        return (_services(flows, moment.node, session.home, language, today),)
    if is_list(moment):
        return tuple(page.text for page in list_pages(flows, session, moment, language))
    if moment.candidates:
        return _turned(flows, [*notices(moment), *namesakes(flows, moment)], language, session.letters)
    if moment.node.numbers:
        return _numbers(flows, session, moment, language, today)
    if named := names_in(moment):
        return _named(flows, session, moment, language, named)
    lines = [*notices(moment), *spoken(session, moment, {}), *menu(flows, session, moment)]
    return _drawn(flows, tuple(lines), language, session.letters)


def _drawn(flows: Flows, lines: tuple[Line, ...], language: str, letters: Letters) -> tuple[str, ...]:
    """A screen without a name in it is drawn once; after that it is only looked up."""
    shown = flows.drawn.get((lines, language, letters))
    if shown is None:
        shown = _turned(flows, lines, language, letters)
        flows.drawn[lines, language, letters] = shown
    return shown


def _turned(flows: Flows, lines: Sequence[Line], language: str, letters: Letters) -> tuple[str, ...]:
    rows = flows.rows(lines, language, letters)
    return paginated(rows, flows.limit, more(flows, language, letters))


def more(flows: Flows, language: str, letters: Letters = "gsm7") -> str:
    """The row of the key that turns the page."""
    row = (line(flows.call.more, key=MORE),)
    if (row, language, letters) not in flows.drawn:
        flows.drawn[row, language, letters] = ("\n".join(flows.rows(row, language, letters)),)
    return flows.drawn[row, language, letters][0]


def _named(
    flows: Flows, session: Session, moment: Moment, language: str, named: Mapping[str, str]
) -> tuple[str, ...]:
    """What was told, in a few lines. A long name gives way until all of it fits in GSM-7, but not to what a
    chosen thing holds, which takes the pages it needs.
    """

    def lines(names: Mapping[str, str]) -> list[Line]:
        return [*notices(moment), *spoken(session, moment, names), *menu(flows, session, moment)]

    def holds_all(names: Mapping[str, str]) -> bool:
        return fits(flows.rows(lines(names), language), flows.limit)

    widths = [named] if moment.node.holds else list(_narrowing(named))
    widest = bisect_left(widths, True, hi=len(widths) - 1, key=holds_all)
    return _turned(flows, lines(widths[widest]), language, session.letters)


def _narrowing(named: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The names, each time a little shorter, until none can be."""
    while True:
        yield named
        shortened = {key: narrower(name) for key, name in named.items()}
        if shortened == named:
            return
        named = shortened


def is_list(moment: Moment) -> bool:
    """Whether the screen is a numbered list: of regions, of cercles, or of what the first look found."""
    return moment.area is not None or bool(moment.node.lists)


def list_options(flows: Flows, session: Session, moment: Moment) -> tuple[Option, ...]:
    """What the list offers, on all its pages."""
    if moment.area is not None:
        return flows.units.get(moment.area, ())
    return session.lists.get(moment.node.lists, ())


def list_pages(flows: Flows, session: Session, moment: Moment, language: str) -> tuple[Page, ...]:
    """The list on pages. Its lines are spelt as one screen, so that one language is chosen for all of it."""
    if session.letters == "official":
        shown = _list_pages(flows, session, moment, language)
        if are_held(flows, moment.node, language, [page.text for page in shown]):
            return shown
    return _list_pages(flows, in_gsm7(session), moment, language)


def _list_pages(flows: Flows, session: Session, moment: Moment, language: str) -> tuple[Page, ...]:
    above, below = _around(flows, session, moment)
    labels = [on_phone(option.label(language), language) for option in list_options(flows, session, moment)]
    rows = flows.rows([*above, *below], language, session.letters)
    more_row = more(flows, language, session.letters)
    most = MOST_LISTED if moment.area is None else MOST_UNITS
    return listed(rows[: len(above)], labels, rows[len(above) :], flows.limit, more_row, most)


def _around(flows: Flows, session: Session, moment: Moment) -> tuple[list[Line], list[Line]]:
    """The lines above and below the numbered ones."""
    if moment.area is None:
        return [*notices(moment), *spoken(session, moment, {})], menu(flows, session, moment)
    region = next((each for each in flows.units[""] if each.value == moment.area), None)
    where = verbatim(region.label("fr")) if region else line(moment.node.words["several"])
    return [*notices(moment), where], [line(flows.call.back, key="0")]


def _services(flows: Flows, node: Node, home: str | None, language: str, today: date) -> str:
    """At most two services and when to call, as many as fit; without one, a person of trust."""
    services = flows.country.services(home, today)[:2]
    for shown in (services[:2], services[:1]):
        screen = _protected(flows, node, [_service(each, language) for each in shown], language)
        if shown and holds(screen, flows.limit):
            return screen
    numbers = [verbatim(each.number) for each in services[:1]]
    return _protected(flows, node, numbers, language)


def _numbers(flows: Flows, session: Session, moment: Moment, language: str, today: date) -> tuple[str, ...]:
    """Whom one may call today, a line each; without any, a sentence that says so."""
    listed = [_service(each, language) for each in flows.country.numbers(session.home, today)]
    lines = [
        *notices(moment),
        *(listed or [line(moment.node.words["nobody"])]),
        *menu(flows, session, moment),
    ]
    return _turned(flows, lines, language, session.letters)


def _service(service: Service, language: str) -> Line:
    label = cut(on_phone(service.label.get(language) or service.label["fr"], language), MOST_LABEL)
    return verbatim(f"{label}: {service.number}")


def _protected(flows: Flows, node: Node, services: Sequence[Line], language: str) -> str:
    advice = node.words["alone"] if services else node.words["nobody"]
    lines = [*services, *map(line, (advice, *node.say))]
    return "\n".join(flows.rows(lines, language))
