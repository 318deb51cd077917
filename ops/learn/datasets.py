"""The language data that may train a shipped model: files, hashes, licences (`languages.md` §15)."""

import gzip
import hashlib
import html
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.errors import Fault, Misconfigured
from ops.learn import labels
from workers.models import TRAINING_DATA

SIB: Final = {
    "fr": "fra_Latn", "bm": "bam_Latn", "taq": "taq_Latn", "en": "eng_Latn", "ha": "hau_Latn",
    "ff": "fuv_Latn", "wo": "wol_Latn", "dyu": "dyu_Latn", "kab": "kab_Latn", "mos": "mos_Latn",
}  # fmt: skip
"""The ten languages that are told apart, and their files in SIB-200."""
SEED: Final = {"bm": "bam_Latn", "taq": "taq_Latn", "ff": "fuv_Latn", "en": "eng_Latn"}
GATITOS: Final = {"bm": "en_bm", "fr": "en_fr", "dyu": "en_dyu", "ff": "en_ff", "wo": "en_wo"}
PERIODICALS: Final = {"bm": ("bam", 6_000), "fr": ("fr", 8_000)}
OWN: Final = ("fr", "bm", "taq")
"""Of our own messages (`training/` of the pack), those in one language."""
_GROUP: Final = 4
_MARKUP: Final = re.compile(r"<[^>]*>|^[\d.\s]+")
ATTRIBUTIONS: Final = {
    "SIB-200": "Contains SIB-200 by David Ifeoluwa Adelani and others (arXiv 2309.07445; labels Apache-2.0) "
    "on sentences of FLORES-200 by the NLLB Team and the Open Language Data Initiative (CC BY-SA 4.0); rows "
    "removed.",
    "OLDI Seed": "Contains OLDI Seed (NLLB-Seed: Maillard and others, ACL 2023; N'Ko: Doumbouya and others, "
    "arXiv 2310.15612), Open Language Data Initiative, CC BY-SA 4.0, unchanged.",
    "GATITOS": "Contains GATITOS by Google (Jones, Caswell, Saxena, Firat, arXiv 2303.15265), CC BY 4.0, "
    "five files, unchanged.",
    "Bayelemabaga": "Contains Bayelemabaga by Valentin Vydrin, Jean-Jacques Meric, Kirill Maslinsky, Andrij "
    "Rovenchak, Allashera Auguste Tapo, Sebastien Diarra, Christopher Homan, Marco Zampieri and Michael "
    "Leventhal (RobotsMali, 2022), from the Corpus Bambara de Référence, CC BY-SA 4.0; pairs removed.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and the language that it is in; `source` is the data set."""

    text: str
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class Data:
    """The texts of a training, and what the manifest says of where they come from."""

    sentences: tuple[Sentence, ...]
    sources: tuple[dict[str, Any], ...]


def training(folder: Path, seed: int, *, dev: bool, own: Path | None = None) -> Data:
    """Everything of §9's first row, and our own messages in `own`; `dev`: with the development parts.

    Raises Misconfigured for a missing file.
    """
    files = _files(folder, dev=dev)
    sentences = [Sentence(text, *of) for path, of in files for text in _texts(path, of[1], of[0], seed)]
    sources = [*_sources(files, sentences)]
    if own:
        messages = [row for row in labels.own(own) if row.language in OWN]
        sentences += [Sentence(row.text, row.language, "messages") for row in messages]
        sources.append(labels.sources("messages", sorted(own.glob("*.tsv")), messages))
    return Data(tuple(sentences), tuple(sources))


def development(folder: Path) -> Data:
    """SIB-200 dev and Bayelemabaga dev: to try what was learnt on the training parts."""
    files = [one for one in _files(folder, dev=True) if one[0].name.startswith("dev.")]
    sentences = [Sentence(text, *of) for path, of in files for text in _lines(path)]
    return Data(tuple(sentences), tuple(_sources(files, sentences)))


def _files(folder: Path, *, dev: bool) -> list[tuple[Path, tuple[str, str]]]:
    """Every file with its language and its set, in an order that never changes."""
    root, parts = folder / "language", ("train", "dev") if dev else ("train",)
    found = [
        *(
            (root / f"sib200/{name}/{part}.tsv.gz", (code, "SIB-200"))
            for code, name in SIB.items()
            for part in parts
        ),
        *((root / f"oldi_seed/{name}", (code, "OLDI Seed")) for code, name in SEED.items()),
        *((root / f"gatitos/{name}.tsv", (code, "GATITOS")) for code, name in GATITOS.items()),
        *(
            (root / f"bayelemabaga/{part}.{end}", (code, "Bayelemabaga"))
            for code, (end, _) in PERIODICALS.items()
            for part in parts
        ),
    ]
    for path, _ in found:
        if not path.is_file():
            raise Misconfigured(Fault(str(path), "is missing", "name the folder of the data with --data"))
    return found


def _texts(path: Path, source: str, language: str, seed: int) -> list[str]:
    """The lines of a file as they are learnt: words in fours, and a part of the periodicals."""
    lines = _lines(path)
    if source == "GATITOS":
        return [" ".join(lines[at : at + _GROUP]) for at in range(0, len(lines), _GROUP)]
    if source == "Bayelemabaga" and path.name.startswith("train."):
        most = min(PERIODICALS[language][1], len(lines))
        return [lines[at] for at in sorted(random.Random(seed).sample(range(len(lines)), most))]
    return lines


def _lines(path: Path) -> list[str]:
    """The texts of a file: a column of a table, or its lines, without remains of markup and empty ones."""
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8").splitlines()
    if path.suffix == ".gz":
        lines = [line.split("\t")[2] for line in lines[1:]]
    elif path.suffix == ".tsv":
        lines = [line.split("\t")[1] for line in lines]
    return [clean for line in lines if (clean := _MARKUP.sub(" ", html.unescape(line)).strip())]


def _sources(
    files: Sequence[tuple[Path, tuple[str, str]]], sentences: Sequence[Sentence]
) -> Iterator[dict[str, Any]]:
    """The rows of the manifest's `data`: one for each set that was read."""
    for source in dict.fromkeys(of[1] for _, of in files):
        paths = [path for path, of in files if of[1] == source]
        yield {
            "name": source,
            "files": {f"{path.parent.name}/{path.name}": file_hash(path) for path in paths},
            "rows": sum(each.source == source for each in sentences),
            "licence": TRAINING_DATA[source],
            "attribution": ATTRIBUTIONS[source],
        }


def file_hash(path: Path) -> str:
    """As a manifest writes it: `sha256` and the digest of the file as it lies there."""
    return f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
