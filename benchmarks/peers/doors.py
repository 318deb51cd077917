"""USSD and SMS at the doors of every side: which servers stand, and what each is asked in a round."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.peers import sides, sms
from benchmarks.peers.install import NoPeer
from benchmarks.peers.line import Exchange
from benchmarks.peers.menu import PARTS, Screen, calls, screens, write_screens
from benchmarks.peers.ratios import OURS, PAIR
from benchmarks.peers.rounds import Case, Figures, Name, Play, phase
from benchmarks.peers.servers import Launch, Server, served, settled

HOUSES: Final = {OURS: 1, PAIR: 2}
"""Ours, with so many processes."""
BUILDERS = ("ussd-menu-builder", "ussd-builder")
Texts = Callable[[int, int, str], Iterable[Sequence[Exchange]]]


@contextmanager
def open_doors(folder: Path, missing: dict[Name, str]) -> Iterator[dict[Name, Server]]:
    """All sides, standing, by their names; in `missing`, who is not here and why."""
    shown = screens()
    write_screens(shown, folder / "menu.json")
    with ExitStack() as stack:
        doors = {}
        for name, launch in _launches(folder, stack).items():
            try:
                doors[name] = stack.enter_context(served(launch(), folder))
            except NoPeer as reason:
                missing[name] = str(reason)
        for name in HOUSES:
            settled(doors[name])
        yield doors


def ussd(doors: Mapping[Name, Server], how_many: int) -> dict[Name, Play]:
    """The same calls at each door where a menu is; part by part, so that each part has its own rate."""
    shown = screens()
    paths = {name: f"{doors[name].path}/ussd" for name in HOUSES}
    menus = {name: paths.get(name, "/ussd") for name in doors if name in HOUSES or "builder" in name}
    plays = {name: partial(_call, doors[name], path, how_many, shown) for name, path in menus.items()}
    return {**plays, "bare ASGI, hello": partial(_hello, doors["bare ASGI, hello"], how_many)}


def texts(doors: Mapping[Name, Server], how_many: int) -> dict[Name, Play]:
    """The same messages at each door that keeps them; fewer for who takes long."""
    asked: dict[Name, tuple[str, Texts, int]] = {
        **{name: (f"{doors[name].path}/sms", sms.to_us, how_many) for name in HOUSES},
        "rapidsms, no fsync": ("/sms/", sms.to_rapidsms, how_many // 8),
        "rapidsms": ("/sms/", sms.to_rapidsms, how_many // 16),
        "bare ASGI, grouped": ("/", sms.to_us, how_many),
    }
    return {name: partial(_texts, doors[name], *each) for name, each in asked.items() if name in doors}


def _launches(folder: Path, stack: ExitStack) -> dict[Name, Callable[[], Launch]]:
    menu = folder / "menu.json"
    made: dict[Name, Callable[[], Launch]] = {
        name: partial(sides.lasomi, folder / f"lasomi-{processes}", processes=processes)
        for name, processes in HOUSES.items()
    }
    for builder in BUILDERS:
        made[f"{builder} memory"] = partial(sides.express, builder, menu)
        made[f"{builder} Redis"] = partial(_with_redis, builder, menu, folder, stack)
    for name, pragmas in (("rapidsms, no fsync", sides.LENIENT), ("rapidsms", "")):
        made[name] = partial(sides.rapidsms, folder / f"rapid{len(pragmas)}", pragmas)
    return made | {f"bare ASGI, {what}": partial(sides.bare, what, folder) for what in ("hello", "grouped")}


def _with_redis(builder: str, menu: Path, folder: Path, stack: ExitStack) -> Launch:
    """A Redis of its own for each, so that its processor time is counted where it is caused."""
    redis = stack.enter_context(served(sides.redis(), folder))
    return sides.express(builder, menu, f"redis://127.0.0.1:{redis.port}", (redis.pid,))


def _call(
    server: Server, path: str, how_many: int, shown: Sequence[Screen], number: int
) -> dict[Case, Figures]:
    made = list(calls(number, how_many, path, shown))
    return {
        f"USSD, a screen that {part}": phase(server, [call[first:end] for call in made])
        for part, (first, end) in PARTS.items()
    }


def _hello(server: Server, how_many: int, number: int) -> dict[Case, Figures]:
    asked = (Exchange(call[0].request) for call in calls(number, 3 * how_many, "/", screens()[:1]))
    return {"USSD, a screen that asks": phase(server, ([each] for each in asked))}


def _texts(server: Server, path: str, made: Texts, how_many: int, number: int) -> dict[Case, Figures]:
    return {"SMS accepted": phase(server, made(number, how_many, path))}
