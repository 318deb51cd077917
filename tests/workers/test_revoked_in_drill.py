"""A SIM that is lost during an exercise hears nothing more of it either (`alerts.md` §10, P68)."""

from datetime import timedelta
from typing import Any

from store import drillrooms, drills, enrolments, outbox, people, roster
from tests.ops.test_drills import SCRIPT
from tests.workers.bureau import MONITOR, OTHER_MONITOR, Bureau


def test_the_exercise_follows_the_roster(bureau: Bureau) -> None:
    house, at = bureau.house, bureau.watch.at
    lost, kept = bureau.member(MONITOR, "monitor"), bureau.member(OTHER_MONITOR, "monitor")
    with house.database.write() as conn:
        drill = drills.prepare(conn, number="EX-03", title="Attaque", script=SCRIPT, now=at)
    room = drillrooms.make(house.database, drill.id)
    with house.database.read() as conn, room.write() as own:
        drillrooms.furnish(conn, own, drill, [lost.id, kept.id])
        for member, number in ((lost, MONITOR), (kept, OTHER_MONITOR)):
            about: dict[str, Any] = {
                "cause": "alert:1",
                "purpose": "alert",
                "channel": "africastalking",
                "text": "A9001",
            }
            about |= {"recipient": member.id, "urn": number}
            outbox.add(own, house.vault, step=0, now=at, expires_at=at + timedelta(hours=1), **about)
    with house.database.write() as conn:
        enrolments.revoke(conn, house.vault, lost.id, at)
    drillrooms.follow(house.database, room)
    with room.read() as own:
        assert outbox.waiting(own) == 1
        assert people.member_by_number(own, house.vault, MONITOR, at) is None
        phones = {member.id: member.has_phone for member in roster.members(own)}
        assert phones == {lost.id: False, kept.id: True}
    room.close()
    drillrooms.remove(house.database, drill.id)
