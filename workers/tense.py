"""What a text tells as done, as going on, or as a state: its verbs, as far as a keypad lets one see them.

Only words that settle it are read: auxiliaries, endings, pronouns, and the phrases of `day_going`; the
words of time stand in `languages.md` §13.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from workers.lexicon import Hit
from workers.spelling import Word, word_set

Tense = Literal["past", "present", "state", "phrase"]
PAST: Tense = "past"
PRESENT: Tense = "present"
STATE: Tense = "state"
PHRASE: Tense = "phrase"
"""A run of words that can only mean the present: *sont là*, *sous l'eau*, *bɛ se ka*."""
_SURELY_HAVE = word_set("ont avons avon ai avez jai")
_HAVE = _SURELY_HAVE | word_set("a on as na nont non g")
_BE = word_set("est es sont sommes etes suis")
_ADVERBS = word_set(
    "pas pa plus plu deja dja encore tous tout toutes tres bien aussi meme jamais rien nous me",
)
_GONE = word_set(
    "venu venus venue venues parti partis partie parties mort morts morte mortes sorti sortis sortie",
    "arrive arrives arrivee arrivees entre entres rentre rentres revenu revenus revenue tombe tombes noye",
    "noyes passe passes passee alle alles devenu devenus retourne retournes ete",
)
_DONE = _GONE | word_set(
    "fait fai dit di mis mi pris pri vu recu eu u perdu vendu pu voulu su bu mange tue vole brule pille",
    "enleve attaque atake tire coupe casse ferme chasse refuse demande quitte kite fui trouve retrouve",
    "laisse donne envoye appele apele arrete arete libere lache blesse frappe frape battu menace detruit",
    "gate incendie sote saute explose bombarde decide enferme bloque barre ouvert commence fini rate",
    "echoue depose paye repris ramasse retire renvoye rejoint rejoin signe vide viole cache reuni ecrit",
    "ecri egorge kidnape pose mine",
)
_NOUNS_IN_ENT = word_set(
    "argent vent souvent agent accident incident president client urgent serpent patient absent present",
    "recent innocent continent dent lent content evident talent cent couvent torrent adolescent sergent",
    "evident",
)
_VERBS_IN_MENT = word_set("dorment ferment arment reclament consomment affirment forment enferment aiment")
_WISHES = word_set("veulent peuvent doivent savent disent pensent viennent")
"""What they want, can or say is not yet what they do; *viennent* is as often the way they came."""
_WHO = word_set("ils il elle elles qui ki chacun personne")
_CLITICS = word_set("ne n nous nou ns les le la l se s me m y en leur")
_NO_VERBS = word_set(
    "de des me le ce se je ne que ke meme comme une parle faut peut doit veut dit et est cette",
)
_ENDINGS = ("e", "ent", "nt", "nd", "it", "ut", "et", "at")
_NOT_YET = word_set(
    "va vont veut veulent veule veu pour pr peut peuvent doit doivent faut de a voulait sont son est es",
)
_CLAUSE = word_set("que ke et mais si ou quand kan car ici")
_BAMBARA_DONE = word_set("ye y ma")
_BAMBARA_CAME = word_set("nana taara sera bolila donna bora wulila fagara sara binna")
_EARLY = 3
"""A Bambara *ye* or *ma* later in the sentence is rather a copula or a postposition."""
_STATIVE = word_set("do don be")


def tenses(words: Sequence[Word], hits: Sequence[Hit]) -> Iterator[Tense]:
    """The tense of each verb that shows one, from left to right."""
    keys = [word.key for word in words]
    going = {hit.start: hit for hit in hits if hit.form.concept == "day_going"}
    bambara = any(hit.form.language == "bm" for hit in hits)
    for at in range(len(keys)):
        if hit := going.get(at):
            yield PHRASE if hit.end - hit.start > 1 else PRESENT
        elif found := (bambara and _bambara(keys, at)) or _french(words, keys, at):
            yield found


def _bambara(keys: Sequence[str], at: int) -> Tense | None:
    """`u ye … faga`, `nana`, `datugulen do`."""
    if keys[at] in _BAMBARA_CAME or (keys[at] in _BAMBARA_DONE and 0 < at <= _EARLY):
        return PAST
    behind = keys[at + 1] if at + 1 < len(keys) else ""
    return STATE if keys[at].endswith(("len", "lenw")) and behind in _STATIVE else None


def _french(words: Sequence[Word], keys: Sequence[str], at: int) -> Tense | None:
    key = keys[at]
    if key in _HAVE:
        return PAST if _is_done(words, keys, at) else None
    if key in _BE:
        behind = _next(keys, at)
        return PAST if behind < len(keys) and keys[behind] in _GONE else STATE
    if key == "ete":
        return PAST
    if key in _WHO or key == "se":
        return PRESENT if _acts(words, keys, at) else None
    return PRESENT if _is_plural_present(key) else None


def _is_done(words: Sequence[Word], keys: Sequence[str], at: int) -> bool:
    """`ont brulé`, `a ete`, `ils on mi le feu`; *a Gosi* and *on mange* are none."""
    behind = _next(keys, at)
    if behind >= len(keys):
        return False
    if keys[behind] in _DONE or words[behind].text.lower().endswith(("é", "és", "ée", "ées")):
        return keys[at] != "on" or (at > 0 and keys[at - 1] not in _CLAUSE)
    return keys[at] in _SURELY_HAVE and keys[behind][-1:] in {"e", "i", "u", "t", "s"}


def _next(keys: Sequence[str], at: int) -> int:
    behind = at + 1
    while behind < len(keys) and keys[behind] in _ADVERBS:
        behind += 1
    return behind


def _acts(words: Sequence[Word], keys: Sequence[str], at: int) -> bool:
    """`ils brulent`, `il nous menace`, `se batte`; *pour se battre* and *se sont battus* are none."""
    if keys[at] == "se" and at and keys[at - 1] in _NOT_YET:
        return False
    behind = at + 1
    while behind < len(keys) and keys[behind] in _CLITICS:
        behind += 1
    if behind >= len(keys) or keys[behind] in _HAVE | _BE | _NO_VERBS | _NOT_YET | _GONE | _WISHES:
        return False
    key, written = keys[behind], words[behind].text.lower()
    return key.endswith(_ENDINGS) and not written.endswith(("é", "aient", "ait"))


def _is_plural_present(key: str) -> bool:
    if not key.endswith("ent") or len(key) < 5 or key.endswith("aient"):
        return False
    if key in _NOUNS_IN_ENT or key in _WISHES:
        return False
    return not key.endswith("ment") or key in _VERBS_IN_MENT
