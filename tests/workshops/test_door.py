"""The door: acts in whatever order and number, walk-ins, people without a seat, hadir mandiri."""

import asyncio
import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from kimhub.core.db import now
from kimhub.core.errors import Refused, TooMany
from kimhub.workshops import door, door_log, self_check_in
from kimhub.workshops.door_log import Act
from kimhub.workshops.links import hashed, path_of, secret_of
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_door import Attendance, DoorAct
from kimhub.workshops.tables_seats import Registration
from kimhub.workshops.workshops import by_id
from tests import make
from tests.spy import queries

START = timedelta(hours=1)


class Hall:
    """A workshop that is on, its session, and people with a seat."""

    def __init__(self, workshop: Workshop, session: int, people: list[Registration]) -> None:
        self.workshop, self.session, self.people = workshop, session, people
        self.path = f"/pelatihan/{workshop.slug}/pintu"

    async def view(self) -> Any:
        found = await by_id(self.workshop.id)
        assert found
        return found


async def hall(people: int = 3, **fields: Any) -> Hall:
    await make.installed()
    kim = await make.kim(f"KIM Mallari {uuid4().hex[:5]}")
    begun = now() - START
    made = await make.workshop(kim, **{"starts_at": begun, "ends_at": begun + timedelta(hours=6)} | fields)
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == made.id)
    rows = [
        await make.registration(made, name=f"Orang {n:03d}", from_where="KIM Unra") for n in range(people)
    ]
    assert session
    return Hall(made, session.id, rows)


async def present(of: Hall) -> list[int]:
    rows = await Attendance.select(Attendance.registration).where(Attendance.session == of.session)
    return sorted(row["registration"] for row in rows)


async def helper(of: Hall, name: str = "Penjaga Pintu", role: str = "door") -> dict[str, str]:
    person = await make.user(name)
    await make.helper(of.workshop, person, role)
    return await make.signed_in(person) | {"account": str(person.id)}


def item(of: Hall, person: Registration | int, act: str = "in", at: float = 0, /, **more: Any) -> Any:
    id_ = person if isinstance(person, int) else person.id
    ms = int(now().timestamp() * 1000) + at
    return {"key": str(uuid4()), "session": of.session, "person": id_, "act": act, "at": ms, **more}


async def send(browser: httpx.AsyncClient, of: Hall, who: dict[str, str], *items: Any, **more: Any) -> Any:
    body = {
        "account": who["account"],
        "sent": str(now().timestamp() * 1000),
        "acts": json.dumps(items),
    } | more
    return await browser.post(f"{of.path}/kirim", headers=who, data=body)


def fates(answer: httpx.Response) -> list[str]:
    return [fate["is"] for fate in answer.json()["done"].values()]


# ------------------------------------------------------------------------------------------ the rules


async def test_whatever_order_acts_arrive_in_and_however_often_the_last_one_counts():
    chance = random.Random(4)
    for _round in range(6):
        here = await hall(3)
        first = now() - timedelta(minutes=50)
        acts = [
            Act(
                uuid4(), here.session, chance.choice(here.people).id, chance.choice(["in", "in", "out"]),
                "list", first + timedelta(seconds=n),
            )
            for n in range(14)
        ]  # fmt: skip
        last = {act.registration: act.act for act in acts}
        sent = [*acts, *chance.sample(acts, 7)]
        chance.shuffle(sent)
        while sent:
            size = chance.randint(1, 5)
            await door.note_all(here.workshop.id, sent[:size], None)
            sent = sent[size:]

        assert await present(here) == sorted(person for person, act in last.items() if act == "in")
        assert await DoorAct.count().where(DoorAct.workshop == here.workshop.id) == len(acts)
        came = {
            row.registration: row.at
            for row in await Attendance.objects().where(Attendance.session == here.session)
        }
        for person, moment in came.items():  # the first time since the last going
            assert moment == min(
                act.at for act in acts if act.registration == person and act.act == "in"
                and not any(o.registration == person and o.act == "out" and o.at > act.at for o in acts)
            )  # fmt: skip


