"""Our arithmetic against that of statsmodels and scipy, over many numbers (`indicators.md` §5, §10)."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core import indicators, survival
from core.changes import Sample, change, changed, discoveries, newcombe, pooled_p, pooled_z

proportion = pytest.importorskip("statsmodels.stats.proportion", reason="statsmodels is not installed")
multitest = pytest.importorskip("statsmodels.stats.multitest")
survfunc = pytest.importorskip("statsmodels.duration.survfunc")
SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
P = st.lists(st.floats(0, 1), min_size=1, max_size=40)
WAITS = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=2, max_size=60)
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


@given(SHARES)
def test_wilson(share: tuple[int, int]) -> None:
    assert indicators.wilson(*share) == pytest.approx(
        proportion.proportion_confint(*share, method="wilson"), abs=1e-7
    )


@given(SHARES)
def test_jeffreys(share: tuple[int, int]) -> None:
    y, n = share
    lower, upper = proportion.proportion_confint(y, n, method="jeffreys")
    expected = (0.0 if y == 0 else lower, 1.0 if y == n else upper)
    assert indicators.jeffreys(y, n) == pytest.approx(expected, abs=1e-9)
    assert expected[1] == pytest.approx(1.0 if y == n else stats.beta(y + 0.5, n - y + 0.5).ppf(0.975))


@given(SHARES, SHARES)
def test_newcombe(one: tuple[int, int], other: tuple[int, int]) -> None:
    expected = proportion.confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert newcombe(*map(sample, (one, other))) == pytest.approx(expected, abs=1e-6)


@given(SHARES, SHARES)
def test_the_pooled_test(one: tuple[int, int], other: tuple[int, int]) -> None:
    z, p = proportion.proportions_ztest([other[0], one[0]], [other[1], one[1]])
    if not math.isnan(z):
        assert pooled_z(sample(one), sample(other)) == pytest.approx(z, abs=1e-9)
        assert pooled_p(sample(one), sample(other)) == pytest.approx(p, abs=1e-9)


@given(P)
def test_discoveries(p: list[float]) -> None:
    kept, *_ = multitest.multipletests(p, alpha=0.10, method="fdr_bh")
    assert abs(discoveries(p) - kept.sum()) <= sum(_is_on_the_line(p, each) for each in p)


@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=12))
def test_only_changes_that_survive_the_comparison(
    pairs: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    """Newcombe, both sizes and Benjamini-Hochberg, each as another has it."""
    compared = {n: change(sample(one), sample(other)) for n, (one, other) in enumerate(pairs)}
    big = [n for n, (one, other) in enumerate(pairs) if min(one[1], other[1]) >= 30]
    kept = multitest.multipletests([compared[n].p for n in big], alpha=0.1, method="fdr_bh")[0] if big else []
    alone = {n for n in big if compared[n].lower > 0 or compared[n].upper < 0}
    assert set(changed(compared)) == {n for n, yes in zip(big, kept, strict=True) if yes} & alone


@settings(deadline=None)
@given(WAITS)
def test_the_curve_and_its_median(waits: list[tuple[int, bool]]) -> None:
    days, came = zip(*waits, strict=True)
    ours = survival.curve(survival.Wait(*wait) for wait in waits)
    if any(came):
        theirs = stats.ecdf(stats.CensoredData.right_censored(days, [not each for each in came])).sf
        found = dict(zip(theirs.quantiles, theirs.probabilities, strict=True))
        assert [step.share for step in ours] == pytest.approx([found[step.day] for step in ours])
        if not any(math.isclose(step.share, 0.5) for step in ours):  # there statsmodels takes the next day
            day = survfunc.SurvfuncRight(days, [int(each) for each in came]).quantile(0.5)
            median = survival.median(survival.Wait(*wait) for wait in waits)
            assert median.day == (None if math.isnan(day) else day)


def test_the_interval_of_the_golden_median() -> None:
    days, came = (2, 5, 5, 9, 12, 20, 30), (1, 1, 1, 0, 1, 0, 0)
    theirs = survfunc.SurvfuncRight(days, came).quantile_ci(0.5, method="cloglog")
    ours = survival.median(survival.Wait(*wait) for wait in zip(days, map(bool, came), strict=True))
    assert (ours.lower, ours.upper) == (2, None)
    assert (theirs[0], theirs[1]) == (2, math.inf)


def sample(share: tuple[int, int]) -> Sample:
    return Sample(share[0] / share[1], share[1])


def _is_on_the_line(p: list[float], each: float) -> bool:
    """Whether rounding decides."""
    return any(math.isclose(each, 0.10 * rank / len(p)) for rank in range(1, len(p) + 1))
