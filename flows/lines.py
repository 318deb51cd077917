"""The lines of a screen, before they are spelt for a phone: what a node says, its keys, and what was told."""

from collections.abc import Iterator, Mapping, Sequence
from string import Formatter

from core.languages import Line, line, on_phone, verbatim
from core.reports import Located
from flows.conditions import holds, said
from flows.nodes import ANOTHER, BACK, BROWSE, ERASE, Choice, Flows, Moment, Node, Session, forms_of, is_form


def notices(moment: Moment) -> list[Line]:
    """The line about the last key, if there is one to say."""
    return [line(moment.notice, notice=True)] if moment.notice else []


def spoken(session: Session, moment: Moment, named: Mapping[str, str]) -> list[Line]:
    """What the node says above its keys, and what is in the thing that was chosen; a line made of what is not
    known is left out.
    """
    node = moment.node
    above = node.first_use if session.first_use else ()
    lines = (
        _filled(text, session, moment, named) if is_form(text) else line(text) for text in (*above, *node.say)
    )
    told = [_filled(form, session, moment, named, missing="?") for form in node.summary]
    holds = map(verbatim, moment.holds) if node.holds else ()
    return [one for one in (*lines, *holds, *told) if one]


def menu(flows: Flows, session: Session, moment: Moment) -> list[Line]:
    """The keys of the node that this caller may press."""
    node = moment.node
    lines = [line(node.browse, key=BROWSE)] if node.browse else []
    lines += [line(choice.label, key=choice.key) for choice in open_choices(node, session, moment.answers)]
    lines += [*map(line, node.after), *_way_back(flows, node)]
    if node.erase:
        lines.append(line(node.erase, key=ERASE))
    return lines


def open_choices(node: Node, session: Session, answers: Mapping[str, str]) -> Iterator[Choice]:
    """The choices that are for this caller, today."""
    return (choice for choice in node.choices.values() if is_open(choice, session, answers))


def is_open(choice: Choice, session: Session, answers: Mapping[str, str]) -> bool:
    """Whether a choice is for this caller, today."""
    return (not choice.only or session.role in choice.only) and holds(choice.given, session, answers)


def _way_back(flows: Flows, node: Node) -> list[Line]:
    if node.ends is not None or node.back is False:
        return []
    word = node.back if isinstance(node.back, str) else flows.call.back
    return [line(word, key=BACK, beside=node.back_beside)]


def namesakes(flows: Flows, moment: Moment) -> list[Line]:
    """The places of one name, numbered, each told apart from the others."""
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


def whole_name(flows: Flows, code: str, name: str) -> str:
    """A place's name; with its cercle, or a cercle's region, where places of other cercles bear it too."""
    places = flows.country.gazetteer
    place = places.get(code)
    if place is None or {each.adm2 for each in places.named(name)} <= {place.adm2, None}:
        return name
    unit = places.get((place.adm1 if place.adm2 == code else place.adm2) or "")
    return f"{name} ({unit.name})" if unit and unit.name != name else name


def names_in(moment: Moment) -> dict[str, str]:
    """The names that the node's forms show, as a phone draws them."""
    shown = {name for form in forms_of(moment.node) for _, name, _, _ in Formatter().parse(form) if name}
    return {name: on_phone(text) for name, text in moment.named.items() if name in shown}


def _filled(
    form: str, session: Session, moment: Moment, named: Mapping[str, str], missing: str = ""
) -> Line | None:
    """A form with the sentences and names that stand for its fields; None when one is not known."""
    text, sentences = "", list[str]()
    for before, name, _, _ in Formatter().parse(form):
        text += before
        if name and (sentence := _sentence(name, session, moment)):
            text += f"{{{len(sentences)}}}"
            sentences.append(sentence)
        elif name and (known := named.get(name, missing)):
            text += verbatim(known).form
        elif name:
            return None
    return Line(text, tuple(sentences))


def _sentence(name: str, session: Session, moment: Moment) -> str:
    meant = moment.node.means.get(name)
    if meant is not None:
        return meant.get(said(name, session, moment.answers), "")
    return moment.told.get(name, "")
