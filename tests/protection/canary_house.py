"""A house of real programs in which the canaries live, and every place where a byte of theirs could lie."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from redis import Redis
from sqlalchemy import text

from benchmarks.chaos.mailbox import Mailbox, mailbox
from benchmarks.chaos.rig import Rig, rig
from benchmarks.chaos.row import Store
from benchmarks.chaos.site import Site
from core.contacts import Role
from core.ports import utc_now
from gateway.house import House
from ops.up import prepare
from store import access, accounts, roster
from store.backup import standing_keys
from store.strongbox import opened
from tests.protection import canary_lines as lines
from tests.protection.canaries import Canary
from tests.protection.canary_day import ACCOUNT, PUBLIC, SIGNS, TOKENS

ROOT: Final = Path(__file__).parent.parent.parent
QUICK: Final = accounts.Hasher(memory_kib=8, passes=1)
SCOPES: Final = ("figures", "alerts", "events", "sessions", "monitor@ML")
SERVE: Final[Mapping[Role, str]] = {"monitor": "ML07", "relay": "ML0701", "regional": "ML07"}
ACCOUNTS: Final = {
    "awa": "verifier",
    "oumar": "auditor",
    "ben": "national",
    "kadi": "operator",
    "root": "admin",
    "ada": "analyst",
}
WORKER: Final = (sys.executable, "-m", "tests.protection.stumbling", "drain", "--tied")
PATIENCE: Final = 240.0
Places = Mapping[str, bytes]


@dataclass
class Nest:
    """The house, the way to look inside, and what it has been seen to hold."""

    rig: Rig
    inside: House
    box: Mailbox
    staff: list[Canary]
    key: str
    clock: Path
    offset: float = 0.0

    def moves(self, seconds: float) -> None:
        """The clock of every program goes forward; the file is replaced in one step."""
        self.offset += seconds
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"{self.offset:.3f}\n", "ascii")
        fresh.replace(self.clock)

    def rows(self, asked: str) -> list[dict[str, Any]]:
        with self.inside.database.read() as conn:
            return [dict(row) for row in conn.execute(text(asked)).mappings()]

    def lasomi(self, *arguments: str) -> bytes:
        """The command, as the one who keeps the machine types it: all that it prints."""
        environ = {"PATH": "/usr/bin:/bin", "HOME": str(self.rig.site.folder), **self.rig.site.environ}
        argv = (sys.executable, "-m", "ops.main", *arguments)
        done = subprocess.run(argv, env=environ, cwd=ROOT, capture_output=True, check=False, timeout=120)
        # The doctor may find a part of a hurried house red: what it prints is sought all the same.
        assert done.returncode == 0 or arguments == ("doctor",), done.stderr
        return done.stdout + done.stderr

    def disk(self) -> Places:
        """Every file but the keys, and what the provider keeps: databases and logs of theirs, spool, metrics,
        programs' lines, the bell's log of all that was ever rung.
        """
        self._to_disk()
        spared = {self.rig.provider.records, self.rig.site.settings.keys_file}
        found = [path for folder in self._folders() for path in folder.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in found if path not in spared}

    def memory(self) -> Places:
        """What may be read of a process from outside: its environment and its arguments; and cores."""
        mine = psutil.Process().children(recursive=True)
        read = {
            f"{each.pid} {name}": Path(f"/proc/{each.pid}/{name}")
            for each in mine
            for name in ("environ", "cmdline")
        }
        cores = {str(path): path for path in (*ROOT.glob("core*"), *self.rig.site.folder.rglob("core*"))}
        return {name: path.read_bytes() for name, path in (read | cores).items() if path.is_file()}

    def bell(self) -> Places:
        """Every value in Redis: the jobs with their arguments and descriptions."""
        redis = Redis.from_url(self.rig.redis_url)
        return {f"redis {key!r}": key + (redis.dump(key) or b"") for key in redis.scan_iter()}

    def mails(self) -> Places:
        """Without the line of the address, which the post must read."""
        return {f"mail {n}": _without_to(mail.text) for n, mail in enumerate(self.box.mails)}

    def copied(self, path: Path) -> Places:
        """A backup as it lies there, and as whoever has its key reads it."""
        with opened(path, *standing_keys(self.inside.keys)) as plain:
            return {"backup": path.read_bytes(), "backup, opened": plain.read()}

    def _folders(self) -> list[Path]:
        argv = self.rig.keepers["postgres"].program.argv if "postgres" in self.rig.keepers else ()
        return [self.rig.site.folder, *(Path(argv[n + 1]) for n, word in enumerate(argv) if word == "-D")]

    def _to_disk(self) -> None:
        redis = Redis.from_url(self.rig.redis_url)
        redis.config_set("rdbcompression", "no")
        redis.save()
        if "postgres" in self.rig.keepers:
            with self.inside.database.write() as conn:
                conn.execute(text("CHECKPOINT"))
                conn.execute(text("SELECT pg_switch_wal()"))


@contextmanager
def nest(store: Store, folder: Path, staff: list[Canary]) -> Iterator[Nest]:
    """Everything started: gateway, a worker that stumbles, sender, clock, bell, provider and mail server."""
    clock = folder / "offset"
    clock.write_text("0\n", "ascii")
    keys: list[str] = []
    with ExitStack() as stack:
        box = stack.enter_context(mailbox())
        running = stack.enter_context(
            rig(
                store=store,
                gateways=1,
                workers=1,
                environ={**_environ(clock), **box.environ},
                programs={"worker": WORKER},
                settled=lambda site: keys.append(_settled(site, staff)),
                patience=PATIENCE,
            )
        )
        inside = running.open()
        stack.callback(inside.close)
        yield Nest(running, inside, box, staff, keys[0], clock)


def _environ(clock: Path) -> dict[str, str]:
    return {
        "LASOMI_SANDBOX": "1",
        "LASOMI_DEMO_CLOCK": str(clock),
        "LASOMI_PUBLIC_URL": PUBLIC,
        "LASOMI_HOOK_TOKENS": ";".join(f"{name}={token}" for name, token in (TOKENS | lines.TOKENS).items()),
        **lines.SETTINGS,
        "LASOMI_TWILIO_ACCOUNT_SID": ACCOUNT,
        "LASOMI_TWILIO_AUTH_TOKEN": SIGNS,
        "LASOMI_AUDITOR_MAIL": "auditeur@example.org",
        "LASOMI_OPERATOR_MAIL": "operateur@example.org",
    }


def _settled(site: Site, staff: list[Canary]) -> str:
    """Keys, schema, a roster of canaries, three accounts and a key of the feed: its secret."""
    now = utc_now()
    prepare(site.settings, now)
    house = site.open()
    try:
        with house.database.write() as conn:
            for one, (role, area) in zip(staff, SERVE.items(), strict=True):
                roster.add_member(
                    conn,
                    house.vault,
                    number=one.number,
                    name=one.name,
                    roles=(role,),
                    areas=(area,),
                    now=now,
                    email=f"{one.words[0]}@example.org",
                )
            for login, does in ACCOUNTS.items():
                accounts.add_account(conn, login, f"secret of {login}", [does], ["ML"], now, hasher=QUICK)
            _, secret = access.issue_key(
                conn, label="canary", scopes=SCOPES, now=now, issued_by="awa", approved_by="ben"
            )
            return secret
    finally:
        house.close()


def _without_to(mail: str) -> bytes:
    return "\n".join(line for line in mail.splitlines() if not line.lower().startswith("to:")).encode()


def unzipped(places: Places) -> dict[str, bytes]:
    """With what lies inside workbooks and the like."""
    found = dict(places)
    for name, blob in places.items():
        if blob.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(blob)) as packed:
                found |= {f"{name}:{each}": packed.read(each) for each in packed.namelist()}
    return found


@contextmanager
def outage(nest: Nest) -> Iterator[None]:
    """A store that takes nothing while the block lasts."""
    with nest.inside.database.write() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("LOCK TABLE inbox, outbox IN ACCESS EXCLUSIVE MODE"))
        yield
        conn.rollback()
