"""From a moment of a call to the pages of its screen: spelt for a phone, never longer than the limit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from string import Formatter

from core.languages import Line, line, on_phone, verbatim
from core.reports import Located
from core.text import septets
from flows.nodes import ANOTHER, BACK, ERASE, MORE, Flows, Moment, Node, Service, Session

SHORTEST_NAME = 4


def pages(flows: Flows, session: Session, moment: Moment, language: str, today: date) -> tuple[str, ...]:
    """The screen, cut between lines into as many pages as the limit asks for; nearly always one."""
    node = moment.node
    if node.ends == "protected":
        return (_services(flows, node, session.home, language, today),)
    if node.summary:
        return _summary(flows, session, moment, language)
    rows = flows.rows(_lines(flows, session, moment), language)
    return paginated(rows, flows.limit, more(flows, language))


def more(flows: Flows, language: str) -> str:
    return "\n".join(flows.rows([line(flows.call.more, key=MORE)], language))


def paginated(rows: Sequence[str], limit: int, more_row: str) -> tuple[str, ...]:
    """Rows on as few pages as they need; every page but the last ends with the key of the next."""
    if _fits(rows, limit):
        return ("\n".join(rows),)
    shown: list[list[str]] = [[]]
    for row in rows:
        if shown[-1] and not _fits([*shown[-1], row, more_row], limit):
            shown.append([])
        shown[-1].append(row)
    turned = ["\n".join([*page, more_row]) for page in shown[:-1]]
    return (*turned, "\n".join(shown[-1]))


def _fits(rows: Iterable[str], limit: int) -> bool:
    return septets("\n".join(rows)) <= limit


def _lines(flows: Flows, session: Session, moment: Moment) -> list[Line]:
    node = moment.node
    notice = [line(moment.notice, notice=True)] if moment.notice else []
    if moment.candidates:
        return [*notice, *_namesakes(flows, moment)]
    above = node.first_use if session.first_use else ()
    return [*notice, *map(line, (*above, *node.say)), *_menu(flows, session, node)]


def _menu(flows: Flows, session: Session, node: Node) -> list[Line]:
    open_choices = (choice for choice in node.choices.values() if choice.open_to(session.role))
    lines = [line(choice.label, key=choice.key) for choice in open_choices]
    lines += map(line, node.after)
    if node.ends is None and node.back is not False:
        word = node.back if isinstance(node.back, str) else flows.call.back
        lines.append(line(word, key=BACK, beside=node.back_beside))
    if node.erase:
        lines.append(line(node.erase, key=ERASE))
    return lines


def _namesakes(flows: Flows, moment: Moment) -> list[Line]:
    words = moment.node.words
    names = _told_apart(flows, moment.candidates)
    numbered = [verbatim(name, key=str(index)) for index, name in enumerate(names, start=1)]
    ask_again = [line(words["another"], key=ANOTHER), line(flows.call.back, key=BACK)]
    return [line(words["several"]), *numbered, *ask_again]


def _told_apart(flows: Flows, places: Sequence[Located]) -> list[str]:
    """Each name with its cercle; with its commune too, where the cercle does not tell two apart."""
    names = [_with_units(flows, place, place.adm2) for place in places]
    return [
        name if names.count(name) == 1 else _with_units(flows, place, place.adm2, place.adm3)
        for name, place in zip(names, places, strict=True)
    ]


def _with_units(flows: Flows, place: Located, *units: str | None) -> str:
    found = [flows.country.gazetteer.get(code) for code in units if code and code != place.code]
    names = [on_phone(unit.name) for unit in found if unit]
    return f"{on_phone(place.name)} ({', '.join(names)})" if names else on_phone(place.name)


def _summary(flows: Flows, session: Session, moment: Moment, language: str) -> tuple[str, ...]:
    """What was told, in a few lines. A long name of a place gives way until all of it fits."""
    named = {key: on_phone(name) for key, name in moment.named.items()}
    while True:
        lines = _summary_lines(flows, session, moment, named)
        rows = flows.rows(lines, language)
        if _fits(rows, flows.limit) or all(len(name) <= SHORTEST_NAME for name in named.values()):
            return paginated(rows, flows.limit, more(flows, language))
        named = {key: _shorter(name) for key, name in named.items()}


def _shorter(name: str) -> str:
    return name[: max(SHORTEST_NAME - 1, len(name) - 3)].rstrip(" .-'(") + "."


def _summary_lines(flows: Flows, session: Session, moment: Moment, named: Mapping[str, str]) -> list[Line]:
    notice = [line(moment.notice, notice=True)] if moment.notice else []
    told = [_summary_line(form, moment.told, named) for form in moment.node.summary]
    return [*notice, *told, *_menu(flows, session, moment.node)]


def _summary_line(form: str, told: Mapping[str, str], named: Mapping[str, str]) -> Line:
    text, sentences = "", list[str]()
    for before, field, _, _ in Formatter().parse(form):
        text += before
        if field and field in told:
            text += f"{{{len(sentences)}}}"
            sentences.append(told[field])
        elif field:
            text += verbatim(named.get(field, "?")).form
    return Line(text, tuple(sentences))


def _services(flows: Flows, node: Node, home: str | None, language: str, today: date) -> str:
    """At most two services and when to call, as many as fit; without one, a person of trust."""
    services = flows.country.services(home, today)[:2]
    for shown in (services[:2], services[:1]):
        screen = _protected(flows, node, [_service(each, language) for each in shown], language)
        if shown and septets(screen) <= flows.limit:
            return screen
    numbers = [verbatim(each.number) for each in services[:1]]
    return _protected(flows, node, numbers, language)


def _service(service: Service, language: str) -> Line:
    return verbatim(f"{service.label.get(language) or service.label['fr']}: {service.number}")


def _protected(flows: Flows, node: Node, services: list[Line], language: str) -> str:
    advice = node.words["alone"] if services else node.words["nobody"]
    lines = [*services, *map(line, (advice, *node.say))]
    return "\n".join(flows.rows(lines, language))


def noticed(moment: Moment, notice: str) -> Moment:
    """The same screen from its first page, with a line about the key that was pressed."""
    return replace(moment, notice=notice, page=0)