async def test_a_phone_with_a_wrong_clock_is_put_right_and_none_names_the_future():
    here = await hall(2)
    one, two = here.people
    years_ago = now() - timedelta(days=4000)
    noted = await door.note_all(
        here.workshop.id,
        [
            Act(uuid4(), here.session, one.id, "in", "list", years_ago - timedelta(minutes=7)),
            Act(uuid4(), here.session, two.id, "in", "list", now() + timedelta(days=3)),
        ],
        None,
        sent_at=years_ago,
    )
    ages = [now() - found.at for found in noted.values() if found.at]

    assert timedelta(minutes=6, seconds=50) < ages[0] < timedelta(minutes=7, seconds=30)
    assert timedelta(0) <= ages[1] < timedelta(minutes=1)
    without = door_log.bounded(years_ago, None, now())
    assert now() - without <= door_log.EARLY + timedelta(seconds=1)


async def test_nobody_comes_to_the_session_of_another_day(browser: httpx.AsyncClient):
    here = await hall(1)
    tomorrow = now() + timedelta(hours=20)
    other = WorkshopSession(workshop=here.workshop.id, starts_at=tomorrow, ends_at=tomorrow + START)
    await other.save()
    who, person = await helper(here), here.people[0]

    taps = [item(here, person) | {"session": session} for session in (other.id, here.session)]
    walk_in = item(here, 0, "new", 0, name="Pak Jaya", place="Desa Unra") | {"session": other.id}
    told = await send(browser, here, who, *taps, walk_in)

    done = told.json()["done"]
    assert [done[tap["key"]]["is"] for tap in (*taps, walk_in)] == ["closed", "ok", "closed"]
    assert "12 jam" in done[taps[0]["key"]]["text"]
    plain = {"key": str(uuid4()), "session": str(other.id), "name": "Pak Jaya"}
    typed = await browser.post(f"{here.path}/datang", headers=who, data=plain)
    assert (typed.status_code, "12 jam" in typed.text, "Pak Jaya" in typed.text) == (422, True, True)
    badge = f"{here.path}/{person.code}"
    shown = await browser.post(badge, headers=who, data=plain)
    assert shown.headers["location"] == f"{badge}?sesi={other.id}"
    assert not await Attendance.exists().where(Attendance.session == other.id)
    assert not await Registration.exists().where(Registration.name == "Pak Jaya")


async def test_many_ways_at_once_make_one_row():
    here = await hall(1)
    person = here.people[0]
    await asyncio.gather(
        *(
            door.note(here.workshop.id, here.session, person.id, key=uuid4(), method=method, by=None)
            for method in ("qr", "code", "list", "self", "paper")
        )
    )

    act = Act(uuid4(), here.session, person.id, "in", "list")  # one that three phones send at one moment
    await asyncio.gather(*(door.note_all(here.workshop.id, [act], None) for _phone in range(3)))

    assert await present(here) == [person.id]
    assert await DoorAct.count().where(DoorAct.workshop == here.workshop.id) == 6
    count = (await door.counts(here.workshop.id))[here.session]
    assert (count.present, count.expected) == (1, 1)


async def test_only_confirmed_people_of_this_event_and_only_while_it_is_open():
    here, other = await hall(1), await hall(1)
    waiting = await make.registration(here.workshop, state="waiting", name="Budi Menunggu")
    note = {"method": "list", "by": None}
    with pytest.raises(Refused, match="Budi Menunggu masih di daftar tunggu"):
        await door.note(here.workshop.id, here.session, waiting.id, key=uuid4(), **note)
    for session, person in ((here.session, other.people[0]), (other.session, here.people[0])):
        with pytest.raises(Refused, match="tidak ada di daftar"):
            await door.note(here.workshop.id, session, person.id, key=uuid4(), **note)

    closed_at = now() - timedelta(minutes=10)
    await Workshop.update({Workshop.state: "finished", Workshop.finished_at: closed_at}).where(
        Workshop.id == here.workshop.id
    )
    with pytest.raises(Refused, match="ditutup"):
        await door.note(here.workshop.id, here.session, here.people[0].id, key=uuid4(), **note)
    late = Act(uuid4(), here.session, here.people[0].id, "in", "list", closed_at - timedelta(minutes=1))
    assert (await door.note_all(here.workshop.id, [late], None))[late.key].ok  # tapped before, sent after
    assert await present(here) == [here.people[0].id]


# ------------------------------------------------------------------------------------- what phones send


