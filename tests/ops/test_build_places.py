"""The tables of a country are made from the compiled sources: the same sources, the same bytes."""

from pathlib import Path

from core.country import COUNTRIES
from core.placefiles import read_outline, read_places
from ops.build_places import DRAWINGS, TABLES, build, compact

HEAD = "code,edition,name,other_names,level,parent,adm1,adm2,adm3,region_2023"
TAIL = "lat,lon,precision,population,source"
ROWS = """ML07,2019,Gao,Gawo,1,ML,ML07,,,Gao|Ménaka,16.26849,-0.05022,seat,,cod-ab
ML0701,2019,Ansongo,,2,ML07,ML07,ML0701,,Gao,15.66160,0.50014,seat,,cod-ab
ML070102,2019,Bara,,3,ML0701,ML07,ML0701,ML070102,Gao,15.81234,0.32897,seat,,cod-ab
ML070102-79th,2015,Bara,,4,ML070102,ML07,ML0701,ML070102,Gao,15.81234,0.32897,point,,cod-pp:ML070202001
"""


def compiled(folder: Path) -> Path:
    """A source of four places; the other tables and the drawings are those of the pack."""
    (folder / "boundaries").mkdir(parents=True)
    (folder / "places.csv").write_text(f"{HEAD},{TAIL}\n{ROWS}", encoding="utf-8")
    for name in (*TABLES, *(f"boundaries/{each}.topojson" for each in DRAWINGS)):
        (folder / name).write_bytes((COUNTRIES / "ml" / name).read_bytes())
    return folder


def test_what_is_built_can_be_loaded_and_is_the_same_twice(tmp_path: Path) -> None:
    source, target = compiled(tmp_path / "source"), tmp_path / "ml"
    assert build(source, target) == 4
    first = (target / "places.csv").read_bytes()
    build(source, target)
    assert (target / "places.csv").read_bytes() == first
    places = read_places(target / "places.csv", read_outline(target / "boundaries" / "adm1.topojson"), "ML")
    village = places["ML070102-79th"]
    assert (village.adm1, village.adm2, village.adm3, village.region_2023) == (
        "ML07",
        "ML0701",
        "ML070102",
        "Gao",
    )
    assert places["ML07"].region_2023 == "Gao|Ménaka"
    assert (target / "aliases.csv").read_bytes() == (source / "aliases.csv").read_bytes()


def test_a_region_of_2023_is_written_where_it_differs_from_the_parents() -> None:
    cercle = {"code": "ML0701", "parent": "ML07", "region_2023": "Gao"}
    commune = {"code": "ML070102", "parent": "ML0701", "region_2023": "Gao"}
    assert [row["region_2023"] for row in compact([cercle, commune])] == ["Gao", ""]


def test_other_files_of_the_pack_stay(tmp_path: Path) -> None:
    target = tmp_path / "ml"
    target.mkdir()
    (target / "taxonomy.yaml").write_text("version: 1\n", encoding="utf-8")
    build(compiled(tmp_path / "source"), target)
    assert (target / "taxonomy.yaml").read_text(encoding="utf-8") == "version: 1\n"
