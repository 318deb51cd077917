"""The tables of `docs/performance.md`, made from the evidence of a run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.peers.ratios import OURS, TARGETS, cpu_ratio, judged, ratio
from benchmarks.peers.rounds import Figures, Rounds, median

BEGIN: Final = "<!-- made by python -m benchmarks.bench --write -->"
END: Final = "<!-- end -->"
SIDES: Final = ("", "requests/s", "p50 ms", "p99 ms", "processor µs", "lasomi: rate", "lasomi: processor")


def page(told: Mapping[str, Any]) -> str:
    """All tables of a run, as it is in its evidence."""
    rounds, machine, size = _rounds(told), told["machine"], told["options"]
    head = (
        f"{told['date']}, commit {(told['commit'] or '?')[:7]}{'+' if told['dirty'] else ''}; "
        f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']} {machine['kernel']}, "
        f"busy {machine['busy']} at the end; {'long' if told['whole'] else 'short'} form, "
        f"{size['rounds']} rounds."
    )
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    parts = [head, *(_case(case, sides) for case, sides in rounds.items()), _targets(rounds, told["figures"])]
    missing = [f"Not measured: {name}: {why}." for name, why in told["missing"].items()]
    return "\n\n".join([*parts, *missing, f"Versions: {versions}."])


def written(document: Path, made: str) -> None:
    """Puts the tables between the marks. Raises ValueError where there are none."""
    before, mark, rest = document.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{document.name}: no {BEGIN} … {END}")
    document.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")


def _case(case: str, sides: Mapping[str, Sequence[Figures]]) -> str:
    return "\n".join([f"**{case}**", "", *_grid(SIDES, _sides(sides))])


def _sides(sides: Mapping[str, Sequence[Figures]]) -> Iterator[Sequence[str]]:
    """Ours first; of the others, how many times theirs ours is."""
    ours = sides.get(OURS, ())
    for name, rounds in sides.items():
        middle = median(rounds)
        beside = name != OURS and ours
        yield (
            name,
            f"{middle.rate:,.0f}",
            f"{middle.p50_ms:.1f}",
            f"{middle.p99_ms:.1f}",
            f"{middle.cpu_us:,.0f}",
            f"{ratio(ours, rounds):.2f}×" if beside else "",
            f"{cpu_ratio(ours, rounds):.2f}×" if beside else "",
        )


def _targets(rounds: Rounds, figures: Sequence[Mapping[str, Any]]) -> str:
    lines = [*_ratios(rounds), *(_figure(one) for one in figures)]
    return "\n".join(["**Asked and found**", "", *_grid(("what", "found", "asked", ""), lines)])


def _ratios(rounds: Rounds) -> Iterator[Sequence[str]]:
    for target in TARGETS:
        found, what = judged(target, rounds), f"{target.case}: {target.ours} ÷ {target.other}"
        shown = f"{found.ratio:.2f}×" if found else "not measured"
        asked = f"≥ {target.least:g}×{', p99 no later' if target.prompt else ''}"
        yield what, shown, asked, _mark(bool(found), bool(found and not found.met))


def _figure(one: Mapping[str, Any]) -> Sequence[str]:
    """A figure, with the least or the most that is asked of it where anything is."""
    found, least, most = one["value"], one.get("least"), one.get("most")
    asked = f"≥ {least:,g}" if least is not None else f"≤ {most:,g}" if most is not None else ""
    missed = (least is not None and found < least) or (most is not None and found > most)
    return one["name"], f"{found:,g} {one['unit']}", asked, _mark(bool(asked), missed)


def _mark(asked: bool, missed: bool) -> str:
    return "**missed**" if missed else "met" if asked else ""


def _grid(head: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _rounds(told: Mapping[str, Any]) -> Rounds:
    return {
        case: {name: [Figures(**one) for one in each] for name, each in sides.items()}
        for case, sides in told["rounds"].items()
    }
