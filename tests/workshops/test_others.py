"""People and papers of another house under one's own event, and what no page of ours sends to the door."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kimhub.core.db import now
from kimhub.workshops import delegations
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_door import Attendance
from kimhub.workshops.tables_seats import Registration
from tests import make

DEEDS = ("setujui", "tolak", "batalkan", "terima", "dahulukan", "catatan")


class Houses:
    """One's own event and one of somebody else, both on, with somebody who waits there."""

    mine: Workshop
    theirs: Workshop
    there: Registration
    headers: dict[str, str]
    account: str
    sessions: list[int]

    def act(self, session: int, act: str = "in", /, **more: Any) -> dict[str, Any]:
        known = {"key": str(uuid4()), "session": session, "person": 0, "act": act}
        return known | {"at": now().timestamp() * 1000} | more


@pytest.fixture
async def two(database: Any) -> Houses:
    await make.installed()
    found, begun = Houses(), now() - timedelta(hours=1)
    times = {"starts_at": begun, "ends_at": begun + timedelta(hours=5)}
    house = await make.kim("KIM Mallari")
    found.mine = await make.workshop(house, **times)
    found.theirs = await make.workshop(await make.kim("KIM Unra"), **times)
    found.there = await make.registration(found.theirs, await make.user("Korban"), "waiting")
    officer = await make.officer(house, "Budi")
    found.headers, found.account = await make.signed_in(officer), str(officer.id)
    rows = await WorkshopSession.select(WorkshopSession.id).order_by(WorkshopSession.id)
    found.sessions = [row["id"] for row in rows]
    return found


async def test_nobody_of_another_event_is_reached_under_one_s_own(browser: httpx.AsyncClient, two: Houses):
    later = await make.workshop(await make.kim("KIM Cellu"))
    delegation = await delegations.invite(later.id, two.mine.organization, 2, uuid4(), 1)
    path, headers, row = f"/pelatihan/{two.mine.slug}", two.headers, two.there
    pages = (f"{path}/peserta/{row.id}", f"{path}/utusan/{delegation}", f"{path}/pintu/{row.code}")
    forms = [f"{path}/peserta/{row.id}/{deed}" for deed in DEEDS]
    forms += [f"{path}/utusan/{delegation}{deed}" for deed in ("", "/keluarkan", "/tarik")]
    tap = {"key": str(uuid4()), "person": str(row.id), "session": str(two.sessions[0])}

    for page in pages:
        assert "Korban" not in (await browser.get(page, headers=headers)).text
    for form in forms:
        answer = await browser.post(form, headers=headers, data={"reason": "x", "registration": row.id})
        assert answer.status_code in {403, 404}, form
    assert (await browser.post(f"{path}/pintu", headers=headers, data=tap)).status_code == 404

    acts = [
        *(two.act(session, person=row.id) for session in two.sessions),
        two.act(two.sessions[0], person=row.id, let=True, reason="Tamu"),
        two.act(two.sessions[1], "new", name="Pak Jaya", sure=True),
    ]
    body = {"account": two.account, "sent": str(now().timestamp() * 1000), "acts": json.dumps(acts)}
    told = (await browser.post(f"{path}/pintu/kirim", headers=headers, data=body)).json()["done"]

    assert "Korban" not in str(told)
    assert all(told[act["key"]]["is"] in {"gone", "closed"} for act in acts)
    assert not await Attendance.exists()
    (kept,) = await Registration.objects()
    assert (kept.state, kept.walk_in) == ("waiting", 0)


async def test_what_no_page_of_ours_sends_to_the_door(browser: httpx.AsyncClient, two: Houses):
    here, most = two.sessions[0], 2**53
    address = f"/pelatihan/{two.mine.slug}/pintu/kirim"

    async def send(acts: str, sent: str = "", **headers: str) -> httpx.Response:
        body = {"account": two.account, "sent": sent or str(now().timestamp() * 1000), "acts": acts}
        return await browser.post(address, headers=two.headers | headers, data=body)

    nasty = two.act(
        here, "new", name="Pak\0\u202e <b>", place="x\0" * 500, sex="\0", sure=True, reason="\0"
    )
    strange = [
        two.act(most, person=most, of=str(uuid4())),
        two.act(here, person=most, let=True),
        two.act(here, "\0", person=most),
        nasty,
    ]
    told = await send(json.dumps(strange))
    assert told.status_code == 200
    assert told.json()["done"][nasty["key"]]["is"] == "ok"
    row = await Registration.objects().get(Registration.workshop == two.mine.id)
    assert row
    assert (row.name, len(row.from_where), row.sex) == ("Pak <b>", 160, "")

    many = json.dumps([two.act(here)] * 51)
    for unreadable in ('[{"key":"\\ud800"}]', "[" * 5000, '{"a":1}', "null", many):
        assert (await send(unreadable)).status_code == 400
    for moment in ("nan", "1e999", "-1", "x"):
        assert (await send("[]", moment)).status_code == 400
    assert (await send("[" + " " * 200_000 + "]")).status_code == 413
    assert (await send("[]", **{"X-CSRFToken": "x"})).status_code == 403
