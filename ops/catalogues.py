"""`make catalogues`: sentences out of the source, into the catalogues, compiled, with the state of each.

`python -m ops.catalogues` writes `locales/`; with `--check` it writes nothing and says what is out of date.
The header of every catalogue is written by `catalogue_headers`. A folder with a `lasomi.po` adds a language.
"""

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from core.catalogues import languages_of
from core.errors import Fault, Misconfigured
from core.never import read_never
from core.text import letters
from ops.catalogue_headers import header, letters_of
from ops.sentence_faults import Rules, faults_of
from ops.sentence_states import is_cautious, msgid, settled, state

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
    outputs = {root / "locales" / "lasomi.pot": _text(template, header(""))}
    faults: list[str] = []
    old = {language: read(folder_of(root, language)) for language in languages_of(root / "locales")}
    caution = frozenset(msgid(one) for each in old.values() for one in each if one.id and is_cautious(one))
    for language, known in old.items():
        folder = folder_of(root, language)
        catalogue = _updated(known, _of_language(template, language), language, caution)
        told = faults_of(catalogue, states_of(folder), rules(root, language))
        faults += [f"{_named(root, folder)}/lasomi.po: {fault}" for fault in told]
        outputs |= written(folder, catalogue, language)
    if check:
        return faults + _stale(root, outputs)
    write(outputs)
    return faults


def folder_of(root: Path, language: str) -> Path:
    return root / "locales" / language / "LC_MESSAGES"


def rules(root: Path, language: str) -> Rules:
    """What the sentences of a language are held to. Misconfigured when its `X-Letters` cannot be read."""
    folder = folder_of(root, language)
    try:
        row = letters(letters_of(_old(folder)))
    except ValueError as error:
        raise Misconfigured(
            Fault(str(folder / "lasomi.po"), "X-Letters", f"{error}: mend the pair")
        ) from error
    return Rules(language, read_never(root / NEVER), row)


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


def _updated(old: Catalog, template: Catalog, language: str, caution: Collection[str] = ()) -> Catalog:
    short = [one for one in old if one.context == "gsm7" and template.get(one.id, "orthographic")]
    old.update(template, update_header_comment=False)
    for one in short:
        # The source knows nothing of the short forms: update takes them for sentences that are gone.
        old.obsolete.pop((msgid(one), "gsm7"), None)
        old.add(one.id, one.string, one.locations, user_comments=one.user_comments, context="gsm7")
    if language not in CONTEXTS:
        for message in old:
            if message.id:
                message.user_comments = settled(message, cautious=msgid(message) in caution)
    return old


def written(folder: Path, catalogue: Catalog, language: str) -> dict[Path, bytes]:
    """The files of a language as they must be: its sentences, compiled, and their states."""
    states, head = states_of(folder), header(language, _old(folder))
    kept = tuple(one for one in catalogue if one.id and one.string and not one.fuzzy)
    compiled = BytesIO()
    write_mo(compiled, _Compiled(head, kept))
    spoken = [one for one in catalogue if one.id and one.context == "orthographic"]
    state_of = {msgid(one): state(one, language, states.get(msgid(one), {})) for one in spoken}
    return {
        folder / "lasomi.po": _text(catalogue, head),
        folder / "lasomi.mo": compiled.getvalue(),
        folder / "lasomi.json": (json.dumps(state_of, ensure_ascii=False, indent=1) + "\n").encode(),
    }


def _text(catalogue: Catalog, head: str) -> bytes:
    body = BytesIO()
    write_po(body, catalogue, width=_WIDE, omit_header=True, include_lineno=False, include_previous=True)
    quoted = "".join(f'"{line}\\n"\n' for line in head.splitlines())
    return f'msgid ""\nmsgstr ""\n{quoted}\n'.encode() + body.getvalue()


def read(folder: Path) -> Catalog:
    """The catalogue of a folder, with every comment; an empty one where there is none yet.

    The French before a change, `| msgid`, is kept as long as nobody has looked at the sentence again.
    """
    path = folder / "lasomi.po"
    if not path.exists():
        return Catalog(charset="utf-8")
    with path.open("rb") as source:
        catalogue = read_po(source)
    for message in catalogue:
        if not message.fuzzy:
            message.user_comments = [one for one in message.user_comments if not one.startswith("| ")]
    return catalogue


def _old(folder: Path) -> str:
    path = folder / "lasomi.po"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def states_of(folder: Path) -> Mapping[str, Mapping[str, object]]:
    """The states that were compiled last."""
    path = folder / "lasomi.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _named(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _stale(root: Path, outputs: Mapping[Path, bytes]) -> list[str]:
    stale = (path for path, wanted in outputs.items() if not path.exists() or path.read_bytes() != wanted)
    return [f"{_named(root, path)}: is out of date: run `make catalogues`" for path in stale]


def write(outputs: Mapping[Path, bytes]) -> None:
    for path, wanted in outputs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted)


def main(arguments: Iterable[str]) -> int:
    try:
        faults = build(Path(__file__).parent.parent, check="--check" in tuple(arguments))
    except Misconfigured as broken:
        faults = [str(fault) for fault in broken.faults]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
