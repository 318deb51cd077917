"""Which words together mean what: `words/rules.yaml`, checked when read, applied to the hits of a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import Fault, Misconfigured
from core.files import fill, from_file, load_yaml
from workers.lexicon import Hit

NO = "no "
SIGN = "sign_"


@from_file
@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One line of the file."""

    if_: tuple[str, ...]
    code: str | None = None
    intent: str | None = None
    unless: tuple[str, ...] = ()
    weight: float = 1.0
    beats: tuple[str, ...] = ()
    asked: bool = False


@from_file
@dataclass(frozen=True, slots=True)
class RuleFile:
    """The whole of `rules.yaml`. `counted`: what a number in front counts, so that it is no code."""

    groups: Mapping[str, tuple[str, ...]]
    counted: tuple[str, ...]
    several: tuple[str, ...]
    never_by_model: tuple[str, ...]
    protected: tuple[RuleEntry, ...]
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a text, and their concepts: present, present by more than a cue, said to be missing."""

    hits: tuple[Hit, ...]
    present: frozenset[str]
    sure: frozenset[str]
    missing: frozenset[str]


def found_in(hits: Iterable[Hit]) -> Found:
    every = tuple(hits)
    there = [hit.form for hit in every if not hit.missing]
    return Found(
        every,
        present=frozenset([form.concept for form in there]),
        sure=frozenset([form.concept for form in there if not form.cue]),
        missing=frozenset([hit.form.concept for hit in every if hit.missing]),
    )


@dataclass(frozen=True, slots=True)
class Need:
    """One of several concepts, present; or, with `missing`, said to be missing."""

    concepts: frozenset[str]
    absent: frozenset[str] = frozenset()

    def met(self, found: Found) -> bool:
        return not (found.present.isdisjoint(self.concepts) and found.missing.isdisjoint(self.absent))


@dataclass(frozen=True, slots=True)
class Rule:
    """`answer` is a code or an intent."""

    answer: str
    needs: tuple[Need, ...]
    unless: frozenset[str]
    weight: float
    beats: tuple[str, ...]
    asked: bool

    def fires(self, found: Found) -> tuple[Hit, ...]:
        """A hit for each need, each from words of its own, not all of them cues; else nothing."""
        for need in self.needs:
            if not need.met(found):
                return ()
        if not found.sure.isdisjoint(self.unless):
            return ()
        for chosen in _choices(self.needs, found.hits):
            if not all(hit.form.cue for hit in chosen):
                return chosen
        return ()


class RuleBook:
    """Rules in the order of the file, each to be found by the concepts of the narrowest of its needs."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._present: dict[str, list[int]] = defaultdict(list)
        self._missing: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(self._rules):
            narrowest = min(rule.needs, key=lambda need: len(need.concepts) + len(need.absent))
            for concept in narrowest.concepts:
                self._present[concept].append(number)
            for concept in narrowest.absent:
                self._missing[concept].append(number)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def about(self, found: Found) -> Iterator[Rule]:
        """Those that may hold for a text, in their order: every other one lacks its narrowest need."""
        numbers = {number for concept in found.present for number in self._present.get(concept, ())}
        numbers.update(number for concept in found.missing for number in self._missing.get(concept, ()))
        return (self._rules[number] for number in sorted(numbers))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a country. `counted`: the concepts that a number in front may count; `several`: those of a
    danger to several people, beside which the model must be sure that one is meant; `never_by_model`: those
    beside which it is not asked.
    """

    protected: RuleBook
    general: RuleBook
    counted: frozenset[str]
    several: frozenset[str]
    never_by_model: frozenset[str]


def _choices(
    needs: Sequence[Need], hits: Sequence[Hit], taken: tuple[Hit, ...] = ()
) -> Iterator[tuple[Hit, ...]]:
    if not needs:
        yield taken
        return
    first = needs[0]
    for hit in hits:
        wanted = first.absent if hit.missing else first.concepts
        if hit.form.concept in wanted and all(
            hit.start >= other.end or hit.end <= other.start for other in taken
        ):
            yield from _choices(needs[1:], hits, (*taken, hit))


def load_rules(path: Path, concepts: Iterable[str], *, lent: bool = False) -> Rules:
    """The rules of a pack; Misconfigured names each that speaks of a concept which no word file has.

    `lent`: they are another country's, which has checked them against its words. Where one of those words is
    missing here, its rule never holds.
    """
    content = load_yaml(path, name=f"words/{path.name}")
    for part in ("protected", "rules"):
        for entry in content.get(part, ()):
            entry["if_"] = entry.pop("if", ())
    file = fill(RuleFile, content, f"words/{path.name}")
    known = frozenset(concepts) | frozenset(file.groups) | (_every(file) if lent else frozenset())
    entries = (*file.protected, *file.rules)
    if faults := [
        fault for number, entry in enumerate(entries) for fault in _faults(entry, number, known, path.name)
    ]:
        raise Misconfigured(*faults)
    return Rules(
        RuleBook(_rule(entry, file.groups) for entry in file.protected),
        RuleBook(_rule(entry, file.groups) for entry in file.rules),
        _all_of(file.counted, file.groups),
        _all_of(file.several, file.groups),
        _all_of(file.never_by_model, file.groups),
    )


def _every(file: RuleFile) -> frozenset[str]:
    """All that the rules speak of."""
    needs = (need for entry in (*file.protected, *file.rules) for need in (*entry.if_, *entry.unless))
    return frozenset(concept.removeprefix(NO) for need in needs for concept in need.split("|"))


def _faults(entry: RuleEntry, number: int, known: frozenset[str], name: str) -> Iterator[Fault]:
    place = f"rule {number + 1} ({entry.code or entry.intent})"
    if (entry.code is None) == (entry.intent is None) or not entry.if_:
        yield Fault(f"words/{name}", place, "needs `if`, and either a code or an intent")
    for need in (*entry.if_, *entry.unless):
        for concept in need.split("|"):
            if concept.removeprefix(NO) not in known and not concept.startswith(SIGN):
                yield Fault(f"words/{name}", place, f"{concept!r} is in no word file: correct or add it")


def _rule(entry: RuleEntry, groups: Mapping[str, tuple[str, ...]]) -> Rule:
    return Rule(
        answer=entry.code or entry.intent or "",
        needs=tuple(_need(need, groups) for need in entry.if_),
        unless=_all_of(entry.unless, groups),
        weight=entry.weight,
        beats=entry.beats,
        asked=entry.asked,
    )


def _need(written: str, groups: Mapping[str, tuple[str, ...]]) -> Need:
    either = written.split("|")
    present = frozenset().union(*(_concepts(name, groups) for name in either if not name.startswith(NO)))
    absent = frozenset().union(
        *(_concepts(name.removeprefix(NO), groups) for name in either if name.startswith(NO))
    )
    return Need(present, absent)


def _all_of(names: Iterable[str], groups: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset().union(*(_concepts(name, groups) for name in names))


def _concepts(name: str, groups: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """A group may name other groups."""
    return (
        frozenset().union(*(_concepts(part, groups) for part in groups[name]))
        if name in groups
        else frozenset({name})
    )
