"""The weekly highlights: nine sections of suppressed figures, the same in both formats and languages."""

import json
from datetime import date, timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from core.periods import day
from gateway.highlights import document as documents
from gateway.highlights.blocks import Document
from gateway.highlights.facts import Facts, facts
from store import bulletins, cases, commitments, notices
from store.cases import Case
from store.database import Database
from store.keys import Keys
from store.tables import completeness
from tests.gateway.rooms import NOON, moment, room
from tests.gateway.warning_room import READ, WEEK, Week

SVG = "{http://www.w3.org/2000/svg}"
HAPPENED = (
    ("11", "ML0701", 17),
    ("22", "ML0603", 9),
    ("21", "ML0504", 6),
    ("31", "ML0504", 3),
    ("72", "ML0101", 2),
)


@pytest.fixture
def week(database: Database, keys: Keys, data_dir: Path) -> Week:
    here = room(database, keys, data_dir)
    here.clock.at = READ
    return Week(here)


@pytest.fixture
def full(week: Week) -> Week:
    """A week with something in every section."""
    for code, place, n in HAPPENED:
        for _ in range(n):
            week.happened(code, place=place)
    for back in range(1, 5):
        for _ in range(4 + back):
            week.happened("22", place="ML0603", at=NOON - timedelta(weeks=back))
    for state, seconds in (("verified", 300.0), ("false", 900.0), ("unverified", None)):
        for _ in range(5):
            week.alerted("11", state=state, seconds=seconds)
    _told(week)
    for unit, quarter, yes, no in (("ML070101", "2026-Q2", 20, 40), ("ML070101", "2026-Q3", 45, 15)):
        week.here.ratings(unit, quarter, yes=yes, no=no)
    return week


def _told(week: Week) -> None:
    said = (
        "Ce qui a été signalé, région de Gao.\n- Vol de bétail: vérifié, dit réglé.\nTout n'est pas dit ici."
    )
    with week.house.database.write() as conn:
        told = {"methods": {"C1": [0.4, 3.9]}, "period": day(NOON)}
        notices.add(conn, kind="anomaly", key="a", area="ML0701", told=told, at=NOON)
        for area, expected, reporting in (("ML0701", 9, 5), ("ML0603", 8, 7), ("ML0504", 3, 1)):
            values = {"area": area, "week": WEEK, "expected": expected, "reporting": reporting, "phones": 4}
            conn.execute(completeness.insert().values(**values, population=None))
        bulletins.approve(conn, area="ML07", week=WEEK, told={"fr": said}, why="done", by="f", at=READ)
        case = Case("", 1, "ML070101", NOON - timedelta(days=20), place="ML070101", code="22")
        cases.close(conn, cases.refer(conn, case).id, NOON, "settled")
        for index in range(3):
            about = {"addressee_type": "govt", "addressee_unit": "ML07", "text": {"fr": "Un puits"}}
            due, since = date(2026, 9, 1 + index), NOON - timedelta(days=120)
            commitments.add(conn, code=f"c{index}", framework="ccs_avis", due=due, now=since, **about)  # type: ignore[arg-type]
        done = {"state": "done", "progress": 1.0, "role": "monitor", "verified_by_role": "analyst"}
        commitments.report(conn, "c0", on=date(2026, 9, 1), **done)  # type: ignore[arg-type]


def said(week: Week, lang: str = "fr", by: str = "fatoumata") -> Document:
    return documents.document(week.house, facts(week.house, WEEK), lang, approved_by=by)


def line(told: Facts, group: str) -> dict[str, object]:
    found: dict[str, object] = next(each for each in told["brief"] if each["group"] == group)
    return found


def test_the_groups_beside_the_four_weeks_before(full: Week) -> None:
    told = facts(full.house, WEEK)
    assert line(told, "1") == {"group": "1", "n": 27, "least": 27, "mean": 0.0, "weeks": 4}
    assert line(told, "2") == {"group": "2", "n": 15, "least": 15, "mean": 6.5, "weeks": 4}
    assert line(told, "3")["n"] is None, "three people in one region are known from the total"
    assert line(told, "3")["least"] == 0


