"""The inbox: one entry per matter, the badge always right, nobody else's business."""

import asyncio

import pytest

from kimhub.accounts.tables import User
from kimhub.core.actor import Actor
from kimhub.notifications import service
from kimhub.notifications.tables import Notification
from tests import make
from tests.spy import queries


@pytest.fixture(autouse=True)
async def installed():
    await make.installed()


async def reply(person: User, topic: int = 7, **facts: object) -> None:
    await service.tell(
        {person.id},
        "reply",
        about=f"topic:{topic}",
        url=f"/forum/t/{topic}",
        **{"title": "Jadwal ronda"} | facts,
    )


async def unread_of(person: User) -> int:
    row = await User.select(User.unread).where(User.id == person.id).first()
    return int(row["unread"])


async def test_many_replies_stay_one_unread_entry():
    siti = await make.user()

    for _ in range(5):
        await reply(siti)

    (entry,) = await service.entries(Actor(siti.id))
    assert (entry.happened, await unread_of(siti)) == (5, 1)


async def test_after_reading_the_next_reply_is_a_new_entry():
    siti = await make.user()
    await reply(siti)
    await service.mark_read((await service.entries(Actor(siti.id)))[0])

    await reply(siti)

    entries = await service.entries(Actor(siti.id))
    assert [entry.happened for entry in entries] == [1, 1]
    assert await unread_of(siti) == 1


async def test_nobody_is_told_of_their_own_deed():
    siti, budi = await make.user(), await make.user("Budi")

    await service.tell({siti.id, budi.id}, "reply", about="topic:7", url="/", from_user=siti.id, title="x")

    assert (await unread_of(siti), await unread_of(budi)) == (0, 1)


async def test_the_badge_is_right_when_much_happens_at_once():
    people = [await make.user(f"Orang {n}") for n in range(5)]

    await asyncio.gather(
        *[
            service.tell({p.id for p in people}, "reply", about=f"topic:{t}", url="/", title="x")
            for t in range(4)
            for _ in range(3)
        ]
    )

    for person in people:
        assert await unread_of(person) == 4
        assert await Notification.count().where(Notification.user == person.id) == 4


async def test_what_is_settled_waits_for_nobody():
    irma, andi = await make.user("Irma"), await make.user("Andi")
    for about in ("verify:3", "verify:4"):
        await service.tell(
            {irma.id, andi.id}, "registered", about=about, url="/", needs_action=True, organization="KIM"
        )

    await service.settle("verify:3")

    assert (await unread_of(irma), await unread_of(andi)) == (1, 1)
    assert await service.counts(Actor(irma.id)) == (1, 1)


async def test_the_page_shows_the_sentence_and_opening_leads_on_and_marks_it_read(browser):
    siti = await make.user()
    await reply(siti, title="<b>Ronda</b>")
    headers = await make.signed_in(siti)

    page = await browser.get("/pemberitahuan", headers=headers)
    (entry,) = await service.entries(Actor(siti.id))
    opened = await browser.get(f"/pemberitahuan/{entry.id}", headers=headers)

    assert page.status_code == 200
    assert "Seseorang membalas di “&lt;b&gt;Ronda&lt;/b&gt;”" in page.text
    assert (opened.status_code, opened.headers["location"]) == (303, "/forum/t/7")
    assert await unread_of(siti) == 0


async def test_a_browser_that_looks_ahead_reads_nothing(browser):
    siti = await make.user()
    await reply(siti)
    (entry,) = await service.entries(Actor(siti.id))

    await browser.get(
        f"/pemberitahuan/{entry.id}", headers=await make.signed_in(siti) | {"Sec-Purpose": "prefetch"}
    )

    assert await unread_of(siti) == 1


async def test_refusals(browser):
    siti, budi = await make.user(), await make.user("Budi")
    await reply(siti)
    (entry,) = await service.entries(Actor(siti.id))

    assert (
        await browser.get(f"/pemberitahuan/{entry.id}", headers=await make.signed_in(budi))
    ).status_code == 404
    guest = await browser.get("/pemberitahuan")
    assert (guest.status_code, guest.headers["location"]) == (303, "/masuk?lanjut=/pemberitahuan")
    assert await unread_of(siti) == 1


async def test_reading_all_leaves_what_waits_for_me(browser):
    siti = await make.user()
    await reply(siti)
    await service.tell(
        {siti.id}, "applied", about="applied:1", url="/", needs_action=True, name="Budi", organization="KIM"
    )

    answer = await browser.post("/pemberitahuan/dibaca", headers=await make.signed_in(siti))

    assert answer.status_code == 303
    assert await service.counts(Actor(siti.id)) == (1, 1)


@pytest.mark.parametrize("n", [1, 3])
async def test_the_page_costs_the_same_however_much_is_in_it(browser, n):
    siti = await make.user()
    for topic in range(n):
        await reply(siti, topic)
    headers = await make.signed_in(siti)
    await browser.get("/pemberitahuan", headers=headers)

    with queries() as seen:
        page = await browser.get("/pemberitahuan", headers=headers)

    assert page.text.count('class="unread"') == n
    assert len(seen) == 3, seen


async def test_older_entries_are_a_page_further(browser):
    siti = await make.user()
    for topic in range(service.PER_PAGE + 5):
        await reply(siti, topic)
    headers = await make.signed_in(siti)

    first = await browser.get("/pemberitahuan", headers=headers)
    oldest = service.place((await service.entries(Actor(siti.id)))[service.PER_PAGE - 1])
    second = await browser.get(f"/pemberitahuan?sebelum={oldest}", headers=headers)

    assert first.text.count('class="unread"') == service.PER_PAGE
    assert second.text.count('class="unread"') == 5


async def test_an_empty_inbox_says_what_will_come(browser):
    siti = await make.user()
    headers = await make.signed_in(siti)

    for address, words in {
        "/pemberitahuan": "Belum ada kabar",
        "/pemberitahuan?saring=perlu-tindakan": "Tidak ada yang menunggu Anda",
        "/pemberitahuan?saring=belum-dibaca": "Semua sudah dibaca",
    }.items():
        assert words in (await browser.get(address, headers=headers)).text
