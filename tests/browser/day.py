"""A day in the house before anybody looks: two years of ratings, a morning of SMS, some of everything."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from store import audit, commitments, incidents, people
from tests.gateway.plot_room import rated
from tests.gateway.rooms import FixedClock, Room
from tests.protection.authz_rooms import filled
from workers.escalate import climb
from workers.publishing import publish_due

TODAY: Final = datetime(2026, 10, 15, 12, 0, tzinfo=UTC)
MORNING: Final = Path(__file__).parent.parent.parent / "sandbox" / "demo" / "ml" / "messages.tsv"
TOLD: Final = 70
"""So many lines of the sample day, from midnight on."""
RELAY: Final = "+22376000009"
PROMISED: Final = (
    ("CCS-01", "Réparer le forage de Tassiga", date(2026, 9, 1), "under_way", 0.5),
    (
        "CCS-02",
        "Tenir une réunion entre éleveurs et cultivateurs avant la récolte",
        date(2026, 12, 1),
        "",
        None,
    ),
    ("AAR-01", "Donner un second téléphone au relais de Bourem", date(2026, 11, 15), "done", 1.0),
)
DONE: Final = (
    (6, "admin", "login", ""),
    (7, "verifier", "step_up", "triage"),
    (8, "verifier", "text_opened", "triage"),
    (9, "operator", "channel_tested", ""),
    (11, "analyst", "export", ""),
)
Post = Callable[[str, str, str], None]


def seeded(here: Room, post: Post, work: Callable[[], None]) -> dict[str, str]:
    """The ids that a path may name. The clock stands at `TODAY` afterwards."""
    ids = filled(here)
    rated(here)
    publish_due(here.house, TODAY)
    with here.house.database.write() as conn:
        about: dict[str, Any] = {"number": RELAY, "name": "Relais de Bourem", "areas": ("ML0702",)}
        people.add_member(conn, here.house.vault, roles=("relay",), now=TODAY, **about)
        _promised(conn)
        _done(conn, here)
    _told(here, post, work)
    return ids | {"event": _most_told(here)}


def _most_told(here: Room) -> str:
    """The incident of which most is known."""
    with here.house.database.read() as conn:
        listed = [each.incident for each in incidents.listing(conn, areas=["ML"])]
    return max(listed, key=lambda each: (each.sources, each.id)).id


def _promised(conn: Any) -> None:
    came = TODAY - timedelta(days=200)
    for code, text, due, state, progress in PROMISED:
        about: dict[str, Any] = {
            "framework": "ccs_avis",
            "addressee_type": "govt",
            "addressee_unit": "ML0701",
        }
        commitments.add(conn, code=code, text={"fr": text}, due=due, now=came, **about)
        if state:
            said: dict[str, Any] = {"state": state, "progress": progress, "role": "monitor", "by": "moussa"}
            commitments.report(conn, code, on=date(2026, 4, 20), **said)


def _done(conn: Any, here: Room) -> None:
    """The first lines of the journal."""
    for hour, role, action, reason in DONE:
        about = {"account": role, "role": role, "object": "-", "reason": reason}
        audit.write(conn, here.house.vault, at=TODAY.replace(hour=hour), action=action, **about)


def _told(here: Room, post: Post, work: Callable[[], None]) -> None:
    """The morning as providers post it, each message at its minute."""
    assert isinstance(here.house.clock, FixedClock)
    for index, (minute, number, text) in enumerate(_messages()):
        here.house.clock.at = minute
        post(text, number, f"day-{index}")
        if index % 10 == 9:
            work()
            climb(here.house, minute)
    work()
    here.house.clock.at = TODAY
    climb(here.house, TODAY)


def _messages() -> Iterator[tuple[datetime, str, str]]:
    lines = MORNING.read_text(encoding="utf-8").splitlines()[1 : TOLD + 1]
    for line in lines:
        minute, number, _, text = line.split("\t")
        if number.startswith("+"):
            hour, rest = minute.split(":")
            yield TODAY.replace(hour=int(hour), minute=int(rest)), number, text
