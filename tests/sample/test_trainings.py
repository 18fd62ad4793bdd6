"""The sample's events: one of each kind to be seen, and every number true."""

from typing import Any

import pytest

from kimhub.core import db
from kimhub.sample import areas, bone, service
from tests.sample.filled import with_bone

pytestmark = pytest.mark.usefixtures("wilayah")


async def rows(sql: str) -> list[Any]:
    return list((await db.engine().fetch(sql, ())).rows)


async def count(sql: str) -> int:
    return int((await rows(sql))[0][0])


async def test_every_list_has_something_to_show_and_all_counters_are_true():
    await with_bone()
    await service.fill_area(next(area for area in areas.AREAS if area.key == "babel"))
    shown = {
        "coming": "SELECT count(*) FROM workshop WHERE state = 'open' AND starts_at > {now}",
        "finished": "SELECT count(*) FROM workshop WHERE state = 'finished' AND ends_at < {now}",
        "draft": "SELECT count(*) FROM workshop WHERE state = 'draft'",
        "cancelled": "SELECT count(*) FROM workshop WHERE state = 'cancelled' AND cancel_reason <> ''",
        "full": "SELECT count(*) FROM workshop WHERE taken = capacity AND waiting > 0",
        "asking": "SELECT count(*) FROM workshop WHERE asking > 0",
        "no limit": "SELECT count(*) FROM workshop WHERE capacity IS NULL",
        "two days": "SELECT count(*) FROM (SELECT workshop FROM workshop_session GROUP BY workshop"
        " HAVING count(*) > 1) t",
        "offers": "SELECT count(*) FROM workshop_registration WHERE state = 'offered'"
        " AND offered_until > {now}",
        "delegations answered": "SELECT count(*) FROM workshop_delegation WHERE state = 'accepted'",
        "delegations open": "SELECT count(*) FROM workshop_delegation WHERE state = 'invited'",
        "people who came": "SELECT count(*) FROM workshop_attendance",
        "people who did not": "SELECT count(*) FROM workshop_registration r JOIN workshop w"
        " ON w.id = r.workshop AND w.state = 'finished' WHERE NOT EXISTS (SELECT 1"
        " FROM workshop_attendance a WHERE a.registration = r.id)",
        "offers told": "SELECT count(*) FROM notification WHERE kind = 'seat_offered' AND needs_action",
        "materials": "SELECT count(*) FROM workshop_file",
        "helpers": "SELECT count(*) FROM workshop_helper",
    }
    now = "CURRENT_TIMESTAMP"
    if db.engine_type() == "sqlite":
        now = "strftime('%Y-%m-%d %H:%M:%S', 'now')"
    wrong = {
        "too many seats": "SELECT count(*) FROM workshop WHERE capacity IS NOT NULL AND taken > capacity",
        "seats of one KIM": "SELECT count(*) FROM (SELECT r.workshop, r.organization, count(*) AS n"
        " FROM workshop_registration r WHERE r.state IN ('confirmed', 'offered')"
        " GROUP BY r.workshop, r.organization) t JOIN workshop w ON w.id = t.workshop"
        " WHERE w.per_organization < t.n",
        "waiting": "SELECT count(*) FROM workshop w WHERE w.waiting <> (SELECT count(*)"
        " FROM workshop_registration r WHERE r.workshop = w.id AND r.state = 'waiting')",
        "waits for nothing": "SELECT count(*) FROM workshop WHERE waiting > 0 AND taken < capacity",
        "ends": "SELECT count(*) FROM workshop w WHERE w.ends_at <> (SELECT max(s.ends_at)"
        " FROM workshop_session s WHERE s.workshop = w.id)",
        "came from the future": "SELECT count(*) FROM workshop_attendance WHERE at > {now}",
    }
    assert [name for name, sql in shown.items() if not await count(sql.format(now=now))] == []
    assert {name: await count(sql.format(now=now)) for name, sql in wrong.items()} == dict.fromkeys(
        wrong, 0
    )
    before = await count("SELECT count(*) FROM workshop")
    await service.fill_area(bone.AREA)
    assert await count("SELECT count(*) FROM workshop") == before