def test_regions_hide_what_the_feed_hides(full: Week) -> None:
    regions = {each["place"]: each for each in facts(full.house, WEEK)["regions"]}
    assert regions["ML05"] == {"place": "ML05", "cells": [{"code": "21", "n": 6}], "hidden": 1}
    assert regions["ML01"] == {"place": "ML01", "cells": [], "hidden": 1}
    assert regions["ML08"]["hidden"] == 0


def test_alerts_add_up_and_few_are_hidden(week: Week) -> None:
    for state, n in (("verified", 6), ("false", 5), ("unverified", 2)):
        for _ in range(n):
            week.alerted("11", state=state, seconds=60.0)
    counts = facts(week.house, WEEK)["alerts"]["counts"]
    assert (counts["raised"], counts["in_time"], counts["late"]) == (13, 13, 0)
    assert (counts["open"], counts["false"], counts["verified"]) == (None, None, 6)


def test_the_other_sections(full: Week) -> None:
    told = facts(full.house, WEEK)
    assert told["anomalies"] == [{"method": "C1", "region": "ML07", "n": 1}]
    complete = {"expected": 20, "reporting": 13, "named": ["ML0701"], "unnamed": 1, "floor": 0.6}
    assert told["completeness"] == complete
    assert told["commitments"] == {"total": 3, "due": 3, "done": 1, "open": 2, "stale": 2}
    assert told["cases"]["closed"] == 1
    assert told["cases"]["bulletins"] == [{"region": "ML07", "lines": ["Vol de bétail: vérifié, dit réglé."]}]
    (value,) = told["governance"]["values"]
    assert (value["value"], round(value["changed_from"], 4), value["n"]) == (0.75, 0.3333, 60)


def test_nine_sections_in_order(full: Week) -> None:
    for lang in documents.LANGUAGES:
        titles = [section.title for section in said(full, lang).sections]
        assert [title[:2] for title in titles] == [f"{n}." for n in range(1, 10)]
    assert titles[0] == "1. In brief"


def test_an_empty_week_has_them_too(week: Week) -> None:
    for form in documents.FORMATS:
        text = documents.written(said(week), form)
        assert text.count("<h2>" if form == "html" else "\n## ") == 9
        assert "None" not in text


def test_both_formats_tell_the_same_numbers(full: Week) -> None:
    markdown, page = (documents.written(said(full), form) for form in ("md", "html"))
    rows = [line for line in markdown.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) > 20
    for row in rows:
        for cell in row.strip("| ").split(" | "):
            assert cell.replace("\\", "") in page.replace("&#x27;", "'").replace("&amp;", "&")


def test_the_same_store_gives_the_same_bytes(full: Week) -> None:
    first = json.dumps(facts(full.house, WEEK))
    full.here.clock.at = moment("2026-11-05T12:00")
    assert json.dumps(facts(full.house, WEEK)) == first


@pytest.mark.parametrize("name", documents.DRAWINGS)
def test_a_drawing_can_be_heard(full: Week, name: str) -> None:
    """Role, title and description, every number written out; no script, no style, nothing fetched."""
    drawing = next(each for each in said(full).drawings if each.name == name)
    root = fromstring(drawing.svg)
    assert root.get("role") == "img"
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert about is not None
    assert about.text
    assert about.text in drawing.alt
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert not tags & {"script", "style", "image", "foreignObject", "a", "use"}
    assert not [each for each in root.iter() if "style" in each.attrib or "href" in each.attrib]


def test_the_map_shows_nine_regions_and_nothing_finer(full: Week) -> None:
    root = fromstring(next(each.svg for each in said(full).drawings if each.name == "regions"))
    words = [each.text or "" for each in root.iter(f"{SVG}text")]
    assert {"Kayes", "Koulikoro", "Sikasso", "Ségou", "Mopti", "Tombouctou", "Gao", "Kidal", "Bamako"} <= set(
        words
    )
    assert "Ansongo" not in words
    assert {"non publié", "6+", "27", "0"} <= set(words)
    paths = [each for each in root.iter(f"{SVG}path") if len(each.get("d", "")) > 40]
    assert len(paths) == 9 + 2, "two of them hatched"


def test_a_draft_says_so(week: Week) -> None:
    assert said(week, by="").state.startswith("BROUILLON")
    assert "DRAFT" in documents.written(said(week, "en", by=""), "md")
    assert said(week).state == "Approuvé pour diffusion par fatoumata."
