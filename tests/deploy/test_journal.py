"""The log reaches the auditor's machine over TLS, each side proven, and nobody else (ASVS 5.0, 16.4.3).

Debian's own `systemd-journal-upload` and `systemd-journal-remote`, with the settings of the files.
"""

import configparser
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.ports import utc_now
from tests.deploy.places import DEPLOY, said

UNITS = DEPLOY / "systemd"
TO, FROM = "systemd-journal-remote", "systemd-journal-upload"
LINE = '{"row_id": 7, "account_id": "a1", "state": "denied", "event": "audit"}'


def program(name: str) -> str:
    """Debian keeps them beside the daemons of systemd."""
    found = shutil.which(name, path=f"/lib/systemd:{os.environ['PATH']}")
    return found or pytest.skip(f"{name} is not installed")


def settings() -> dict[str, str]:
    read = configparser.ConfigParser()
    read.read(UNITS / "journal-upload.conf", "utf-8")
    return dict(read["Upload"])


def test_the_journal_of_lasomi_alone_leaves_under_tls_with_a_certificate_on_each_side() -> None:
    told = settings()
    assert told["url"].startswith("https://")
    assert {"serverkeyfile", "servercertificatefile", "trustedcertificatefile"} <= set(told)
    assert "all" not in told.values()  # which trusts anybody
    started = (UNITS / "journal-upload-lasomi.conf").read_text("utf-8")
    assert re.search(
        rf"^ExecStart=/lib/systemd/{FROM} .*--directory=/var/log/journal/%m\.lasomi$", started, re.M
    )


def authority(folder: Path, name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = _certificate(called, called, key, key, ca=True)
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made, key


def proven(
    folder: Path, name: str, by: tuple[x509.Certificate, ec.EllipticCurvePrivateKey]
) -> tuple[str, str]:
    """The options of a program that holds a key and a certificate of an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = _certificate(called, by[0].subject, key, by[1], ca=False)
    plain = serialization.NoEncryption()
    shape = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    (folder / f"{name}.key").write_bytes(key.private_bytes(*shape, plain))
    (folder / f"{name}.key").chmod(0o600)
    (folder / f"{name}.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return f"--key={folder / name}.key", f"--cert={folder / name}.crt"


def _certificate(
    of: x509.Name,
    by: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signs: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
) -> x509.Certificate:
    now = utc_now()
    made = x509.CertificateBuilder().subject_name(of).issuer_name(by).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    return made.add_extension(names, critical=False).sign(signs, hashes.SHA256())


def kept(folder: Path) -> Path:
    """A journal with one line of ours, as the daemon of the namespace keeps it."""
    folder.mkdir()
    boot, at = "0" * 31 + "1", int(utc_now().timestamp() * 1_000_000)
    entry = f"__REALTIME_TIMESTAMP={at}\n__MONOTONIC_TIMESTAMP=1000\n_BOOT_ID={boot}\nMESSAGE={LINE}\n\n"
    asked = [program(TO), f"--output={folder / 'system.journal'}", "-"]
    subprocess.run(asked, input=entry.encode(), check=True, capture_output=True, timeout=60)
    return folder


@contextmanager
def listening(folder: Path, *options: str) -> Iterator[int]:
    """The auditor's machine. Debian's program, built without GnuTLS, asks no sender for a certificate."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    asked = [program(TO), f"--listen-https=127.0.0.1:{port}", f"--output={folder / 'a.journal'}", *options]
    with subprocess.Popen([*asked, "--split-mode=none"], stderr=subprocess.DEVNULL) as running:
        try:
            _answering(port)
            yield port
        finally:
            running.terminate()


def _answering(port: int) -> None:
    for _ in range(500):
        with socket.socket() as knocks:
            if not knocks.connect_ex(("127.0.0.1", port)):
                return
        threading.Event().wait(0.02)
    raise AssertionError("nobody listens")


def read(folder: Path) -> list[str]:
    files = [f"--file={each}" for each in folder.glob("*.journal")]
    lines = said("journalctl", *files, "--output=json", "--quiet").splitlines() if files else []
    return [json.loads(line)["MESSAGE"] for line in lines]


@pytest.mark.parametrize("known", [True, False], ids=["the auditor's", "a stranger's"])
def test_a_line_of_the_audit_arrives_where_it_should_and_nowhere_else(tmp_path: Path, known: bool) -> None:
    ours, other = authority(tmp_path, "ours"), authority(tmp_path, "other")
    there = tmp_path / "there"
    there.mkdir()
    mine = proven(tmp_path, "sender", ours)
    served = proven(tmp_path, "auditor", ours if known else other)
    with listening(there, *served) as port:
        options = (*mine, f"--trust={tmp_path / 'ours.pem'}", f"--directory={kept(tmp_path / 'here')}")
        asked = [program(FROM), "--follow=no", f"--url=https://localhost:{port}", *options]
        ran = subprocess.run(asked, capture_output=True, timeout=60, check=False)
    assert (ran.returncode == 0) is known, ran.stderr
    assert read(there) == ([LINE] if known else [])
