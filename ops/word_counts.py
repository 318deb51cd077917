"""What counting a text tells: the words of a language, and which names of places are also words."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from core.placenames import fold, joined
from core.text import strict_key

FREQUENT = """\
The most frequent words of each language by strict key, each with how often it comes among 10,000 words.
Counted in OLDI Seed (NLLB-Seed; CC BY-SA 4.0), Bayelemabaga (CC BY-SA 4.0) and GATITOS by Google (CC BY 4.0).
Written by `lasomi build words`.
"""
COUNTED: Mapping[str, tuple[str, ...]] = {
    "fr": ("bayelemabaga/train.fr", "gatitos/en_fr.tsv"),
    "bm": ("bayelemabaga/train.bam", "oldi_seed/bam_Latn", "gatitos/en_bm.tsv"),
    "taq": ("oldi_seed/taq_Latn",),
}
MOST = {"fr": 1500, "bm": 1200, "taq": 1500}
"""How many words of each; Tamasheq is spelt in so many ways that it needs more."""
_NEVER = {"fr": 1500, "bm": 400, "taq": 200}
_ASKED = ("san", "dire", "koro", "bla", "nara", "ber", "tin", "fana", "kati", "sira", "kiri", "soro")
"""They always need a word of place (`places.md` §2)."""
_TEXT = {
    "fr": ("bayelemabaga/train.fr",),
    "bm": ("bayelemabaga/train.bam", "oldi_seed/bam_Latn"),
    "taq": ("oldi_seed/taq_Latn",),
}
_RARE = 3
_TOKEN = re.compile(r"[^\W\d_]+")


def frequent_words(data: Path, language: str) -> Iterator[str]:
    """`word:rate`, most frequent first."""
    counts, names = _counted(_lines(data, COUNTED[language]), strict_key)
    total = counts.total()
    for word, count in counts.most_common(MOST[language]):
        if word and not word.isdigit() and count > 2 * names[word]:
            yield f"{word}:{max(1, round(count * 10_000 / total))}"


def _lines(data: Path, files: Iterable[str]) -> Iterator[str]:
    for name in files:
        for line in (data / "language" / name).read_text(encoding="utf-8").splitlines():
            yield line.split("\t")[1] if name.endswith(".tsv") and "\t" in line else line


def common_words(data: Path) -> dict[str, dict[str, str]]:
    """For each language the words that are also names of places, in two degrees."""
    names = _names(data / "places" / "places.csv")
    return {language: _degrees(data, language, names) for language in _TEXT}


def _degrees(data: Path, language: str, names: set[str]) -> dict[str, str]:
    ranked = _common(_lines(data, _TEXT[language]))
    never = set(ranked[: _NEVER[language]]) - set(_ASKED)
    guarded = set(ranked) - never | set(_ASKED)
    return {
        "never": " ".join(sorted(word for word in never if word in names or fold(word) in names)),
        "guarded": " ".join(sorted(word for word in guarded if word in names or fold(word) in names)),
    }


def _names(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        written = [
            name
            for row in csv.DictReader(file)
            for name in (row["name"], *row["other_names"].split("|"))
            if name
        ]
    return {joined(name) for name in written} | {fold(name) for name in written}


def _common(lines: Iterable[str]) -> list[str]:
    """Words by frequency; what is mostly written as a name is none."""
    counts, names = _counted(lines, joined)
    return [word for word, count in counts.most_common() if count >= _RARE and count > 2 * names[word]]


def _counted(lines: Iterable[str], key: Callable[[str], str]) -> tuple[Counter[str], Counter[str]]:
    """How often each word comes, and how often with a capital inside a sentence."""
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for line in lines:
        for place, word in enumerate(_TOKEN.findall(unicodedata.normalize("NFC", line))):
            counts[key(word)] += 1
            names[key(word)] += place > 0 and word[0].isupper()
    return counts, names
