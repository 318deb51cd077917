"""`make catalogues`: sentences out of the source, into the catalogues, compiled, with the state of each.

`python -m ops.catalogues` writes `locales/`; with `--check` it writes nothing and says what is out of date.
The header of every catalogue is written from here: `pybabel update` would drop the plural line of Tamasheq
and `pybabel init` writes a wrong one for Bambara (`languages.md` §6).
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from core.never import read_never
from ops.sentence_states import faults_of, msgid, settled, state

PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "bm": "nplurals=1; plural=0;",
    "taq": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
}
CONTEXTS = {"fr": ("orthographic", "gsm7", "ui"), "en": ("ui",)}
CITIZEN_CONTEXTS = ("orthographic", "gsm7")
NEVER = Path("countries/ml/words/never.yaml")
_WIDE = 100_000
"""No line is folded: a sentence that a linguist edits stands on one line."""


class _Compiled(Catalog):
    """What `write_mo` reads, with our header in place of Babel's, which holds the time of the day."""

    def __init__(self, header: str, messages: Iterable[Message]) -> None:
        super().__init__(charset="utf-8")
        self._shown = (Message("", header), *messages)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._shown)


def build(root: Path, check: bool) -> list[str]:
    """Brings `locales/` up to date, or (`check`) only says what is not. Returns the faults, best none."""
    template = _extracted(root)
    outputs = {root / "locales" / "lasomi.pot": _text(template, _header(""))}
    faults: list[str] = []
    never = read_never(root / NEVER)
    for language in PLURALS:
        folder = root / "locales" / language / "LC_MESSAGES"
        old, states = _read(folder / "lasomi.po"), _states(folder / "lasomi.json")
        catalogue = _updated(old, _of_language(template, language), language)
        faults += [
            f"{_named(root, folder)}/lasomi.po: {fault}"
            for fault in faults_of(catalogue, language, states, never)
        ]
        outputs |= _written(folder, catalogue, language, states)
    return faults + (_stale(root, outputs) if check else _write(outputs))


def _extracted(root: Path) -> Catalog:
    with (root / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    template = Catalog(charset="utf-8")
    for folder in sorted({pattern.split("/")[0] for pattern, _ in methods}):
        inside = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in methods
            if pattern.startswith(folder)
        ]
        for file, _, message, _, context in extract_from_dir(str(root / folder), inside, options):
            template.add(message, "", [(f"{folder}/{file}", 0)], context=context)
    return template


def _of_language(template: Catalog, language: str) -> Catalog:
    """The console's wording goes to French and English only, a citizen's to the languages of citizens."""
    contexts = CONTEXTS.get(language, CITIZEN_CONTEXTS)
    own = Catalog(charset="utf-8")
    for message in template:
        if message.id and message.context in contexts:
            own.add(message.id, "", message.locations, context=message.context)
    return own


def _updated(old: Catalog, template: Catalog, language: str) -> Catalog:
    short = [one for one in old if one.context == "gsm7" and template.get(one.id, "orthographic")]
    old.update(template, update_header_comment=False)
    for one in short:
        # The source knows nothing of the short forms: update takes them for sentences that are gone.
        old.obsolete.pop((msgid(one), "gsm7"), None)
        old.add(one.id, one.string, one.locations, user_comments=one.user_comments, context="gsm7")
    if language in ("bm", "taq"):
        for message in old:
            if message.id:
                message.user_comments = settled(message)
    return old


def _written(
    folder: Path, catalogue: Catalog, language: str, states: Mapping[str, Mapping[str, object]]
) -> dict[Path, bytes]:
    header = _header(language)
    kept = tuple(one for one in catalogue if one.id and one.string and not one.fuzzy)
    compiled = BytesIO()
    write_mo(compiled, _Compiled(header, kept))
    spoken = [one for one in catalogue if one.id and one.context == "orthographic"]
    state_of = {msgid(one): state(one, language, states.get(msgid(one), {})) for one in spoken}
    return {
        folder / "lasomi.po": _text(catalogue, header),
        folder / "lasomi.mo": compiled.getvalue(),
        folder / "lasomi.json": (json.dumps(state_of, ensure_ascii=False, indent=1) + "\n").encode(),
    }


def _header(language: str) -> str:
    plural = f"Plural-Forms: {PLURALS[language]}\n" if language else ""
    return (
        f"Project-Id-Version: lasomi\nLanguage: {language}\n{plural}MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    )


def _text(catalogue: Catalog, header: str) -> bytes:
    body = BytesIO()
    write_po(body, catalogue, width=_WIDE, omit_header=True, include_lineno=False, include_previous=True)
    quoted = "".join(f'"{line}\\n"\n' for line in header.splitlines())
    return f'msgid ""\nmsgstr ""\n{quoted}\n'.encode() + body.getvalue()


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(charset="utf-8")
    with path.open("rb") as source:
        return read_po(source)


def _states(path: Path) -> Mapping[str, Mapping[str, object]]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _named(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _stale(root: Path, outputs: Mapping[Path, bytes]) -> list[str]:
    stale = (path for path, wanted in outputs.items() if not path.exists() or path.read_bytes() != wanted)
    return [f"{_named(root, path)}: is out of date: run `make catalogues`" for path in stale]


def _write(outputs: Mapping[Path, bytes]) -> list[str]:
    for path, wanted in outputs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted)
    return []


def main(arguments: Iterable[str]) -> int:
    faults = build(Path(__file__).parent.parent, check="--check" in tuple(arguments))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
