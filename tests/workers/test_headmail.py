"""The head of the audit leaves the machine every hour, and shows what was cut off behind it (P53)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.senders import senders
from gateway.settings import read_settings
from ops import audit as command
from ops.wording import wording
from store import audit, heads
from tests.gateway.mailbox import mailbox
from tests.protection.test_audit import disarm
from tests.workers.bureau import Bureau
from tests.workers.onehand import deliver_once
from workers.headmail import send

HOUR = timedelta(hours=1)


def acts(bureau: Bureau, n: int) -> None:
    for each in range(n):
        with bureau.house.database.write() as conn:
            about = {"account": "u1", "role": "monitor", "action": "verify", "object": f"e{each}"}
            audit.write(conn, bureau.house.vault, at=bureau.watch.at, **about)


def with_mail(bureau: Bureau, port: int) -> Bureau:
    told = {
        "LASOMI_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "LASOMI_MAIL_FROM": "lasomi@example.org",
        "LASOMI_AUDITOR_MAIL": "auditor@example.org",
        "LASOMI_DATA_DIR": str(bureau.house.settings.data_dir),
        "LASOMI_KEYS_FILE": str(bureau.house.settings.keys_file),
    }
    return Bureau(replace(bureau.house, settings=read_settings(told)), bureau.watch)


def test_once_an_hour_and_only_to_an_auditor(bureau: Bureau) -> None:
    assert not send(bureau.house, bureau.watch.at)
    here = with_mail(bureau, 25)
    acts(here, 2)
    assert [send(here.house, here.watch.at + n * HOUR / 2) for n in range(4)] == [True, False, True, False]


def test_an_exercise_sends_no_head(bureau: Bureau) -> None:
    here = with_mail(bureau, 25)
    assert not send(replace(here.house, exercise="EX-03"), here.watch.at)


def test_what_was_cut_off_after_a_head_is_named(bureau: Bureau, tmp_path: Path) -> None:
    with mailbox() as box:
        here = with_mail(bureau, box.port)
        acts(here, 5)
        send(here.house, here.watch.at)
        assert deliver_once(here.house, senders(here.house.settings), "worker") == 1
    (mail,) = box.mails
    kept = tmp_path / "mail.eml"
    kept.write_text(mail)
    acts(here, 2)
    verdict = command.verify(here.house, kept)
    assert (verdict.stands, verdict.heads, verdict.walked.rows) == (True, 1, 7)

    with here.house.database.write() as conn:
        disarm(conn)
        first = int(conn.execute(text("SELECT min(seq) FROM audit")).scalar_one())
        conn.execute(text("DELETE FROM audit WHERE seq >= :seq"), {"seq": first + 3})
    assert command.verify(here.house, None).stands  # a chain alone does not show it
    verdict = command.verify(here.house, kept)
    assert not verdict.stands
    assert verdict.facts()["wrong"] == first + 3
    assert str(first + 3) in str(command.complaint(verdict, wording()))

    acts(here, 9)  # the house goes on, and the numbers are there again
    assert not command.verify(here.house, kept).stands


def test_a_head_that_we_never_signed_is_called_so(bureau: Bureau, tmp_path: Path) -> None:
    acts(bureau, 1)
    head = heads.read(command.head(bureau.house))[0]
    forged = tmp_path / "forged"
    forged.write_text(heads.written(replace(head, seq=head.seq + 1)))
    verdict = command.verify(bureau.house, forged)
    assert (verdict.stands, verdict.facts()["why"]) == (False, command.NOT_OURS)


@pytest.mark.parametrize("rows", [0, 3])
def test_a_chain_that_stands_is_said_to(bureau: Bureau, rows: int) -> None:
    acts(bureau, rows)
    assert command.verify(bureau.house, None).facts()["rows"] == rows
