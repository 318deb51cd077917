"""The models of intent and code: shares, labels behind them, words that pulled (languages.md §10)."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.country import Country
from ops.learn.manifest import packed
from workers.classify import MODEL, UNREVIEWED
from workers.evidence import BITS, CONCEPT, concepts_of, evidence_of, rows_of
from workers.honest import Judgement, chosen
from workers.models import Model, ModelRefused, read_model
from workers.pipeline import prepare, read, understand
from workers.spelling import words
from workers.topics import Topic, Topics, arrays_of, open_topics, topic

CODES = ("11", "22")
ITSELF = np.array([0.0, 1.0], np.float32)


def model(said: dict[str, str], *, labels: int = 60) -> Topic:
    """One class for each word: its n-grams speak for that class."""
    rows = {word: rows_of(word) for word in said}
    used = np.unique(np.concatenate(list(rows.values())))
    slots = np.zeros(1 << BITS, np.uint16)
    slots[used] = np.arange(1, len(used) + 1)
    table = np.zeros((len(used) + 1, 2 * len(CODES)), np.float16)
    for word, code in said.items():
        table[slots[rows[word]], CODES.index(code)] = 1.0
    return Topic(
        classes=CODES,
        slots=slots,
        table=table,
        intercept=np.zeros(len(CODES), np.float32),
        spread=np.ones(2, np.float32),
        sharp=1.0,
        support=np.array([[labels, labels, 3, 2]] * len(CODES), np.int32),
        judgement=Judgement(np.tile(np.array([1, 3, 0], np.float32), (4, 1)), ITSELF, ITSELF),
    )


SPOKEN = model({"mariama": "11", "boeufs": "22"})


def test_a_text_without_a_known_word_leaves_every_class_alike() -> None:
    assert [round(share, 3) for _, share in SPOKEN.shares(evidence_of("zzz"))] == [0.5, 0.5]


def test_the_words_of_a_class_raise_its_share() -> None:
    (first, share), (_, rest) = SPOKEN.shares(evidence_of("les BŒUFS sont partis"))
    assert (first, share > 0.6) == ("22", True)
    assert share + rest == pytest.approx(1)


def test_an_empty_text_has_evidence_of_nothing() -> None:
    assert evidence_of("").rows.size == 0
    assert sum(share for _, share in SPOKEN.shares(evidence_of(""))) == pytest.approx(1)


def test_n_grams_are_of_unit_length_in_the_regression_and_counted_in_the_other() -> None:
    seen = evidence_of("misi misi")
    assert np.linalg.norm(seen.weights[0]) == pytest.approx(1)
    assert seen.weights[1].tolist() == pytest.approx([1 + np.log(2)] * len(seen.rows))


def test_marks_and_numbers_make_no_difference() -> None:
    assert (evidence_of("12 bœufs volés").rows == evidence_of("7 BOEUFS VOLES").rows).all()


def test_concepts_and_their_pairs_stand_beside_the_words() -> None:
    bare, marked = evidence_of("misi"), evidence_of("misi", ["theft", "cattle"])
    assert len(marked.rows) == len(bare.rows) + 3
    assert marked.weights[:, len(bare.rows)].tolist() == pytest.approx(list(CONCEPT))
    assert (marked.rows == evidence_of("misi", ["cattle", "theft"]).rows).all()


def test_a_concept_is_the_same_in_every_language(country: Country) -> None:
    lexicon = prepare(country).lexicon
    french, bambara = (
        concepts_of(lexicon.find(words(text), [language]))
        for text, language in (("vaches", "fr"), ("misiw", "bm"))
    )
    assert "cattle" in french & bambara


def test_what_is_missing_is_another_concept(country: Country) -> None:
    found = concepts_of(prepare(country).lexicon.find(words("pas d'eau"), ["fr"]))
    assert "no water" in found


def test_a_mixed_message_counts_the_labels_of_a_language_of_its_own() -> None:
    assert [SPOKEN.labels("22", language) for language in ("fr", "taq", "mixed", "other")] == [60, 3, 62, 0]
    assert SPOKEN.labels("99", "fr") == 0


def test_why_names_the_words_that_pulled() -> None:
    assert SPOKEN.strongest(words("hier soir Bœufs de mariama"), "22") == ("Bœufs",)
    assert SPOKEN.strongest(words("hier"), "22") == ()
    assert SPOKEN.strongest(words("boeufs"), "99") == ()


def test_arrays_that_were_written_are_read_again() -> None:
    again = topic(Model("code", "", CODES, arrays_of(SPOKEN), {}))
    seen = evidence_of("mariama")
    assert again.shares(seen) == SPOKEN.shares(seen)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("table", np.zeros((3, 3), np.float16)),
        ("slots", np.ones(8, np.uint16)),
        ("support", np.zeros((2, 2), np.int32)),
        ("spread", np.ones(3, np.float32)),
        ("trust", np.ones((4, 2), np.float32)),
        ("said", np.zeros(0, np.float32)),
        ("sharp", np.ones(2, np.float32)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, array: object) -> None:
    with pytest.raises(ModelRefused):
        topic(Model("code", "", CODES, {**arrays_of(SPOKEN), name: array}, {}))  # type: ignore[dict-item]


def test_an_array_that_lacks_is_refused() -> None:
    with pytest.raises(ModelRefused, match="spread"):
        topic(Model("code", "", CODES, {k: v for k, v in arrays_of(SPOKEN).items() if k != "spread"}, {}))


def test_without_files_there_are_no_topics(tmp_path: Path) -> None:
    assert open_topics(tmp_path) is None


def test_a_changed_file_is_not_read(tmp_path: Path) -> None:
    source = dict.fromkeys(["name", "files", "rows", "attribution"], "messages") | {"licence": "Apache-2.0"}
    for name in ("intent", "code"):
        content = packed(arrays_of(SPOKEN))
        (tmp_path / f"{name}.npz").write_bytes(content)
        about: dict[str, object] = {
            "name": name, "made": "2026-12-01", "code": "", "sha256": sha256(content).hexdigest(),
            "licence": "Apache-2.0", "seed": 1, "classes": CODES, "features": "", "scores": {},
            "data": [source],
            "reviewed_by_native_speakers": False,
        }  # fmt: skip
        (tmp_path / f"{name}.manifest.json").write_text(json.dumps(about))
    assert open_topics(tmp_path) is not None
    (tmp_path / "code.npz").write_bytes(packed({**arrays_of(SPOKEN), "sharp": np.array([2.0], np.float32)}))
    assert open_topics(tmp_path) is None


def test_rule_and_model_that_agree_are_surer_than_either() -> None:
    judgement, split, leaning = SPOKEN.judgement, {"11": 0.5, "22": 0.5}, {"11": 0.3, "22": 0.7}
    alone = dict(judgement.weigh(leaning, {}, "fr"))["22"]
    ruled = dict(judgement.weigh(split, {"22": 0.8}, "fr"))["22"]
    both = dict(judgement.weigh(leaning, {"22": 0.8}, "fr"))["22"]
    against = dict(judgement.weigh({"11": 0.7, "22": 0.3}, {"22": 0.8}, "fr"))["22"]
    assert against < ruled < both
    assert alone < both


def test_an_answer_that_costs_more_to_miss_counts_more() -> None:
    answers = [("72", 0.5), ("11", 0.4)]
    assert chosen(answers, {}) == ("72", 0.5)
    assert chosen(answers, {"11": 1.6}) == ("11", 0.4)


def test_an_answer_that_only_the_rules_know_is_weighed_too() -> None:
    assert dict(SPOKEN.judgement.weigh({"11": 1.0}, {"33": 0.9}, "wo"))["33"] > 0


def test_the_models_that_are_shipped_fit(country: Country) -> None:
    for name in ("intent", "code"):
        found = topic(read_model(country.folder / "model", name))
        assert found.support.sum() > 1_000
        assert np.isfinite(found.table.astype(np.float32)).all()
    sizes = [path.stat().st_size for path in (country.folder / "model").glob("*.npz")]
    assert sum(sizes) <= 12_000_000


def test_codes_and_words_answer_alone_without_models(country: Country) -> None:
    bare = replace(prepare(country), topics=None)
    said = read("des hommes armés ont volé 20 boeufs", bare)
    assert (said.code, said.method, MODEL in said.why) == ("22", "rule", False)


def with_codes(country: Country, code: Topic) -> Topics:
    topics = prepare(country).topics
    assert topics is not None
    return replace(topics, code=code)


@pytest.mark.parametrize(("labels", "accepted"), [(60, True), (49, False)])
def test_a_model_with_few_labels_only_proposes(country: Country, labels: int, accepted: bool) -> None:
    code = replace(
        model({"grondent": "11"}, labels=labels),
        sharp=50.0,
        judgement=Judgement(SPOKEN.judgement.trust, ITSELF, ITSELF + 1),
    )
    taught = replace(prepare(country), topics=with_codes(country, code))
    said = read("les choses grondent depuis hier soir autour de nous", taught)
    assert said.intent == "incident"
    assert (said.code, said.accepted, said.method) == ("11", accepted, "model")
    assert MODEL in said.why


@pytest.mark.parametrize(("labels", "held"), [(60, False), (49, True)])
def test_a_taught_model_lifts_the_limit_of_unreviewed_words(
    country: Country, labels: int, held: bool
) -> None:
    code = replace(model({"misiw": "22"}, labels=labels), sharp=50.0)
    taught = replace(prepare(country), topics=with_codes(country, code))
    said = read("u ye misiw sonya", taught)
    assert (said.code, UNREVIEWED in said.why, said.code_confidence <= 0.6) == ("22", held, held)


def test_the_same_text_has_the_same_shares(country: Country) -> None:
    topics = prepare(country).topics
    assert topics is not None
    assert topics.read("ils ont tiré", ["shoot"]) == topics.read("ils ont tiré", ["shoot"])
    assert understand("ils ont tiré", country) == understand("ils ont tiré", country)
