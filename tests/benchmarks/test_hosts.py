"""The network of the hosts: addresses, and cuts where namespaces may be made."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.chaos.hosts.network import BRIDGE, Network, NoNetwork, network

PING = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=2):
    print("there")
"""

LISTEN = """
import socket, sys
server = socket.create_server((sys.argv[1], int(sys.argv[2])))
print("listening", flush=True)
while True:
    server.accept()[0].close()
"""


@pytest.fixture
def net() -> Iterator[Network]:
    try:
        with network(("one", "two")) as made:
            yield made
    except NoNetwork as reason:
        pytest.skip(str(reason))


def reaches(net: Network, name: str, address: str, port: int) -> bool:
    argv = net.inside(name, (sys.executable, "-c", PING, address, str(port)))
    return subprocess.run(argv, capture_output=True, check=False, timeout=30).returncode == 0


def test_each_host_has_an_address_of_its_own_and_the_harness_another() -> None:
    made = Network(("a", "b", "c"), 7)
    addresses = [made.gate, *(made.address(name) for name in made.names)]
    assert len(set(addresses)) == 4
    assert all(address.startswith("198.18.7.") for address in addresses)


def test_a_cut_lasts_until_it_is_healed(net: Network) -> None:
    argv = net.inside("two", (sys.executable, "-c", LISTEN, net.address("two"), "8099"))
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            assert server.stdout.readline() == "listening\n"
            assert reaches(net, "one", net.address("two"), 8099)
            net.cut("one", "two", reject=True)
            assert not reaches(net, "one", net.address("two"), 8099)
            net.heal("one")
            assert reaches(net, "one", net.address("two"), 8099)
        finally:
            server.terminate()


def test_nothing_is_left_of_it(net: Network) -> None:
    net.remove()
    left = [name for name in net.names if (Path("/run/netns") / net.space(name)).exists()]
    assert not left
    assert not (Path("/sys/class/net") / f"{BRIDGE}{net.number}").exists()