async def test_a_batch_sent_twice_changes_nothing_and_tells_the_same(browser: httpx.AsyncClient):
    here = await hall(3)
    who = await helper(here)
    waiting = await make.registration(here.workshop, state="waiting", name="Budi")
    walk_in = item(here, 0, "new", name="Tamu Baru", place="KIM Jauh", sex="P", phone="0812 5555 0001")
    batch = [
        item(here, here.people[0]), item(here, here.people[1]), item(here, here.people[1], "out", 5),
        item(here, waiting), walk_in, item(here, 0, "out", 9, of=str(uuid4())), item(here, 10**9),
    ]  # fmt: skip
    first = await send(browser, here, who, *batch)
    again = await send(browser, here, who, *batch)

    by_key = [first.json()["done"][one["key"]]["is"] for one in batch]
    assert by_key == ["ok", "ok", "ok", "waiting", "ok", "gone", "gone"]
    assert again.json() == first.json()
    tamu = await Registration.objects().get(Registration.key == UUID(walk_in["key"]))
    assert tamu
    assert (tamu.walk_in, tamu.state, tamu.phone, tamu.sex) == (
        1,
        "confirmed",
        "+6281255550001",
        "P",
    )
    assert await present(here) == sorted([here.people[0].id, tamu.id])

    undone = await send(browser, here, who, item(here, 0, "out", 50, of=walk_in["key"]))
    assert fates(undone) == ["ok"]
    assert await present(here) == [here.people[0].id]


async def test_the_list_tells_names_but_no_numbers_and_then_only_what_is_new(browser: httpx.AsyncClient):
    here = await hall(2)
    secret = await make.registration(
        here.workshop, name='<img src=x onerror="alert(1)">', phone="+6281277778888", email="a@b.id"
    )
    who = await helper(here)
    first = await browser.get(f"{here.path}/daftar", headers=who)
    told = first.json()

    assert {row[0] for row in told["people"]} == {secret.id, *(one.id for one in here.people)}
    assert "81277778888" not in first.text
    assert "a@b.id" not in first.text
    assert told["account"] == int(who["account"])
    seen = {"v": told["v"], "a": told["a"]}
    assert (await browser.get(f"{here.path}/daftar", headers=who, params=seen)).status_code == 204

    await send(browser, here, who, item(here, secret))
    whole = (await browser.get(f"{here.path}/daftar", headers=who, params=seen)).json()
    seen = {"v": whole["v"], "a": whole["a"]}
    await send(browser, here, who, item(here, here.people[0]), item(here, secret, "out", 9))
    more = (await browser.get(f"{here.path}/daftar", headers=who, params=seen)).json()
    assert "people" not in more
    assert {(row[0], bool(row[2])) for row in more["there"]} == {
        (here.people[0].id, True),
        (secret.id, False),
    }

    page = await browser.get(here.path, headers=who)
    assert "<img src=x" not in page.text
    assert "81277778888" not in page.text
    shell = await browser.get(f"{here.path}?kulit=1", headers=who)
    assert "Orang 000" in page.text
    assert "Orang 000" not in shell.text


async def test_others_are_refused_and_another_account_on_the_phone_is_told_apart(
    browser: httpx.AsyncClient,
):
    here, there = await hall(1), await hall(1)
    foreign = await helper(there)
    member = await make.signed_in(await make.user("Tetangga")) | {"account": "1"}
    for who in (foreign, member):
        assert (await browser.get(here.path, headers=who)).status_code == 404
        assert (await browser.get(f"{here.path}/daftar", headers=who)).status_code == 404
        assert (await browser.get(f"{here.path}/pekerja.js", headers=who)).status_code == 404
        assert (await browser.get(f"{here.path}/{here.people[0].code}", headers=who)).status_code == 404
        assert (await send(browser, here, who, item(here, here.people[0]))).status_code == 403
    assert (await browser.get(f"{here.path}/daftar")).status_code == 303

    mine = await helper(here)
    # A person of another village sent by the right helper, to the wrong door
    assert fates(await send(browser, here, mine, item(here, there.people[0]))) == ["gone"]
    assert (await send(browser, here, mine, account=foreign["account"])).status_code == 409
    for nonsense in ("", "{}", "[1]", '[{"key":"x"}]', "[" * 2000):
        assert (await send(browser, here, mine, acts=nonsense)).status_code == 400
    assert (await send(browser, here, mine, sent="nan")).status_code == 400
    assert (await send(browser, here, mine, item(here, 10**30))).status_code == 400
    assert (await send(browser, here, mine, item(here, here.people[0], at=1e30))).status_code == 400
    assert await present(here) == []


