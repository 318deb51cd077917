"""Namespaces with one address each on a bridge: `python -m benchmarks.chaos.hosts.network down` removes all.

Linux and root only, with iproute2 and nftables. Addresses are of 198.18.0.0/15, which is kept for benches.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PREFIX: Final = "lasomi-"
"""Of the names of namespaces; whatever begins so is ours."""
BRIDGE: Final = "lasomibr"
TABLE: Final = "inet lasomi_chaos"
_CHAINS: Final = ("input", "output")
_NFT: Final = ("nft", "/usr/sbin/nft", "/sbin/nft")
_IP: Final = ("ip", "/usr/sbin/ip", "/sbin/ip")


class NoNetwork(Exception):
    """Why there are no namespaces: the reason for which the row is skipped."""


@dataclass(frozen=True, slots=True)
class Network:
    """Its `names` are those of the hosts; the harness itself is on the bridge at `gate`."""

    names: tuple[str, ...]
    number: int

    @property
    def gate(self) -> str:
        return f"198.18.{self.number}.1"

    @property
    def subnet(self) -> str:
        return f"198.18.{self.number}.0/24"

    def address(self, name: str) -> str:
        return f"198.18.{self.number}.{self.names.index(name) + 2}"

    def space(self, name: str) -> str:
        return f"{PREFIX}{self.number}-{name}"

    def inside(self, name: str, argv: Sequence[str]) -> tuple[str, ...]:
        """The command that runs another one on a host, in the same process."""
        return (_found(_IP), "netns", "exec", self.space(name), *argv)

    def cut(self, one: str, other: str, *, reject: bool = False) -> None:
        """From now on nothing passes between the two. `reject`: they are told so, and do not wait."""
        verdict = "reject" if reject else "drop"
        far = self.address(other)
        self._nft(one, "add", "rule", *TABLE.split(), "input", "ip", "saddr", far, verdict)
        self._nft(one, "add", "rule", *TABLE.split(), "output", "ip", "daddr", far, verdict)

    def heal(self, one: str) -> None:
        """What this host was cut from is there again."""
        for chain in _CHAINS:
            self._nft(one, "flush", "chain", *TABLE.split(), chain)

    def make(self) -> None:
        """Raises NoNetwork."""
        bridge = f"{BRIDGE}{self.number}"
        _ip("link", "add", bridge, "type", "bridge")
        _ip("addr", "add", f"{self.gate}/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for name in self.names:
            self._host(name, bridge)

    def remove(self) -> None:
        """A namespace takes its end of the cable with it; what is not there is no matter."""
        for name in self.names:
            with suppress(NoNetwork):
                _ip("netns", "del", self.space(name))
        with suppress(NoNetwork):
            _ip("link", "del", f"{BRIDGE}{self.number}")

    def _host(self, name: str, bridge: str) -> None:
        space, cable = self.space(name), f"lv{self.number}x{self.names.index(name)}"
        _ip("netns", "add", space)
        _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
        _ip("link", "set", cable, "master", bridge, "up")
        _ip("-n", space, "addr", "add", f"{self.address(name)}/24", "dev", "eth0")
        _ip("-n", space, "link", "set", "eth0", "up")
        _ip("-n", space, "link", "set", "lo", "up")
        self._nft(name, "add", "table", *TABLE.split())
        for chain in _CHAINS:
            hook = f"{{ type filter hook {chain} priority 0; policy accept; }}"
            self._nft(name, "add", "chain", *TABLE.split(), chain, hook)

    def _nft(self, name: str, *words: str) -> None:
        _run(*self.inside(name, (_found(_NFT), *words)))


@contextmanager
def network(names: Sequence[str]) -> Iterator[Network]:
    """Made, and removed however the block ends. Raises NoNetwork."""
    if os.geteuid() != 0:
        raise NoNetwork("network namespaces need root")
    made = Network(tuple(names), os.getpid() % 200 + 20)
    try:
        made.make()
        yield made
    finally:
        made.remove()


def remove_all() -> int:
    """Also what a run that was killed has left behind; how many namespaces."""
    known = Path("/run/netns")
    left = [each.name for each in known.glob(f"{PREFIX}*")] if known.exists() else []
    for name in left:
        _ip("netns", "del", name)
    for bridge in Path("/sys/class/net").glob(f"{BRIDGE}*"):
        _ip("link", "del", bridge.name)
    return len(left)


def _ip(*words: str) -> None:
    _run(_found(_IP), *words)


def _found(names: Sequence[str]) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise NoNetwork(f"{names[0]} is not installed")


def _run(*argv: str) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)
    if done.returncode:
        raise NoNetwork(f"{Path(argv[0]).name} {argv[1]}: {done.stderr.strip()[-120:] or 'failed'}")


if __name__ == "__main__":
    if sys.argv[1:] != ["down"]:
        sys.exit("python -m benchmarks.chaos.hosts.network down")
    print(f"{remove_all()} namespaces removed")
