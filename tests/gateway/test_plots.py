"""A drawing says what the rows of `/v1/indicators` say, to whom they are said, and nothing that they hide."""

import gzip
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from gateway.console.plotpages import KINDS
from gateway.feeds.plots.axes import STEPS, axis
from gateway.feeds.plots.map import FIFTHS, RAMP, shade
from gateway.feeds.plots.picture import picture
from gateway.feeds.plots.strands import PlotQuery
from store import figures, queries
from store.database import Database
from store.keys import Keys
from tests.gateway.plot_room import rated
from tests.gateway.rooms import Room, mali, room, told
from tests.gateway.test_console import enter
from tests.gateway.warning_room import READ, Week

pytestmark = pytest.mark.anyio
SVG = "{http://www.w3.org/2000/svg}"
G1 = "/v1/indicators/G1.svg"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return rated(room(database, keys, data_dir))


async def drawn(here: Room, path: str, scope: str = "figures") -> Element:
    async with here.reader(scope) as reader:
        answer = await reader.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    return fromstring(answer.text)


def texts(root: Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def upright(root: Element) -> list[tuple[float, float]]:
    """The lines of intervals: from the lower end to the upper."""
    lines = [each.get("points", "").split() for each in root.iter(f"{SVG}polyline")]
    points = [[tuple(map(float, point.split(","))) for point in line] for line in lines]
    return [(a[1], b[1]) for a, b in points if a[0] == b[0]]


async def test_every_point_stands_at_its_row(here: Room) -> None:
    """Read back from the paper: the points and the ends of their intervals are the numbers of the JSON."""
    rows = (await told(here, "/v1/indicators?indicator=G1&level=adm0&from=2025-01-01", "figures"))["data"]
    mayors = [row for row in rows if row["authority"] == "1"]
    root = await drawn(here, f"{G1}?authority=1")
    zero, *_, top = [float(each.get("points", "").split(",")[-1]) for each in root.iter(f"{SVG}polyline")][:5]
    dots = [float(each.get("cy", "")) for each in root.iter(f"{SVG}circle")][: len(mayors)]
    ends = [y for line in upright(root)[: len(mayors)] for y in line]
    read = [(zero - y) / (zero - top) for y in (*dots, *ends)]
    told_ = [row["value"] for row in mayors]
    told_ += [row[end] for row in mayors for end in ("ci_lower", "ci_upper")]
    assert read == pytest.approx(told_, abs=0.002)


async def test_its_description_has_every_number(here: Room) -> None:
    root = await drawn(here, f"{G1}?kind=regions&authority=1")
    about = root.findtext(f"{SVG}desc") or ""
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title", "").startswith("G1 · Satisfaction")
    assert "parmi les participants" in root.findtext(f"{SVG}title", "")
    assert (
        "Gao · Maire, commune: T4 2024 aucune donnée, T1 2025 95 % (indicatif), T2 2025 non publié" in about
    )
    assert about.count("non publié") == 4


@pytest.mark.parametrize("kind", ["series", "regions", "map"])
async def test_what_is_hidden_is_a_gap(here: Room, kind: str) -> None:
    """Gao in 2025-Q2 has four raters: hatched, named, and no point; its neighbour is hidden for its sake."""
    path = f"{G1}?kind={kind}&period=2025-Q2" + ("&place=ML07&level=adm1" if kind == "series" else "")
    root = await drawn(here, path)
    assert any("non publié" in text for text in texts(root))
    assert any("url(#hidden" in (each.get("fill") or "") for each in root.iter())
    if kind == "series":
        legend = 2
        assert len(list(root.iter(f"{SVG}circle"))) == 1 + legend


async def test_groups_are_curves_of_their_own(here: Room) -> None:
    """Women and men of Mopti, each hidden where the rows hide them; a map of one group is of that group."""
    with here.house.database.write() as conn:
        for index in range(45):
            of = {"indicator": "G1", "places": mali().gazetteer.ancestors("ML050201"), "period": "2026-Q3"}
            about = {"authority": 2, "group": "all sex:f" if index < 30 else "all sex:m"}
            yes = {"numerator": float(index % 3 == 0), "denominator": 1.0}
            figures.observe(conn, **of, **about, **yes, member=f"t{index % 3}")  # type: ignore[arg-type]
    root = await drawn(here, f"{G1}?by=sex&authority=2&place=ML05&level=adm1")
    words = root.findtext(f"{SVG}desc") or ""
    for said in ("tous ensemble: ", "femmes: ", "hommes: "):
        assert f"Chef de village/fraction · {said}" in words
    assert "femmes: T4 2024 aucune donnée" in words
    assert "T3 2026 33 %" in words
    women = await drawn(here, f"{G1}?kind=map&by=sex&group=f&authority=2&level=adm1")
    assert "femmes" in texts(women)[1]
    assert "Mopti: 33 %" in (women.findtext(f"{SVG}desc") or "")


async def test_the_public_sees_no_more_than_its_rows(here: Room) -> None:
    body = await told(here, "/v1/indicators?indicator=G1&period=2026-Q3", "public")
    root = await drawn(here, f"{G1}?kind=map&authority=1", "public")
    about = dict(part.split(": ") for part in (root.findtext(f"{SVG}desc") or "").split("; "))
    for row in body["data"]:
        if row["authority"] == "1":
            value = row["value"]
            assert about[row["adm1_name"]] == ("non publié" if value is None else f"{round(value * 100)} %")
    assert about["Gao"] == "non publié"
    assert about["Kidal"] == "aucune donnée"


@pytest.mark.parametrize(
    ("path", "scope", "status", "code"),
    [
        (f"{G1}?kind=map&level=adm2", "public", 403, "wrong_level"),
        (f"{G1}?place=ML0701", "public", 403, "wrong_level"),
        (f"{G1}?kind=regions&place=ML07", "public", 403, "wrong_level"),
        (G1, "events", 403, "wrong_scope"),
        (f"{G1}?kind=map&level=adm3", "figures", 400, "bad_parameter"),
        (f"{G1}?kind=pie", "figures", 400, "bad_parameter"),
        (f"{G1}?colour=red", "figures", 400, "unknown_parameter"),
        (f"{G1}?kind=map&from=2026-01-01", "figures", 400, "bad_parameter"),
        (f"{G1}?period=2026-W29", "figures", 400, "bad_parameter"),
        (f"{G1}?period=2026-Q4", "figures", 400, "not_open"),
        (f"{G1}?from=2026-10-02", "figures", 400, "not_open"),
        (f"{G1}?kind=map&place=ML9", "figures", 400, "bad_parameter"),
        ("/v1/indicators/G99.svg", "figures", 400, "bad_parameter"),
        (f"{G1}?by=village", "figures", 400, "bad_parameter"),
        (f"{G1}?group=f", "figures", 400, "bad_parameter"),
        ("/v1/indicators/incidents.svg?by=sex", "figures", 400, "bad_parameter"),
    ],
)
async def test_the_door_is_that_of_the_rows(
    here: Room, path: str, scope: str, status: int, code: str
) -> None:
    async with here.reader(scope) as reader:
        answer = await reader.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize("kind", ["series", "regions", "map"])
async def test_the_same_question_has_the_same_bytes(here: Room, kind: str) -> None:
    async with here.reader("figures") as reader:
        first, second = [await reader.get(f"{G1}?kind={kind}") for _ in range(2)]
        known = await reader.get(f"{G1}?kind={kind}", headers={"If-None-Match": first.headers["etag"]})
        head = await reader.head(f"{G1}?kind={kind}")
    assert first.content == second.content
    assert (known.status_code, known.content, head.status_code, head.content) == (304, b"", 200, b"")
    assert first.headers["content-disposition"] == f'attachment; filename="lasomi-indicators-low-{kind}.svg"'
    assert len(gzip.compress(first.content)) <= 10_000


async def test_the_auditor_sees_what_was_drawn(here: Room) -> None:
    await drawn(here, f"{G1}?kind=map&period=2026-Q3&authority=1")
    with here.house.database.read() as conn:
        (asked,) = queries.read(conn, here.clock.at)
    assert asked.product == "/v1/indicators/{indicator}.svg"
    assert (asked.bins, asked.cells) == ("authority=1 indicator=G1 period=2026-Q3", 8)


@pytest.mark.parametrize("kind", ["series", "regions", "map"])
async def test_a_drawing_is_attributes_and_words(here: Room, kind: str) -> None:
    """Our pages let in no style and no script; nothing is fetched; every id stands once."""
    root = await drawn(here, f"{G1}?kind={kind}")
    names = {name for each in root.iter() for name in each.attrib}
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert not {"style", "class", "href"} & names
    assert not any(name.startswith("on") for name in names)
    assert not {"style", "script", "image", "use", "foreignObject"} & tags
    assert [each.get("id") for each in root.iter() if each.get("id")] == [f"hidden-{kind}"]


async def test_who_is_missing_and_who_is_owed_stand_on_it(here: Room) -> None:
    words = " ".join(texts(await drawn(here, f"{G1}?kind=map")))
    assert "plus souvent les femmes" in words
    assert "GeoNames" in words
    assert "of the participants" not in words
    english = " ".join(texts(await drawn(here, f"{G1}?kind=map&lang=en")))
    assert "Q3 2026" in english
    assert "UN OCHA, COD Sub-Working Group" in english


def lightness(colour: str, weights: tuple[float, float, float] = (0.2126, 0.7152, 0.0722)) -> float:
    """CIE L*, of the luminance that an eye with these weights sees."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    y = sum(weight * part for weight, part in zip(weights, light, strict=True))
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


@pytest.mark.parametrize(
    "eye",
    [
        pytest.param((0.2126, 0.7152, 0.0722), id="trichromat, and paper in grey"),
        pytest.param((0.0, 0.92, 0.08), id="without the red cone"),
        pytest.param((0.6, 0.33, 0.07), id="with the green cone shifted to red"),
        pytest.param((0.229, 0.771, 0.0), id="without the blue cone"),
    ],
)
def test_the_shades_stay_apart_for_every_eye(eye: tuple[float, float, float]) -> None:
    seen = [lightness(colour, eye) for colour in RAMP]
    steps = [light - dark for light, dark in pairwise(seen)]
    assert min(steps) >= 8, steps


@pytest.mark.parametrize(
    ("value", "colour"), [(0.0, 0), (0.1999, 0), (0.2, 1), (0.5, 2), (0.6, 3), (0.8, 4), (1.0, 4)]
)
def test_a_value_on_an_edge_is_in_the_class_above(value: float, colour: int) -> None:
    assert shade(value, FIFTHS) == RAMP[colour]


@pytest.mark.parametrize(
    ("name", "values", "top"),
    [("incidents", [3], 4.0), ("incidents", [], 4.0), ("incidents", [17], 20.0), ("G11", [61.5], 80.0)],
)
def test_an_axis_ends_at_a_round_number(name: str, values: list[float], top: float) -> None:
    indicator = mali().indicator(name)
    assert indicator
    rows = [{"value": each, "ci_upper": None, "target": None} for each in values]
    found = axis(indicator, rows)
    assert found.top == top
    assert len(found.ticks) == STEPS + 1


def test_every_indicator_can_be_drawn(database: Database, keys: Keys, data_dir: Path) -> None:
    here = room(database, keys, data_dir)
    here.clock.at = READ
    week = Week(here)
    for _ in range(6):
        week.happened("22", phones=2)
        week.alerted("11", state="verified", seconds=300.0)
    for indicator in mali().indicators:
        for kind in KINDS:
            made = picture(here.house, indicator.id, PlotQuery.model_validate({"kind": kind}), "figures")
            assert fromstring(made.svg).get("role") == "img"
            assert all(line.value for line in made.lines)


async def test_the_console_shows_all_three_beside_their_numbers(here: Room) -> None:
    here.person("ada", ["analyst"], ["ML"])
    async with here.client() as browser:
        await enter(browser, "ada")
        listed = (await browser.get("/console/figures")).text
        page = (await browser.get("/console/figures/G1?authority=1")).text
        english = (await browser.get("/console/figures/G1?lang=en")).text
        file = await browser.get("/console/figures/G1/map.svg")
        apart = (await browser.get("/console/figures/G1?authority=1&by=sex")).text
        counts = (await browser.get("/console/figures/incidents")).text
        odd = [
            await browser.get(f"/console/figures/{path}") for path in ("G99", "G1/pie.svg", "G1?authority=x")
        ]
    assert 'href="/console/figures/G1?lang=fr"' in listed
    content = page.partition("<main")[2]
    assert content.count("<svg") == content.count("<details>") == 3
    assert page.count("T3 2026</td><td>75 % (indicatif)</td>") == 2
    assert "Mayor" in english
    assert 'by=sex" aria-current="true">femmes et hommes</a>' in apart
    assert "tous ensemble" in apart.partition("<svg")[2]
    assert "11 Attaque de civils" in counts.partition("<svg")[0]
    assert "authority=" not in counts
    assert fromstring(file.text).tag == f"{SVG}svg"
    assert [each.status_code for each in odd] == [404, 404, 404]
    assert "style=" not in page