async def test_the_door_asks_the_database_as_often_for_three_people_as_for_one(browser: httpx.AsyncClient):
    asked: dict[str, set[int]] = {"page": set(), "list": set(), "nothing new": set(), "acts": set()}
    for people in (1, 3):
        here = await hall(people)
        who = await helper(here)
        await browser.get(here.path, headers=who)  # what is kept after the first time is kept now
        with queries() as page:
            await browser.get(here.path, headers=who)
        with queries() as whole:
            told = (await browser.get(f"{here.path}/daftar", headers=who)).json()
        with queries() as none:
            await browser.get(f"{here.path}/daftar?v={told['v']}&a={told['a']}", headers=who)
        with queries() as acts:
            await send(browser, here, who, *(item(here, one) for one in here.people))
        for name, seen in zip(asked, (page, whole, none, acts), strict=True):
            asked[name].add(len(seen))

    assert {name: len(numbers) for name, numbers in asked.items()} == dict.fromkeys(asked, 1)
    assert max(asked["nothing new"]) <= 3  # who asks, which event, what is new


async def test_the_worker_reaches_no_further_than_its_page(browser: httpx.AsyncClient):
    here = await hall(1)
    answer = await browser.get(f"{here.path}/pekerja.js", headers=await helper(here))

    assert answer.headers["service-worker-allowed"] == here.path
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "script-src 'self'" in answer.headers["content-security-policy"]


# ------------------------------------------------------------------------------------ without scripts


async def test_the_page_works_by_forms_alone(browser: httpx.AsyncClient):
    here = await hall(70)
    who = await helper(here)
    page = await browser.get(here.path, headers=who)
    assert "0 dari 70" in page.text
    assert "masih 10 orang" in page.text

    target = here.people[65]
    found = await browser.get(here.path, headers=who, params={"q": "orang 065"})
    assert "Orang 065" in found.text
    assert "Orang 064" not in found.text
    form = {
        "key": str(uuid4()),
        "session": here.session,
        "person": target.id,
        "act": "in",
        "q": "orang 065",
    }
    for _twice in range(2):
        answer = await browser.post(here.path, headers=who, data=form)
        assert answer.headers["location"] == f"{here.path}?sesi={here.session}&q=orang+065"
    assert await present(here) == [target.id]
    assert "1 dari 70" in (await browser.get(here.path, headers=who)).text

    code = await browser.get(here.path, headers=who, params={"kode": target.code.lower()})
    assert code.headers["location"] == f"{here.path}/{target.code}?sesi={here.session}"
    person = await browser.get(code.headers["location"], headers=who)
    assert "Sudah tercatat hadir" in person.text
    out = {"key": str(uuid4()), "session": here.session, "act": "out"}
    await browser.post(f"{here.path}/{target.code}", headers=who, data=out)
    assert await present(here) == []
    assert "tidak ada di daftar" in (await browser.get(f"{here.path}/ZZZZZ", headers=who)).text


async def test_somebody_without_a_seat_is_let_in_where_there_is_room_or_with_a_reason(
    browser: httpx.AsyncClient,
):
    here = await hall(1, capacity=2)
    waiting = [
        await make.registration(here.workshop, state="waiting", name=f"Tunggu {n}") for n in range(3)
    ]
    asked = await make.registration(here.workshop, state="asked", name="Belum Disetujui")
    at_door, team = await helper(here), await helper(here, "Panitia", "organizer")

    async def let_in(who: dict[str, str], person: Registration, **more: str) -> httpx.Response:
        form = {"key": str(uuid4()), "session": here.session, "act": "in", "let": "1"} | more
        return await browser.post(f"{here.path}/{person.code}", headers=who, data=form)

    page = await browser.get(f"{here.path}/{waiting[0].code}", headers=at_door)
    assert "Tunggu 0 masih di daftar tunggu." in page.text
    assert (await let_in(at_door, waiting[0])).status_code == 303
    assert (await let_in(at_door, waiting[1], reason="Jauh-jauh datang")).status_code == 403
    assert (await let_in(at_door, asked)).status_code == 403
    no_reason = await let_in(team, waiting[1])
    assert no_reason.status_code == 422
    assert "Tulis alasan" in no_reason.text
    assert (await let_in(team, waiting[1], reason="Utusan camat")).status_code == 303

    assert await present(here) == sorted([waiting[0].id, waiting[1].id])
    row = await Workshop.objects().get(Workshop.id == here.workshop.id)
    assert row
    assert (row.taken, row.waiting, row.asking) == (1, 1, 1)
    over = await send(browser, here, at_door, item(here, waiting[2], let=True, reason="x"))
    assert fates(over) == ["refused"]
    over = await send(browser, here, team, item(here, waiting[2], let=True))
    assert fates(over) == ["full"]


