"""Which reports say the same in nearly the same words: they count as one source (`alerts.md` §6).

Only free texts of some length are compared; never a coded SMS or a call. A text belongs with every text that
it is like, so in whatever order they come they end in one cluster.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from core.reports import Understanding
from store import clusters, floods, incidents, notices
from store.clusters import Near
from store.rows import new_id
from workers import events
from workers.blind import is_free_text
from workers.likeness import PARTS, grams, jaccard, sketch
from workers.work import Work

MOST_READ: Final = 50
"""Of the texts that may be alike, those nearest by their sketch are compared."""


def gather(work: Work, report_id: str, said: Understanding) -> str | None:
    """The cluster of a report that says what others said before; None where nobody has."""
    caps = work.country.alerts.caps
    text = grams(said.redacted, caps.likeness_letters) if is_free_text(said) else frozenset()
    if not text:
        return None
    parts = sketch(text)
    since = work.at - timedelta(hours=work.country.alerts.corroboration_hours)
    near = clusters.near(work.conn, work.vault, parts, work.at, since, MOST_READ)
    like, told_before = _alike(work, text, near)
    if not told_before and len(near) < MOST_READ:
        clusters.keep(work.conn, work.vault, report_id, parts, work.at)
    return _one(work, report_id, like) if like else None


def _alike(work: Work, text: frozenset[str], near: Iterable[Near]) -> tuple[list[Near], bool]:
    """Those that say the same, one of each cluster, and whether one says it in the very same words."""
    like: list[Near] = []
    told_before = False
    for each in near:
        if each.cluster and any(each.cluster == other.cluster for other in like):
            continue
        share = _share(work, text, each)
        told_before = told_before or share == 1
        if share >= work.country.alerts.caps.likeness:
            like.append(each)
    return like, told_before


def _share(work: Work, text: frozenset[str], each: Near) -> float:
    """How alike; of a text that was erased only the sketch still tells."""
    said = each.text(work.vault)
    if said is None:
        return work.country.alerts.caps.likeness if each.shared > PARTS // 2 else 0.0
    return jaccard(text, grams(said, work.country.alerts.caps.likeness_letters))


def _one(work: Work, report_id: str, like: list[Near]) -> str:
    """One cluster of all that are alike. Incidents that told them apart are said anew."""
    named = sorted({each.cluster for each in like if each.cluster})
    cluster = next(iter(_foremost(work, named)), None) or new_id()
    clusters.assign(work.conn, cluster, [report_id, *(each.report for each in like if not each.cluster)])
    gone = [each for each in named if each != cluster]
    if gone:
        clusters.unite(work.conn, gone, cluster)
        floods.drop(work.conn, gone)
    if len(like) > 1:
        restate(work, cluster)
    return cluster


def _foremost(work: Work, named: list[str]) -> list[str]:
    """The names of clusters that turn out to be one: first a flood, then one of which a person has said that
    it is none.
    """
    if len(named) < 2:
        return named
    suspect = [flood.id for flood in floods.among(work.conn, named)]
    cleared = [each for each in named if notices.of_key(work.conn, "integrity", each)]
    return [*suspect, *cleared, *named]


def restate(work: Work, cluster: str) -> None:
    """Every incident that a cluster tells of, as its reports tell it now."""
    for incident_id in clusters.incidents_of(work.conn, cluster):
        incident = incidents.get(work.conn, incident_id)
        if incident is not None:
            events.restate(work, incident)
