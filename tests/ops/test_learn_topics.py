"""Models of topics are learnt the same way twice, and answer as scikit-learn would (languages.md §10–§11)."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import RidgeClassifier
from sklearn.naive_bayes import ComplementNB

from core.errors import LasomiError, Misconfigured
from ops.learn import frozen, labels
from ops.learn.calibration import Asked, learn_confidence, learn_sharpness, learn_trust
from ops.learn.examples import evidence, example, ours
from ops.learn.fitting import SMOOTHING, STRENGTH, Array, Lessons, fit, lessons
from ops.learn.heldout import folds_of, held_out
from ops.learn.labels import Labelled
from ops.learn.manifest import packed
from ops.learn.topics import learn, write
from ops.train import learn_topics
from workers.evidence import evidence_of
from workers.topics import Topics, arrays_of, open_topics

DAY = date(2026, 12, 1)
SAID = {
    "11": "ils ont attaqué le village et tué des gens",
    "22": "vol de boeufs cette nuit",
    "72": "inondation des maisons",
    "13": "une mine a sauté sur la route",
}
IDLE = {
    "chatter": "bonsoir ça va bien",
    "question": "comment faire pour avoir la carte ?",
    "thanks": "merci beaucoup",
}
PLACES = ["gao", "mopti", "ansongo", "douentza", "bankass", "koro", "gossi", "menaka", "diré", "tessalit"]


def rows(many: int, seed: int = 1) -> list[Labelled]:
    """Incidents of four codes, and messages of three other intents."""
    chance = random.Random(seed)
    kinds = [
        *(("incident", code, text) for code, text in SAID.items()),
        *((i, "", text) for i, text in IDLE.items()),
    ]
    found = []
    for at in range(many):
        intent, code, text = kinds[at % len(kinds)]
        place = f"{chance.choice(PLACES)} {chance.randint(2, 40)}"
        found.append(Labelled(f"T{seed}{at}", f"{text} {place}", "fr", intent, code))
    return found


@pytest.fixture(scope="module")
def topics() -> Topics:
    return learn(rows(140), 1)


def test_what_was_shown_is_known(topics: Topics) -> None:
    for code, text in SAID.items():
        assert topics.read(f"{text} kidal").codes[0][0] == code
    for intent, text in IDLE.items():
        assert topics.read(f"{text} kidal").intents[0][0] == intent


def test_two_trainings_give_the_same_bytes(topics: Topics) -> None:
    again = learn(rows(140), 1)
    for one, other in ((topics.intent, again.intent), (topics.code, again.code)):
        assert packed(arrays_of(one)) == packed(arrays_of(other))


def test_the_answers_are_those_of_the_library() -> None:
    """A thousand texts that were not learnt: both weights of every class, without and with scikit-learn."""
    chance = random.Random(3)
    spoken = [word for text in (*SAID.values(), *IDLE.values()) for word in text.split()]
    texts = [" ".join(chance.choices([*spoken, *PLACES], k=chance.randint(1, 14))) for _ in range(1_000)]
    told = [row for row in rows(140) if row.code]
    truth = np.array([list(SAID).index(row.code) for row in told])
    taught = lessons([evidence_of(row.text) for row in told], [1.0] * len(told), messages=len(told))
    fitted = fit(taught, truth, len(SAID))
    asked = lessons([evidence_of(text) for text in texts], [1.0] * len(texts), messages=len(texts))
    margins, logs = _by_the_library(taught, truth, asked)
    regression, bayes = fitted.says(asked)
    assert np.abs(regression - margins).max() < 0.01
    assert np.abs(_centred(bayes) - _centred(logs)).max() < 0.01


def _by_the_library(taught: Lessons, truth: Array, asked: Lessons) -> tuple[Array, Array]:
    """What scikit-learn says of the rows that were learnt."""
    used = np.unique(taught.first.indices)
    ridge = RidgeClassifier(alpha=STRENGTH, class_weight="balanced", solver="sparse_cg", tol=1e-6)
    bayes = ComplementNB(alpha=SMOOTHING).fit(taught.second[:, used], truth)
    margins = ridge.fit(taught.first[:, used], truth).decision_function(asked.first[:, used])
    return (margins + 1) / 2, bayes.predict_joint_log_proba(asked.second[:, used])


def _centred(values: Array) -> Array:
    return np.asarray(values - values.mean(axis=1, keepdims=True))


def test_the_half_precision_of_the_file_changes_no_share(topics: Topics) -> None:
    wide = replace(topics.code, table=topics.code.table.astype(np.float64))
    for row in rows(100, 5):
        seen = evidence_of(row.text)
        assert dict(wide.shares(seen)) == pytest.approx(dict(topics.code.shares(seen)), abs=0.01)


def test_labels_are_counted_by_class_and_language() -> None:
    mixed = [*rows(70), *(replace(row, id=f"B{row.id}", language="bm") for row in rows(35, 2))]
    found = learn(mixed, 1).code
    assert [found.labels("22", language) for language in ("fr", "bm", "taq", "mixed")] == [10, 5, 0, 10]


def test_every_fold_has_its_share_of_every_label() -> None:
    names = ["11"] * 50 + ["22"] * 25
    folds = folds_of(names, 1)
    for name in ("11", "22"):
        own = folds[[each == name for each in names]]
        assert set(np.bincount(own, minlength=5)) == {len(own) // 5}


def test_a_message_without_a_label_is_read_and_never_learnt() -> None:
    told = rows(70)
    known = lessons([evidence_of(row.text) for row in told] * 2, [1.0] * 140, messages=70)
    said = held_out(known, [row.code for row in told], 1)
    assert said.classes == tuple(sorted(SAID))
    assert said.scores.shape == (70, len(SAID))


def test_the_most_likely_sharpness_is_found() -> None:
    scores = np.tile(np.array([[1.0, 0.0]]), (100, 1))
    truth = np.array([0] * 80 + [1] * 20)
    assert learn_sharpness(scores, truth) == pytest.approx(np.log(4), abs=0.01)


def test_rules_that_are_right_are_trusted_and_others_are_not() -> None:
    even = {"11": 0.5, "22": 0.5}
    right = [Asked(even, {"22": 0.8}, frozenset({"22"}), "fr")] * 90 + [
        Asked(even, {"22": 0.8}, frozenset({"11"}), "fr")
    ] * 10
    wrong = [replace(each, right=frozenset({"11", "22"}) - each.right) for each in right]
    assert learn_trust(right)[0, 1] > 0.5 > learn_trust(wrong)[0, 1]


def test_a_language_without_messages_is_weighed_like_the_others() -> None:
    asked = [Asked({"11": 0.9, "22": 0.1}, {}, frozenset({"11"}), "fr")] * 50
    trust = learn_trust(asked)
    assert trust[2] == pytest.approx(trust[1], abs=1e-3)


def test_confidence_is_the_share_that_was_right_and_never_falls() -> None:
    chance = np.random.default_rng(1)
    shares = chance.uniform(0, 1, 4_000)
    said, right = learn_confidence(shares, (chance.uniform(0, 1, 4_000) < shares**2).astype(float))
    assert (np.diff(right) >= 0).all()
    assert np.interp(0.5, said, right) == pytest.approx(0.25, abs=0.08)
    assert np.interp(0.9, said, right) == pytest.approx(0.81, abs=0.08)


def test_the_table_says_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(
        "id\ttext\tlang\tintent\tcode\talt_codes\nA1\tvol\tfr\tincident\t22\t21 11\n", encoding="utf-8"
    )
    assert list(labels.read(path)) == [Labelled("A1", "vol", "fr", "incident", "22", ("21", "11"))]
    assert labels.own(tmp_path) == list(labels.read(path))


@pytest.mark.parametrize(
    "content", ["id\ttext\nA1\tvol\n", "id\ttext\tlang\tintent\tcode\nA1\tvol\tfr\tmishap\t22\n"]
)
def test_a_faulty_table_stops_the_training(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Misconfigured):
        list(labels.read(path))
    with pytest.raises(Misconfigured):
        list(labels.read(tmp_path / "none.tsv"))


def test_the_protected_lane_teaches_nothing() -> None:
    told = [Labelled("1", "", "fr", "gbv", "61"), Labelled("2", "", "fr", "incident", "22")]
    assert [row.id for row in labels.corrections(told)] == ["2"]


def test_a_tenth_stays_out_for_ever() -> None:
    learnt, kept = frozen.parted(rows(1_000))
    assert 50 < len(kept) < 150
    assert not {row.id for row in learnt} & {row.id for row in kept}
    assert frozen.worse({"fr": (5, 9), "bm": (3, 9)}, {"fr": (6, 9), "bm": (3, 9)}) == ["fr"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The development sample in the compiled data: a hundred and forty messages."""
    lines = [f"{row.id}\t{row.text}\t{row.language}\t{row.intent}\t{row.code}\t" for row in rows(140)]
    path = tmp_path / "data" / labels.SAMPLE
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(["id\ttext\tlang\tintent\tcode\talt_codes", *lines]) + "\n", encoding="utf-8")
    return tmp_path / "data"