async def test_a_walk_in_who_may_be_on_the_list_is_asked_about(browser: httpx.AsyncClient):
    here = await hall(1, capacity=1)
    known = await make.registration(
        here.workshop,
        name="Hj. Sitti Aminah",
        from_where="KIM Unra",
        phone="+6281211112222",
        state="cancelled",
    )
    who = await helper(here)

    async def write(**fields: str) -> httpx.Response:
        form = {"key": str(uuid4()), "session": str(here.session), "place": "", "phone": ""} | fields
        return await browser.post(f"{here.path}/datang", headers=who, data=form)

    for fields in (
        {"name": "hj sitti  aminah", "place": "kim unra"},
        {"name": "Aminah", "phone": "081211112222"},
    ):
        answer = await write(**fields)
        assert answer.status_code == 422
        assert "Orang yang sama?" in answer.text
        assert known.name in answer.text
        assert "81211112222" not in answer.text.replace(fields.get("phone", "-"), "")
    assert (await write(name="")).status_code == 422
    assert (await write(name="Hj. Sitti Aminah", place="KIM Kading")).status_code == 303
    key = str(uuid4())
    for _twice in range(2):
        sure = await write(name="Aminah", phone="081211112222", sure="on", key=key)
        assert sure.status_code == 303
    rows = await Registration.select(Registration.name, Registration.phone).where(Registration.walk_in == 1)

    assert sorted((row["name"], row["phone"]) for row in rows) == [("Aminah", ""), ("Hj. Sitti Aminah", "")]
    assert len(await present(here)) == 2
    fate = await send(browser, here, who, item(here, 0, "new", name="Hj. Sitti Aminah", place="KIM Unra"))
    (told,) = fate.json()["done"].values()
    assert told["is"] == "maybe"
    assert known.id in {one[0] for one in told["maybe"]}
    row = await Workshop.objects().get(Workshop.id == here.workshop.id)
    assert row
    assert row.taken == 1


# -------------------------------------------------------------------------------------- hadir mandiri


async def test_people_note_themselves_in_the_room_while_the_session_is_on(browser: httpx.AsyncClient):
    here = await hall(1)
    siti, budi, stranger = [await make.user(name) for name in ("Siti", "Budi", "Orang Lain")]
    mine = await make.registration(here.workshop, siti)
    await make.registration(here.workshop, budi, state="waiting")
    team = await helper(here)
    poster = await browser.post(f"{here.path}/poster", headers=team)
    assert poster.status_code == 303
    old = (await here.view()).door_code
    page = await browser.get(f"{here.path}/poster", headers=team)
    assert old in page.text

    room = f"/hadir/{old}"
    found = await browser.get("/hadir", params={"kode": f" {old.lower()} "})
    assert found.headers["location"] == room
    assert (await browser.get("/hadir", params={"kode": "SALAH"})).status_code == 422
    assert (await browser.get("/hadir/SALAH")).status_code == 404

    as_siti = await make.signed_in(siti)
    page = await browser.get(room, headers=as_siti)
    assert "Saya hadir" in page.text
    assert await present(here) == []  # not by looking
    form = {"key": str(uuid4()), "session": str(here.session)}
    for _twice in range(2):
        await browser.post(room, headers=as_siti, data=form)
    assert await present(here) == [mine.id]
    assert "Anda tercatat hadir" in (await browser.get(room, headers=as_siti)).text
    assert "daftar tunggu" in (await browser.get(room, headers=await make.signed_in(budi))).text
    for person in (budi, stranger):
        await browser.post(room, headers=await make.signed_in(person), data=form | {"key": str(uuid4())})
    assert await present(here) == [mine.id]

    guest = here.people[0]
    browser.cookies.clear()
    page = await browser.get(room)
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    typed = form | {"key": str(uuid4()), "_csrf_token": token}
    wrong = await browser.post(room, data=typed | {"code": "ABCDE"})
    assert wrong.status_code == 422
    assert "ABCDE" in wrong.text
    await browser.post(room, data=typed | {"code": guest.code.lower()})
    assert await present(here) == sorted([mine.id, guest.id])

    await browser.post(f"{here.path}/poster", headers=team)
    assert (await browser.get(room)).status_code == 404
    fresh = (await here.view()).door_code
    assert fresh != old
    before = now() + timedelta(hours=2)
    await WorkshopSession.update({WorkshopSession.starts_at: before}).where(
        WorkshopSession.id == here.session
    )
    early = await browser.get(f"/hadir/{fresh}", headers=as_siti)
    assert "Belum dibuka" in early.text
    assert "Saya hadir" not in early.text
    with pytest.raises(Refused, match="tidak dibuka"):
        await self_check_in.here(await here.view(), mine.id, here.session, key=uuid4(), by=None)


