"""`lasomi train`: learns the models of a pack, tries them, and writes them with their scores."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.errors import LasomiError
from ops.learn.labels import Labelled, sources
from ops.wording import wording
from workers.language import LANGUAGES

if TYPE_CHECKING:
    from ops.learn.datasets import Data

SEED: Final = 1
Part = Callable[[Path, Path, date, Sequence[Labelled]], list[Path]]
"""From the folders of the data and of the models, a day, and what verifiers said, to the files written."""


def train(
    data: Path,
    folder: Path,
    made: date,
    only: str | None = None,
    corrected: Sequence[Labelled] = (),
    *,
    force: bool = False,
) -> list[Path]:
    """Learns every part, or `only` one; the model files. `force`: even when they are worse than the old ones.

    Raises LasomiError without scikit-learn, and for worse models of topics, of which the old then stay.
    `corrected`: what verifiers said (`ops.learn.corrections`), learnt besides.
    """
    _need_library()
    parts = PARTS if only is None else {only: PARTS[only]}
    if force:
        parts = {name: FORCED.get(name, part) for name, part in parts.items()}
    return [written for part in parts.values() for written in part(data, folder, made, corrected)]


def learn_language(data: Path, folder: Path, made: date, corrected: Sequence[Labelled]) -> list[Path]:
    """Learnt on train, tried on dev; what is shipped then learns both (`languages.md` §9)."""
    from ops.learn.datasets import development, training
    from ops.learn.language import learn, scores
    from ops.learn.manifest import write_model
    from ops.learn.spellings import variants

    own = folder.parent / "training"
    tried = learn(list(variants(training(data, SEED, dev=False, own=own).sentences, SEED)), SEED)
    found = scores(tried, development(data).sentences, SEED)
    whole = _corrected(training(data, SEED, dev=True, own=own), corrected)
    model = learn(list(variants(whole.sentences, SEED)), SEED)
    written = write_model(
        folder,
        "language",
        {"table": model.table, "intercept": model.intercept, "answers": model.answers},
        classes=model.classes,
        features="crc32 16 bits, 1-4 grams of words",
        seed=SEED,
        data=whole.sources,
        scores=found,
        made=made,
    )
    return [written]


def _corrected(data: "Data", rows: Sequence[Labelled]) -> "Data":
    """The data of the language model with the messages whose one language a verifier has named."""
    from ops.learn.datasets import Data, Sentence

    named = [row for row in rows if row.language in LANGUAGES]
    if not named:
        return data
    added = tuple(Sentence(row.text, row.language, "corrections") for row in named)
    return Data((*data.sentences, *added), (*data.sources, sources("corrections", (), named)))


def learn_topics(
    data: Path, folder: Path, made: date, corrected: Sequence[Labelled], *, force: bool = False
) -> list[Path]:
    """Learnt on nine tenths of the labels; a frozen tenth judges new and old (`languages.md` §10)."""
    from ops.learn.examples import ours
    from ops.learn.frozen import parted, right, worse
    from ops.learn.labels import SAMPLE, corrections, own, sample
    from ops.learn.topics import learn, write
    from workers.topics import open_topics

    messages, said = [*own(folder.parent / "training"), *sample(data)], corrections(corrected)
    learnt, frozen = parted([*messages, *said])
    mind, old = ours(), open_topics(folder)
    topics = learn(learnt, SEED, mind)
    found = right(frozen, topics, mind)
    fallen = worse(found, right(frozen, old, mind)) if old and not force else []
    if fallen:
        sentence = wording().ui(
            "Le nouveau modèle est moins bon en {languages}: l'ancien reste. --force le remplace.",
            languages=", ".join(fallen),
        )
        raise LasomiError("model_worse", sentence)
    files = [*sorted((folder.parent / "training").glob("*.tsv")), data / SAMPLE]
    told = [sources("messages", files, messages), *([sources("corrections", (), said)] if said else [])]
    return write(folder, topics, seed=SEED, data=told, scores=found, made=made)


PARTS: Final[Mapping[str, Part]] = {"language": learn_language, "topics": learn_topics}
FORCED: Final[Mapping[str, Part]] = {"topics": partial(learn_topics, force=True)}


def _need_library() -> None:
    try:
        import sklearn  # noqa: F401
    except ImportError:
        sentence = wording().ui("scikit-learn manque: pip install 'lasomi[train]', puis recommencez")
        raise LasomiError("no_training_library", sentence) from None
