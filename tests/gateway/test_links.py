"""A server elsewhere is spoken to under a seal, or not at all (ASVS 5.0 V12.3.1)."""

import pytest

from core.errors import Misconfigured
from gateway.settings import read_settings

SEALED = (
    ("DATABASE", "sqlite:////srv/lasomi.db"),
    ("DATABASE", "postgresql:///lasomi"),
    ("DATABASE", "postgresql://lasomi@/lasomi?host=/run/postgresql"),
    ("DATABASE", "postgresql://lasomi@127.0.0.1/lasomi"),
    ("DATABASE", "postgresql://lasomi@[::1]/lasomi"),
    ("DATABASE", "postgresql://lasomi@db.example.org/lasomi?sslmode=verify-full"),
    ("DATABASE", "postgresql+psycopg://lasomi@db/lasomi?sslmode=verify-ca&sslrootcert=/etc/ca.pem"),
    ("REDIS", "unix:///run/redis.sock"),
    ("REDIS", "redis://localhost:6379/0"),
    ("REDIS", "rediss://:word@bell.example.org:6379/0"),
)
IN_CLEAR = (
    ("DATABASE", "postgresql://lasomi@db.example.org/lasomi"),
    ("DATABASE", "postgresql://lasomi@10.0.0.5/lasomi?sslmode=require"),
    ("DATABASE", "postgresql://lasomi@db/lasomi?sslmode=prefer"),
    ("DATABASE", "postgresql://lasomi@/lasomi?host=db.example.org"),
    ("DATABASE", "postgresql://lasomi@/lasomi?host=/run/postgresql,db.example.org"),
    ("REDIS", "redis://:word@bell.example.org:6379/0"),
    ("DATABASE", "postgresql://lasomi@localhost/lasomi?hostaddr=10.0.0.5"),
    ("REDIS", "redis://10.0.0.6:6379/0"),
    ("REDIS", "redis://10.0.0.6:6379/0?sslmode=verify-full"),
)


@pytest.mark.parametrize(("what", "address"), SEALED)
def test_what_nobody_reads_on_the_way_is_taken(what: str, address: str) -> None:
    assert read_settings({f"LASOMI_{what}_URL": address})


@pytest.mark.parametrize(("what", "address"), IN_CLEAR)
def test_what_somebody_reads_on_the_way_is_refused(what: str, address: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        read_settings({f"LASOMI_{what}_URL": address})
    assert f"LASOMI_{what}_URL" in str(refused.value)
    assert "word" not in str(refused.value)


def test_a_sealed_link_is_named_by_whoever_sealed_it() -> None:
    clear = {"LASOMI_DATABASE_URL": "postgresql://lasomi@10.0.0.5/lasomi"}
    assert read_settings({**clear, "LASOMI_PRIVATE_HOSTS": "10.0.0.5, 10.0.0.6"}).private_hosts
    with pytest.raises(Misconfigured, match="LASOMI_DATABASE_URL"):
        read_settings({**clear, "LASOMI_PRIVATE_HOSTS": "10.0.0.6"})