async def test_guessing_codes_in_the_room_comes_to_an_end(browser: httpx.AsyncClient):
    here = await hall(1, door_code="RUANG2")
    page = await browser.get("/hadir/RUANG2")
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    form = {"session": str(here.session), "_csrf_token": token, "code": "ABCDE"}
    answers = [
        (await browser.post("/hadir/RUANG2", data=form | {"key": str(uuid4())})).status_code
        for _try in range(self_check_in.TRIES + 1)
    ]

    assert answers == [422] * self_check_in.TRIES + [429]
    mine = form | {"code": here.people[0].code, "key": str(uuid4())}
    assert (await browser.post("/hadir/RUANG2", data=mine)).status_code == 429  # not even a right one
    assert await present(here) == []
    browser.cookies.clear()  # another phone in the same room
    page = await browser.get("/hadir/RUANG2")
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    empty = mine | {"code": " ", "_csrf_token": token}
    assert (await browser.post("/hadir/RUANG2", data=empty)).status_code == 422
    await browser.post("/hadir/RUANG2", data=mine | {"_csrf_token": token})
    assert await present(here) == [here.people[0].id]


async def test_whoever_says_so_again_and_again_does_not_fill_the_log(monkeypatch: pytest.MonkeyPatch):
    here = await hall(2, door_code="RUANG4")
    monkeypatch.setattr(self_check_in, "HERE", 2)
    first, other = here.people

    async def says(person: Registration) -> None:
        await self_check_in.here(await here.view(), person.id, here.session, key=uuid4(), by=None)

    await says(first)
    await says(first)
    with pytest.raises(TooMany):
        await says(first)
    await says(other)

    assert await present(here) == sorted([first.id, other.id])
    assert await DoorAct.count().where(DoorAct.workshop == here.workshop.id) == 3


async def test_a_person_s_own_page_has_the_button_while_the_session_is_on(browser: httpx.AsyncClient):
    here = await hall(1, door_code="RUANG3", guests=True)
    key, siti = uuid4(), await make.user("Siti")
    guest = await make.registration(here.workshop, key=key, secret=hashed(secret_of(key)), name="Tamu")
    mine = await make.registration(here.workshop, siti)
    as_siti = await make.signed_in(siti)
    link, ticket = path_of(key), f"/pelatihan/{here.workshop.slug}/tiket"
    page = await browser.get(link)
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    form = {"session": str(here.session), "_csrf_token": token}
    for address, who in ((link, {}), (ticket, as_siti)):
        assert "Saya hadir" in (await browser.get(address, headers=who)).text
        for _twice in range(2):
            sent = await browser.post(f"{address}/hadir", headers=who, data=form | {"key": str(uuid4())})
            assert sent.headers["location"] == address
        assert "Anda tercatat hadir" in (await browser.get(address, headers=who)).text
    assert await present(here) == sorted([guest.id, mine.id])

    await self_check_in.close(await here.view())
    assert "Saya hadir" not in (await browser.get(link)).text
    person = here.people[0].id
    await Workshop.update({Workshop.door_code: "RUANG3"}).where(Workshop.id == here.workshop.id)
    assert [(session.id, came) for session, came in await self_check_in.own(await here.view(), person)] == [
        (here.session, False)
    ]
    await self_check_in.here(await here.view(), person, here.session, key=uuid4(), by=None)
    assert [came for _session, came in await self_check_in.own(await here.view(), person)] == [True]
    assert "/pintu/ABCDE" in door.personal_address("acara", "ABCDE")
    assert 'class="qr"' in str(door.personal_qr("acara", "ABCDE"))
