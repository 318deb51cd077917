"""What a short text says to the question where it happened: a name, that nobody will say, or too little.

Pure. A text is a name only when every word of it belongs to the name, or may stand beside one; what is longer
is for the normal reading. The words of Bambara and Tamasheq are attested (glossary; Bayelemabaga train 9798,
11613).
"""

from collections.abc import Sequence
from typing import Final

from core.reports import Located
from workers.geotag import Geotagger
from workers.placekinds import UNIT
from workers.spelling import Word, word_set

UNTOLD: Final = "untold"
VAGUE: Final = "vague"

_POLITE: Final = word_set("svp stp merci bonjour bonsoir bjr bsr salut slt pardon desole desolee bon ok oui")
_BESIDE: Final = _POLITE | word_set(
    "a au aux de du d des le la les l en dans pres vers sur par c ce cet cette est etait ca sa j je suis",
    "on nous sommes y un une notre nos mon ma mes votre vos leur village commune cercle region ville",
    "quartier cote be an ka na kono n ne",
)
"""Words that may stand beside a name without being a part of it."""
_WIDE: Final = word_set(
    "ici bas village villages commune communes cercle region ville quartier hameau pays nom lieu endroit",
    "maison case cour marche brousse route routes chemin piste fleuve riviere bord champ champs foret puits",
    "mosquee ecole chez moi nous lui eux quelque part partout loin coin autour voisin voisins dugu",
)
"""Places without a name."""
_NOT: Final = word_set(
    "non pas pa rien aucun aucune jamais ignore refuse prefere secret confidentiel inconnu inconnue jsp nsp"
)
_BESIDE_NOT: Final = _POLITE | word_set(
    "je j jc jsais ne n on nous moi le la l les ca sa c ce est y en a de d que qu ou vous te se sai sais",
    "sait savons chai connais connait veux veut veu voulons voudrais peux peut pouvons souhaite dis dire",
    "dit direz parler repondre reponse donner preciser precis idee sujet exactement encore vraiment bien",
    "plus trop part nulle nom lieu endroit village commune",
)
"""A denial, and the words that may stand with it while nothing else is told."""
_DENIED: Final = frozenset(
    (
        *("ayi", "n t a don", "ne t a don", "ne ta don", "n ta don", "nta don", "n te a don", "ne te a don"),
        *("n t a fe", "ne t a fe", "n te a fe", "ne te a fe", "iban n isalan"),
    )
)


def unnamed(read: Sequence[Word]) -> str | None:
    """UNTOLD: the writer does not know or will not say. VAGUE: a place without a name. None: neither."""
    said = [word.key for word in read if word.key not in _POLITE]
    keys = frozenset(word.key for word in read)
    if " ".join(said) in _DENIED or (keys & _NOT and keys <= _NOT | _BESIDE_NOT):
        return UNTOLD
    return VAGUE if keys & _WIDE and keys <= _WIDE | _BESIDE else None


def named(read: Sequence[Word], geotagger: Geotagger, home: str | None) -> Located | None:
    """The one place that the words name: all of them, else all that do not merely stand beside a name."""
    bare = _bare(read)
    for part in (read, bare) if bare else ():
        found = geotagger.whole(" ".join(word.text for word in part), home)
        if found and found.place and not _is_everyday(part, found.place, geotagger):
            return found.place
    return None


def _bare(read: Sequence[Word]) -> Sequence[Word]:
    kept = [at for at, word in enumerate(read) if word.key not in _BESIDE]
    return read[kept[0] : kept[-1] + 1] if kept else ()


def _is_everyday(read: Sequence[Word], place: Located, geotagger: Geotagger) -> bool:
    """Whether everyday words only sound like a name: *je* is no Djé, and *si* no Sy."""
    frequencies = geotagger.mentions.kinds.frequencies
    listed = frequencies.french if place.level <= UNIT else frequencies.spelt
    return place.how not in {"exact", "alias"} and all(listed(word.key) for word in read)
