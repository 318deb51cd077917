"""`lasomi train` learns from what may train a model, the same way twice (languages.md §9, §11, §15)."""

import gzip
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.naive_bayes import MultinomialNB

from core.errors import Misconfigured
from ops.learn import language
from ops.learn.datasets import GATITOS, SEED, SIB, Sentence, development, training
from ops.learn.labels import Labelled
from ops.learn.language import LEARNT
from ops.learn.manifest import packed
from ops.learn.spellings import SPELLINGS, piece, spelt, variants
from ops.train import train
from tests.ops.processes import command
from workers.languagemodel import SHARP, language_model
from workers.models import read_model

DAY = date(2026, 12, 1)
LETTERS = {
    "fr": "raitéù", "bm": "bamɛɔk", "taq": "tăɣǝns", "en": "thewng", "ha": "hausdɗ", "ff": "fuɓloŋ",
    "wo": "woléxj", "dyu": "dyuɛkɔ", "kab": "kčlṭmi", "mos": "mosvʋp",
}  # fmt: skip


def lines(code: str, many: int, seed: int) -> list[str]:
    """Sentences of words that only a language's own letters make."""
    chance = random.Random(f"{code} {seed}")
    words = ["".join(chance.choices(LETTERS[code], k=chance.randint(2, 7))) for _ in range(12 * many)]
    return [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shape of the compiled data, with forty lines of nonsense where it has thousands of sentences."""
    root = tmp_path_factory.mktemp("data")
    for code, name in SIB.items():
        for part, many in (("train", 40), ("dev", 6)):
            table = "".join(f"{at}\ttravel\t{line}\n" for at, line in enumerate(lines(code, many, 10 * many)))
            put(
                root / f"language/sib200/{name}/{part}.tsv.gz",
                gzip.compress(b"index_id\tcategory\ttext\n" + table.encode()),
            )
    for code, name in SEED.items():
        put(root / f"language/oldi_seed/{name}", "\n".join(lines(code, 40, 1)).encode())
    for code, name in GATITOS.items():
        pairs = (f"word\t{line.split()[0]}" for line in lines(code, 40, 2))
        put(root / f"language/gatitos/{name}.tsv", "\n".join(pairs).encode())
    for code, end in (("bm", "bam"), ("fr", "fr")):
        put(root / f"language/bayelemabaga/train.{end}", "\n".join(lines(code, 40, 3)).encode())
        put(root / f"language/bayelemabaga/dev.{end}", "\n".join(lines(code, 6, 4)).encode())
    return root


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.fixture(scope="session")
def pack(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with one file of our own messages, and the model learnt for it."""
    root = tmp_path_factory.mktemp("pack")
    own = "id\ttext\tlang\tintent\tcode\nX1\tari ati\tfr\tincident\t22\nX2\tari bama\tmixed\tincident\t22\n"
    put(root / "training/own.tsv", own.encode())
    train(data, root / "model", DAY, "language")
    return root


def about(pack: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((pack / "model/language.manifest.json").read_text(encoding="utf-8"))
    return found


def test_the_manifest_says_what_was_learnt_and_how_well(pack: Path) -> None:
    told = about(pack)
    assert read_model(pack / "model", "language").about == told
    assert (told["made"], told["licence"], told["seed"]) == ("2026-12-01", "CC-BY-SA-4.0", 1)
    rows = {source["name"]: source["rows"] for source in told["data"]}
    assert rows == {"SIB-200": 460, "OLDI Seed": 160, "GATITOS": 50, "Bayelemabaga": 92, "messages": 1}
    assert {len(said) for source in told["data"] for said in source["files"].values()} == {
        len("sha256 ") + 64
    }
    assert set(told["scores"]) >= {f"sib200 dev, {spelling}" for spelling in SPELLINGS}
    assert told["scores"]["sib200 dev, as written"]["sentence"] > 95


def test_two_trainings_give_the_same_bytes(data: Path, pack: Path, tmp_path: Path) -> None:
    put(tmp_path / "training/own.tsv", (pack / "training/own.tsv").read_bytes())
    train(data, tmp_path / "model", DAY, "language")
    for name in ("language.npz", "language.manifest.json"):
        assert (tmp_path / "model" / name).read_bytes() == (pack / "model" / name).read_bytes()


def test_what_verifiers_said_teaches_too(data: Path, tmp_path: Path) -> None:
    said = [
        Labelled("r1", "misi sonyara, [TEL]", "bm", "incident", "22"),
        Labelled("r2", "misi vol", "mixed", "incident", "22"),
    ]
    train(data, tmp_path / "model", DAY, "language", said)
    rows = {source["name"]: source["rows"] for source in about(tmp_path)["data"]}
    assert rows["corrections"] == 1


def test_what_answers_is_what_scikit_learn_learnt(data: Path, pack: Path) -> None:
    """A thousand texts: the shares of our sums of numpy against the library's own (less than 0.01 apart)."""
    own = training(data, 1, dev=True, own=pack / "training")
    sentences = list(variants(own.sentences, 1))
    counts = language.matrix(each.text for each in sentences)
    labels = np.array([LEARNT.index(each.language) for each in sentences])
    bayes = MultinomialNB(alpha=language.SMOOTHING).fit(counts, labels)
    vectors = language.scaled(counts, language.rarity(counts))
    fitted = language.machine(labels, 1).fit(vectors, labels)
    tried = np.linspace(0, len(sentences) - 1, 1_000).astype(int)
    many = np.sqrt(counts[tried].sum(axis=1))
    model = language_model(read_model(pack / "model", "language"))
    logs = counts[tried] @ bayes.feature_log_prob_.T / np.asarray(many).reshape(-1, 1)
    both = np.sqrt(
        (softmax(logs) @ model.answers)
        * (softmax(SHARP * fitted.decision_function(vectors[tried])) @ model.answers)
    )
    expected = both / both.sum(axis=1, keepdims=True)
    found = np.array([language.answer(model, sentences[at].text) for at in tried])
    assert np.abs(found - expected).max() < 0.01


def softmax(values: Any) -> Any:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def test_what_is_tried_was_not_learnt(data: Path) -> None:
    learnt = {each.text for each in training(data, 1, dev=False).sentences}
    tried = {each.text for each in development(data).sentences}
    assert tried
    assert not learnt & tried
    assert tried <= {each.text for each in training(data, 1, dev=True).sentences}


def test_missing_data_are_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="--data"):
        train(tmp_path, tmp_path / "model", DAY, "language")
    told = command(tmp_path, "train", "--only", "language", "--data", str(tmp_path))
    assert (told.returncode, "--data" in told.stderr) == (2, True)
    assert not (tmp_path / "model").exists()


def test_an_array_of_objects_is_never_written() -> None:
    with pytest.raises(ValueError, match="pickle"):
        packed({"table": np.array([{}], dtype=object)})


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (
            "bm",
            "Ɲɛmɔgɔ y'a cɛ juguya",
            ["Nyèmògò y'a cè juguya", "nyemogo y a ce juguya", "gnemogo y a tche djougouya"],
        ),
        ("bm", "ŋuna", ["nguna", "nuna", "nouna"]),
        ("taq", "Ašareɣa", ["Asharegha", "asharegha", "acharegha"]),
        ("fr", "Où êtes-vous ?", ["Où etes-vous ?", "ou etes vous", "ou etes vous"]),
    ],
)
def test_a_text_has_four_spellings(code: str, text: str, expected: list[str]) -> None:
    assert [spelt(Sentence(text, code, ""), spelling) for spelling in SPELLINGS] == [text, *expected]


def test_variants_are_the_same_for_a_seed() -> None:
    sentence = Sentence("u ye an ka misiw bɛɛ sonya su in na dugu kɔnɔ", "bm", "")
    assert list(variants([sentence], 1)) == list(variants([sentence], 1))
    assert len(list(variants([sentence], 1))) == 5
    assert len(list(variants([Sentence("addinat ajewadan", "taq", "")], 1))) == 7


def test_a_piece_begins_with_a_word() -> None:
    text = "u ye an ka misiw bɛɛ sonya"
    cut = {piece(text, 10, random.Random(seed)) for seed in range(40)}
    assert len(cut) > 3
    assert all(len(each) == 10 and f" {each}" in f" {text}" for each in cut)
    assert piece(text, 40, random.Random(1)) == text
