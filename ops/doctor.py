"""`lasomi doctor`: every part in one line, whatever is missing; nothing is made and nothing changed by it."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

from core.country import Country, load_country
from core.errors import Fault, LasomiError, Misconfigured
from core.languages import load_catalogues
from gateway import checks
from gateway.checks import Check, Scene, memory
from gateway.clock import open_clock
from gateway.queue import Doorbell
from gateway.settings import Settings, read_settings
from ops.room import show
from ops.wording import wording
from store import migrations
from store.database import Database, open_database
from store.keys import Keys, open_keys
from store.spool import Spool
from store.vault import Vault
from workers.languagemodel import language_model
from workers.models import MODELS, Model, ModelRefused, read_model
from workers.topics import topic

T = TypeVar("T")
MARKS: Final = {"ok": "ok ", "degraded": " ! ", "down": "!!!"}


def doctor(as_json: bool) -> int:
    """Prints what it found; 1 when a part is red. What only works worse than it should does not count."""
    scene = scene_of(read_settings())
    found = [*checks.look(scene), *memory.swap(scene), *models(scene), *answers(scene)]
    if as_json:
        show([asdict(check) for check in found], as_json=True)
    else:
        print("\n".join(map(_line, found)))
    if isinstance(scene.database, Database):
        scene.database.close()
    scene.queue.close()
    red = any(check.state == "down" for check in found)
    if red:
        print(wording().ui("!!! ce qui suit ce signe est à réparer d'abord"), file=sys.stderr)
    return 1 if red else 0


def scene_of(settings: Settings) -> Scene:
    """Whatever can be opened of a machine on which perhaps nothing runs, and nothing was ever started."""
    now = open_clock(settings)()
    keys = _tried(lambda: open_keys(settings.keys_file, settings.sealed_keys))
    database = _tried(lambda: _database(settings))
    return Scene(
        settings=settings,
        now=now,
        say=_tried(load_catalogues),
        country=_tried(lambda: load_country(settings.country)),
        keys=keys,
        database=database,
        vitals=database if isinstance(database, LasomiError) else checks.vitals_of(database, now),
        spool=Spool(settings.spool_dir, Vault(keys)) if isinstance(keys, Keys) else None,
        queue=Doorbell(settings.redis_url or _embedded(settings.data_dir)),
    )


def models(scene: Scene) -> Iterator[Check]:
    """Whether each model is the one of its manifest; without it, codes and words alone decide."""
    if isinstance(scene.country, LasomiError):
        return
    refused = [fault for name in MODELS if (fault := _refused(scene.country, name))]
    for fault in refused:
        remedy = scene.ui(
            "remettez le fichier nommé, ou lancez lasomi train; en attendant, les mots décident"
        )
        yield Check("models", "degraded", fault.sentence, remedy)
    if not refused:
        yield Check("models", "ok", scene.ui("lu sans faute"))


def answers(scene: Scene) -> Iterator[Check]:
    """The register of processing: how reporters are answered on each channel, and who decided it (P6b)."""
    if isinstance(scene.country, LasomiError):
        return
    register = scene.country.settings.register
    told = "; ".join(
        f"{channel}: {mode} ({agreed.name}: {agreed.reason})" if agreed else f"{channel}: {mode}"
        for channel, (mode, agreed) in register.items()
    )
    yield Check("replies", "ok", told)


_KINDS: Final[Mapping[str, Callable[[Model], object]]] = {
    "language": language_model,
    "intent": topic,
    "code": topic,
}


def _refused(country: Country, name: str) -> ModelRefused | None:
    try:
        _KINDS[name](read_model(country.folder / "model", name))
    except ModelRefused as fault:
        return fault
    return None


def _database(settings: Settings) -> Database:
    """Opened with tables that this version can work with. Raises LasomiError."""
    scheme, _, place = settings.database.partition(":///")
    file = Path(place)
    if scheme == "sqlite" and not file.exists():
        raise _not_made(file)
    opened = open_database(settings.database, settings.data_dir)
    try:
        with opened.read() as conn:
            there = migrations.revision(conn)
            if there is None or (there != migrations.newest() and not migrations.newer(conn)):
                raise _not_made(file)
    except BaseException:
        opened.close()
        raise
    return opened


def _not_made(file: Path) -> Misconfigured:
    remedy = wording().ui("lancez lasomi release, ou lasomi up")
    return Misconfigured(Fault(str(file.name), wording().ui("les tables ne sont pas à jour"), remedy))


def _embedded(folder: Path) -> str:
    """The bundled server of `lasomi up`, when it has left its socket there."""
    socket = folder / "redis" / "redis.sock"
    return f"unix://{quote(str(socket))}" if socket.exists() else ""


def _tried(what: Callable[[], T]) -> T | LasomiError:
    try:
        return what()
    except LasomiError as error:
        return error


def _line(check: Check) -> str:
    since = f" ({check.since:%Y-%m-%d %H:%M})" if check.since else ""
    mends = f" → {check.remedy}" if check.remedy else ""
    return f"{MARKS[check.state]} {check.name}: {check.sentence}{since}{mends}"
