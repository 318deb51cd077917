"""How many are dead and how many are hurt: lower bounds, people only (`taxonomy.md` §5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workers.headcount import AND, Group, animals_in, groups, people_in
from workers.lexicon import FRENCH, Hit
from workers.numerals import Number
from workers.spelling import Word, word_set

PLURAL = 2
"""A plural without a number is two (`taxonomy.md` §5)."""
DEAD = frozenset({"kill", "death", "drowned"})
_HURT = frozenset({"wounded", "hurt"})
_BEATEN = frozenset({"beat", "whip"})
_BAMBARA = "bm"
_ALSO_PAID = "sara"
"""*Sara* is died, and also paid (`languages.md` §14): it counts behind a person or a number."""
_BLOOD = "joli"
"""Blood, and also how many (`languages.md` §14)."""
_DONE_ENDS = ("ra", "na", "len", "lenw")
_PAST = word_set("ye y")
_DONE = _PAST | word_set("ka ma")
_GOING = word_set("be b te t")
_DENIED = word_set("ma te t man")
_HAVE = word_set("a ont on ai as avait avaient vient viennent")
_NOT_YET = word_set("va vont veut veulent veu veule failli peut peuvent pour pr aura auront aurait sinon")
_UNSAID = word_set("combien joli nombre nbr nbre")
_MANY = word_set("des les plusieurs beaucoup bcp bocou nombreux quelques nos mes ses leurs")
_TAMASHEQ_THEY = ("tan", "tăn")
"""*Ammut*, one died; *ammutan*, they died."""
_EACH_OTHER = word_set("nyogon gnogon nyogo gnogo")
_REACH = 5


@dataclass(frozen=True, slots=True)
class _Account:
    """A text as the one who counts victims sees it."""

    keys: Sequence[str]
    hits: Sequence[Hit]
    people: Sequence[Hit]
    animals: Sequence[Hit]
    groups: Sequence[Group]


def casualties(
    words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number]
) -> tuple[int | None, int | None]:
    """The dead and the hurt; None when nothing was said, 0 when the text says that there are none."""
    said = [hit for hit in hits if hit.form.concept in DEAD | _HURT | _BEATEN]
    if not said:
        return None, None
    account = _Account(
        keys=[word.key for word in words],
        hits=hits,
        people=people_in(hits),
        animals=[hit for hit in animals_in(hits) if not hit.form.cue],
        groups=groups(words, hits, numbers),
    )
    victims = [hit for hit in said if _is_casualty(hit, account)]
    return _count(victims, DEAD, account), _count(victims, _HURT | _BEATEN, account)


def _is_casualty(hit: Hit, account: _Account) -> bool:
    """Whether it tells of people dead or hurt already: no threat, no question how many, no animal."""
    before = account.keys[max(0, hit.start - 3) : hit.start]
    if not (_NOT_YET | _UNSAID).isdisjoint(before) or _is_call(hit, account) or _is_undone(hit, account):
        return False
    if hit.form.concept in _BEATEN:
        return _was_beaten(hit, account)
    if hit.missing or any(group.end == hit.start for group in account.groups):
        return True
    if _of_animals(hit, account):
        return False
    doubtful = hit.form.cue or hit.form.spelt == _ALSO_PAID
    return not doubtful or any(0 <= hit.start - person.end <= 1 for person in account.people)


def _is_call(hit: Hit, account: _Account) -> bool:
    """*Mort aux …* calls for murder and counts nobody."""
    calls = (o for o in account.hits if o.form.concept == "hate" and o.end - o.start > hit.end - hit.start)
    return any(call.start <= hit.start and hit.end <= call.end for call in calls)


def _is_undone(hit: Hit, account: _Account) -> bool:
    """*Bɛ an faga*, they will kill us; *sara* and *fagara* end as what is done."""
    if hit.form.language != _BAMBARA or hit.form.spelt.endswith(_DONE_ENDS):
        return False
    return hit.form.spelt == _BLOOD or _auxiliary(hit, account) in _GOING


def _auxiliary(hit: Hit, account: _Account) -> str:
    """The Bambara auxiliary that a verb stands behind: `ye` and `ka` tell what was done, `bɛ` what is not."""
    before = reversed(account.keys[max(0, hit.start - _REACH) : hit.start])
    return next((key for key in before if key in _DONE or key in _GOING), "")


def _was_beaten(hit: Hit, account: _Account) -> bool:
    """`ont été frappés`, `ont frappé un vieux`, `ye cɛkɔrɔba dɔ bugɔ`; not people who fight each other."""
    before = account.keys[max(0, hit.start - 4) : hit.start]
    if not _EACH_OTHER.isdisjoint(before):
        return False
    if "ete" in before[-2:]:
        return True
    if "ye" in before:
        return any(0 <= hit.start - person.start <= 3 for person in account.people)
    return before[-1:] != [] and before[-1] in _HAVE and any(_behind(hit, p) for p in account.people)


def _behind(hit: Hit, person: Hit) -> bool:
    return 0 <= person.start - hit.end <= 2


def _of_animals(hit: Hit, account: _Account) -> bool:
    """`tué 5 boeufs`, `les vaches sont mortes`, `misi fila sara`: the nearest noun is an animal."""
    behind = min((a.start for a in account.animals if 0 <= a.start - hit.end < 3), default=None)
    if behind is not None and AND.isdisjoint(account.keys[hit.end : behind]):
        people = [person.start for person in account.people if hit.end <= person.start <= behind + _REACH]
        return not any(at < behind or not AND.isdisjoint(account.keys[behind:at]) for at in people)
    front = max((a.end for a in account.animals if 0 <= hit.start - a.end < 3), default=None)
    noun = hit.start > 0 and account.keys[hit.start - 1] in _MANY
    return front is not None and not noun and not any(front <= p.end <= hit.start for p in account.people)


def _count(victims: Sequence[Hit], concepts: frozenset[str], account: _Account) -> int | None:
    mine = [hit for hit in victims if hit.form.concept in concepts]
    if not mine:
        return None
    if told := [group.value for group in account.groups if _owner(group, victims, account) in mine]:
        return max(told)
    if all(hit.missing or _is_denied(hit, account) for hit in mine):
        return 0
    return max(_without_number(hit, account) for hit in mine)


def _is_denied(hit: Hit, account: _Account) -> bool:
    """`u ma mɔgɔ faga`."""
    before = account.keys[max(0, hit.start - 2) : hit.start]
    return hit.form.language == _BAMBARA and not _DENIED.isdisjoint(before)


def _owner(group: Group, victims: Sequence[Hit], account: _Account) -> Hit | None:
    """The word of death or wounds that a number counts: the next one, else the one before it."""
    behind = next(_next(group, victims, account), None)
    front = _in_front(group, victims, account)
    return front if not behind or (front and _is_label(front, group, account)) else behind


def _next(group: Group, victims: Sequence[Hit], account: _Account) -> Iterator[Hit]:
    starts = {other.start for other in account.groups}
    for at in range(group.end, min(group.end + _REACH, len(account.keys))):
        if at in starts:
            return
        yield from (hit for hit in victims if hit.start == at and _first_victim(hit, account) <= group.start)


def _in_front(group: Group, victims: Sequence[Hit], account: _Account) -> Hit | None:
    ends = {other.end for other in account.groups}
    for at in range(group.start, max(group.start - _REACH, 0), -1):
        if at in ends:
            return None
        if found := next((hit for hit in victims if hit.end == at), None):
            return found
    return None


def _is_label(hit: Hit, group: Group, account: _Account) -> bool:
    """`mort 4 blesse 6`: a bare number behind a word that no number stands before."""
    bare = group.end - group.start == 1 and hit.end == group.start and hit.form.language == FRENCH
    return bare and not hit.missing and not any(other.end == hit.start for other in account.groups)


def _first_victim(hit: Hit, account: _Account) -> int:
    """From which word on its victims are named: *deux hommes ont tué un berger* has killed one."""
    if hit.form.concept == "death" or hit.start == 0:
        return 0
    if hit.form.language == _BAMBARA:
        early = max(0, hit.start - _REACH - 1)
        return max((at + 1 for at in range(early, hit.start) if account.keys[at] in _PAST), default=0)
    return hit.end if account.keys[hit.start - 1] in _HAVE else 0


def _without_number(hit: Hit, account: _Account) -> int:
    """Two for a plural (*des morts*, *mɔgɔ caman*, *ils ont tué les bergers*), else one."""
    written = hit.written.lower()
    plural = written.endswith("s") and hit.form.language == FRENCH and len(written) > 4
    near = [person for person in account.people if _is_victim(person, hit, account)]
    plural = plural or (hit.form.language == "taq" and written.endswith(_TAMASHEQ_THEY))
    crowd = any(person.written.endswith("w") and person.form.language == _BAMBARA for person in near)
    many = any(at and account.keys[at - 1] in _MANY for at in (hit.start, *(p.start for p in near)))
    told = any(o.form.concept == "many" and 0 <= hit.start - o.end <= 1 for o in account.hits)
    return PLURAL if plural or crowd or many or told else 1


def _is_victim(person: Hit, hit: Hit, account: _Account) -> bool:
    """Behind a verb that has its victims there, else in front of it."""
    if _first_victim(hit, account) >= hit.end:
        return _behind(hit, person)
    return 0 <= hit.start - person.end <= 2