def test_a_worse_model_leaves_the_old_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pack/model"
    written = learn_topics(data, folder, DAY, ())
    assert [path.name for path in written] == ["intent.npz", "code.npz"]
    assert open_topics(folder) is not None
    before = written[1].read_bytes()
    learn_topics(data, folder, DAY, ())
    assert written[1].read_bytes() == before
    monkeypatch.setattr(frozen, "worse", lambda new, old: ["fr"])
    with pytest.raises(LasomiError, match="fr") as refused:
        learn_topics(data, folder, DAY, rows(7, 9))
    assert refused.value.code == "model_worse"
    assert written[1].read_bytes() == before
    learn_topics(data, folder, DAY, rows(7, 9), force=True)
    assert written[1].read_bytes() != before


def test_a_correction_is_named_in_the_manifest(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pack/model"
    learn_topics(data, folder, DAY, rows(7, 9))
    manifest = (folder / "code.manifest.json").read_text(encoding="utf-8")
    assert '"corrections"' in manifest
    assert "boeufs" not in manifest


def test_an_example_is_read_as_the_pipeline_reads(tmp_path: Path) -> None:
    row = Labelled("1", "des hommes armés ont volé 20 boeufs", "fr", "incident", "22")
    bare = replace(ours(), topics=None)
    found = example(row, bare)
    assert (found.language, found.routed, max(found.codes, key=lambda code: found.codes[code])) == (
        "fr",
        False,
        "22",
    )
    assert (evidence(row.text, bare).rows == found.evidence.rows).all()


def test_written_models_are_read_again(topics: Topics, tmp_path: Path) -> None:
    told = [labels.sources("messages", (), rows(7))]
    write(tmp_path, topics, seed=1, data=told, scores={"fr": (9, 10)}, made=DAY)
    again = open_topics(tmp_path)
    assert again is not None
    assert again.read("vol de boeufs gao") == topics.read("vol de boeufs gao")
