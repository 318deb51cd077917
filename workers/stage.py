"""What an exercise is made of: who takes part, what is played, what is handed over, the mark on its texts."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Protocol

from core.alerts import read_command
from core.contacts import Member
from core.drills import MARK, Participants, told
from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.channels.base import Send
from gateway.house import House
from store import drills, elapsed, inbox, injects, people
from store.database import from_ms
from store.drills import Drill
from store.inbox import Entry
from workers.clock import Log
from workers.injects import CHANNEL, KIND, ORDER
from workers.windows import reachable

STANDS: Final = "exercise_stands"


class Sending(Protocol):
    """The way out (`workers.post`): `once` says how many messages left or are on their way."""

    def once(self) -> int: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class Stage:
    """One exercise under way in this process; `house` is its own."""

    house: House
    post: Sending
    log: Log

    def close(self) -> None:
        self.post.close()
        self.house.database.close()


def participants(house: House, conn: Any, drill: Drill) -> list[str]:
    """The ids of those who take part, as the roster stands; nobody who asked to be left alone."""
    groups = told(drill.script).participants
    return [
        one.id for one in reachable(house, conn, house.clock()) if any(_is_of(one, each) for each in groups)
    ]


def _is_of(member: Member, group: Participants) -> bool:
    """A p-code begins with those of the units that it lies in."""
    near = (mine.startswith(area) or area.startswith(mine) for mine in member.areas for area in group.areas)
    return member.is_(group.role) and any(near)


def furnish(house: House, room: Any, drill: Drill) -> None:
    """Writes the injects down, from now on in the exercise's own time. `house` is its own."""
    planned = [(inject.at, asdict(inject)) for inject in told(drill.script).injects]
    injects.plan(room, elapsed.now(house.database, room), planned)


def play_due(house: House, drill: Drill) -> int:
    """Accepts the injects that are due, each with the word that it was played. `house` is its own."""
    with house.database.read() as conn:
        due = injects.due(conn, elapsed.now(house.database, conn))
    return sum(_played(house, drill, each) for each in due)


def _played(house: House, drill: Drill, each: injects.Planned) -> bool:
    now = house.clock()
    entry = inbox.seal_entry(
        house.vault,
        channel=CHANNEL,
        kind=KIND,
        external_id=f"{drill.id}|{each.number}",
        body={"number": each.number, "told": each.told},
        received_at=now,
    )
    with house.database.write() as conn:
        return injects.play(conn, each.number, now) and inbox.accept(conn, entry)


def fetch(house: House, drill: Drill, own: House) -> None:
    """Takes over what was handed to an exercise: accepted there first, so that what is killed between comes
    again and is known. `house` is the real one, `own` the exercise's.
    """
    with house.database.read() as conn:
        waiting = [(row.id, _entry(house, conn, row)) for row in drills.mail(conn, drill.id)]
    for row_id, entry in waiting:
        if entry is not None:
            with own.database.write() as room:
                inbox.accept(room, entry)
        with house.database.write() as conn:
            drills.fetched(conn, row_id)


def _entry(house: House, conn: Any, row: Any) -> Entry | None:
    """The row as the exercise accepts it; None once nobody can read it any more."""
    body = inbox.reopened(conn, house.vault, row.id)
    command = read_command(body.get("text", ""))
    if command is not None:
        body = {"urn": body["urn"], "verb": command.verb, "number": command.number}
    if not body:
        return None
    return inbox.seal_entry(
        house.vault,
        channel=row.channel,
        kind=row.kind if command is None else ORDER,
        external_id=row.id,
        body=body,
        received_at=from_ms(row.received_at),
    )


def send_marked(house: House, drill_id: str, send: Send, message: OutboundMessage) -> SendResult:
    """The one way out of an exercise: with its mark, while it is not paused, to nobody who asked the real
    house to be left alone. Raises SendFailed.
    """
    try:
        with house.database.read() as conn:
            running = drills.is_running(conn, drill_id)
            left_alone = people.opted_out(conn, house.vault, message.urn, house.clock())
    except LasomiError as error:
        raise SendFailed(error.code, retryable=True) from error
    if not running:
        raise SendFailed(STANDS, retryable=True)
    if left_alone:
        raise SendFailed("opted_out", retryable=False)
    return send(replace(message, text=MARK + message.text))
