"""What citizens send to a house, without an account, and what editors make of it."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from kimhub.core.csrf import make_token
from kimhub.core.db import now
from kimhub.core.jobs import run_due
from kimhub.notifications.tables import Notification
from kimhub.publishing import articles, blocks, photos, stories
from kimhub.publishing.tables import Article, Photo, Site
from kimhub.publishing.tables_stories import Story
from tests import make

WORDS = "Jembatan di Dusun II rusak sejak hujan semalam.\n\nWarga memutar lewat kebun."


def visitor(name="stranger", htmx=False):
    asked = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
    return {"Cookie": f"visitor={name}", "X-CSRFToken": make_token(name), **asked}


def filled(**fields):
    return {"key": str(uuid4()), "text": WORDS, "place": "Dusun II", "consent": "on"} | fields


def picture(size=(800, 600)):
    image, buffer = Image.linear_gradient("L").resize(size).convert("RGB"), BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def pictures(*contents):
    return [("photos", (f"foto{n}.jpg", one, "image/jpeg")) for n, one in enumerate(contents)]


@pytest.fixture
async def kim(database):
    await make.installed()
    return await make.kim()


async def send(browser, kim, headers=None, files=None, **fields):
    more = {"files": files} if files else {}
    return await browser.post(
        f"/k/{kim.slug}/kirim", headers=headers or visitor(), data=filled(**fields), **more
    )


async def sent(browser, kim, **fields):
    assert (await send(browser, kim, **fields)).status_code == 303
    rows = await Story.objects().where(Story.organization == kim.id).order_by(Story.id, ascending=False)
    return rows[0]


async def test_a_citizen_sends_words_and_photos_and_an_editor_makes_a_draft(browser, kim):
    admin = await make.kim_admin(kim)
    boss = await make.signed_in(admin)
    front = await browser.get(f"/k/{kim.slug}")
    assert f'href="/k/{kim.slug}/kirim"' in front.text
    page = await browser.get(f"/k/{kim.slug}/kirim")
    assert "tidak pernah meminta NIK" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text

    form = filled(name="Pak Jaya", contact="0812-5555-0001")
    for _twice in range(2):
        answer = await browser.post(
            f"/k/{kim.slug}/kirim",
            headers=visitor(),
            data=form,
            files=pictures(picture(), picture((600, 800))),
        )
        assert answer.status_code == 303
    thanks = await browser.get(answer.headers["location"])
    assert "sudah diterima" in thanks.text
    (row,) = await Story.objects()
    assert (row.text, row.name, row.state) == (WORDS, "Pak Jaya", "waiting")
    brought = await Photo.objects().order_by(Photo.id)
    assert [(one.created_by, one.consent, one.credit) for one in brought] == [(None, True, "Pak Jaya")] * 2
    seen = (await photos.some([brought[0].id]))[brought[0].id]
    address = seen.path(seen.small)
    assert (await browser.get(address)).status_code == 404, "not public before it is shown"
    assert (await browser.get(address, headers=boss)).status_code == 200

    await run_due()
    (told,) = await Notification.objects()
    assert (told.user, told.url, told.needs_action) == (admin.id, f"/situs/{kim.slug}/kiriman", True)
    desk = await browser.get(f"/situs/{kim.slug}", headers=boss)
    assert "Kiriman warga (1)" in desk.text
    at = f"/situs/{kim.slug}/kiriman/{row.id}"
    assert at in (await browser.get(f"/situs/{kim.slug}/kiriman", headers=boss)).text
    assert "0812-5555-0001" in (await browser.get(at, headers=boss)).text

    made = await browser.post(f"{at}/draf", headers=boss)
    again = await browser.post(f"{at}/draf", headers=boss)
    assert made.status_code == 303
    (article,) = await Article.objects()
    assert made.headers["location"] == f"/situs/a/{article.id}/sunting"
    assert again.headers["location"] == f"/situs/a/{article.id}"
    assert (article.kind, article.work, article.author) == ("news", "draft", admin.id)
    assert (article.title, article.place, article.source_name) == (
        "Jembatan di Dusun II rusak sejak hujan semalam.", "Dusun II", "Pak Jaya",
    )  # fmt: skip
    editor = (await browser.get(made.headers["location"], headers=boss)).text
    assert "Warga memutar lewat kebun." in editor
    text = await make.article_now(article.id)
    assert text.cover == brought[0].id
    assert "0812" not in editor
    await run_due()
    (told,) = await Notification.objects()
    assert told.read_at is not None or not told.needs_action
    assert "Jadi draf" in (await browser.get(f"/situs/{kim.slug}/kiriman?bagian=lama", headers=boss)).text


async def test_htmx_and_plain_forms_fare_alike_and_what_was_typed_stays(browser, kim):
    page = await browser.get(f"/k/{kim.slug}/kirim", headers=visitor(htmx=True))
    assert 'name="text"' in page.text
    english = await browser.get(f"/k/{kim.slug}/kirim?bahasa=en")
    assert '<html lang="en"' in english.text
    assert f'action="/k/{kim.slug}/kirim?bahasa=en"' in english.text
    done = await send(browser, kim, visitor(htmx=True))
    assert (done.status_code, done.headers["hx-redirect"]) == (204, f"/k/{kim.slug}/kirim?terkirim=1")
    for headers in (visitor(), visitor(htmx=True)):
        bad = await send(
            browser, kim, headers, text="Pendek", place="", name="Bu Ani", contact="ani@example.org"
        )
        assert bad.status_code == 422
        for part in (">\nPendek</textarea>", 'value="Bu Ani"', 'value="ani@example.org"', 'href="#place"'):
            assert part in bad.text
    assert await Story.count() == 1


async def test_photos_that_came_wait_for_the_rest_of_the_form(browser, kim):
    key = str(uuid4())
    first = await send(
        browser, kim, files=pictures(picture(), b"no photo"), key=key, text="", consent="", have="0"
    )
    assert first.status_code == 422
    assert "1 foto sudah kami terima" in first.text
    assert "foto1.jpg: " in first.text
    assert 'href="#consent"' in first.text
    second = await send(browser, kim, files=pictures(picture(), picture(), picture()), key=key, have="1")
    assert second.status_code == 422, "more than three"
    assert "3 foto sudah kami terima" in second.text
    assert (await send(browser, kim, key=key, have="3")).status_code == 303
    (row,) = await Story.objects()
    assert len(row.photos.split()) == 3
    assert await Photo.count() == 3


async def test_photos_that_came_can_be_left_out(browser, kim):
    key = str(uuid4())
    bad = await send(browser, kim, files=pictures(picture()), key=key, consent="")
    assert bad.status_code == 422
    assert 'name="drop"' in bad.text
    assert (await send(browser, kim, key=key, have="1", consent="", drop="on")).status_code == 303
    (row,) = await Story.objects()
    assert row.photos == ""
    (photo,) = await Photo.objects()
    assert photo.removed_at is not None


async def test_without_a_name_it_is_a_citizen_and_code_stays_text(browser, kim):
    boss = await make.signed_in(await make.kim_admin(kim))
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    row = await sent(browser, kim, text=f"{bad} di jembatan", place=bad, contact=bad)
    at = f"/situs/{kim.slug}/kiriman/{row.id}"
    for path in (at, f"/situs/{kim.slug}/kiriman"):
        page = (await browser.get(path, headers=boss)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
    wrong = await send(browser, kim, text=bad, place="", name=bad)
    assert "<script>alert" not in wrong.text
    made = await browser.post(f"{at}/draf", headers=boss)
    (article,) = await Article.objects()
    assert article.source_name == "Warga"
    shown = (await browser.get(f"/situs/a/{article.id}", headers=boss)).text
    assert made.status_code == 303
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


async def test_only_editors_of_this_house_read_what_was_sent(browser, kim):
    other = await make.kim("KIM Carigading")
    row = await sent(browser, kim, contact="0812-5555-0001")
    at, box = f"/situs/{kim.slug}/kiriman/{row.id}", f"/situs/{kim.slug}/kiriman"
    people = [
        await make.member(kim), await make.officer(kim), await make.kim_admin(other), await make.pembina()
    ]  # fmt: skip
    for person in people:
        headers = await make.signed_in(person)
        for path in (box, at):
            assert (await browser.get(path, headers=headers)).status_code in {403, 404}, person.name
        for deed in ("draf", "tolak"):
            answer = await browser.post(f"{at}/{deed}", headers=headers, data={"reason": "Tidak."})
            assert answer.status_code in {403, 404}
    theirs = await make.signed_in(people[2])
    assert (await browser.get(f"/situs/{other.slug}/kiriman/{row.id}", headers=theirs)).status_code == 404
    assert "0812" not in (await browser.get(box)).text
    assert (
        "Kiriman warga"
        not in (await browser.get(f"/situs/{kim.slug}", headers=await make.signed_in(people[0]))).text
    )
    await Site(organization=kim.id, editors=f" {people[0].id} ").save()
    assert (await browser.get(at, headers=await make.signed_in(people[0]))).status_code == 200
    assert await Article.count() == 0


async def test_refused_with_a_reason_it_stays_inside_and_the_photos_go(browser, kim):
    boss = await make.signed_in(await make.kim_admin(kim))
    row = await sent(browser, kim, files=pictures(picture()))
    at = f"/situs/{kim.slug}/kiriman/{row.id}"
    bad = await browser.post(f"{at}/tolak", headers=boss, data={"reason": ""})
    assert bad.status_code == 422
    assert (await browser.get(f"{at}/tolak", headers=boss)).headers["location"] == at
    done = await browser.post(f"{at}/tolak", headers=boss, data={"reason": "Belum bisa diperiksa."})
    assert done.headers["location"] == f"/situs/{kim.slug}/kiriman"
    page = (await browser.get(at, headers=boss)).text
    assert "Belum bisa diperiksa." in page
    assert "Jadikan draf" not in page
    assert (await browser.post(f"{at}/draf", headers=boss)).status_code == 403
    (photo,) = await Photo.objects()
    assert photo.removed_at is not None
    assert await Article.count() == 0
    assert "Belum bisa" not in (await browser.get(f"/k/{kim.slug}/kirim?terkirim=1")).text


async def test_what_is_closed_takes_nothing(browser, kim):
    office = await make.agency()
    gone = await make.kim("KIM Lama", legal_status="dissolved")
    draft = await make.kim("KIM Baru", legal_status="draft")
    for house in (office, gone, draft):
        assert (await browser.get(f"/k/{house.slug}/kirim")).status_code == 404
        assert (await send(browser, house)).status_code == 404
    assert "/kirim" not in (await browser.get(f"/k/{gone.slug}")).text
    assert "/kirim" not in (await browser.get(f"/k/{office.slug}/kontak")).text
    no_token = await browser.post(f"/k/{kim.slug}/kirim", headers={"Cookie": "visitor=a"}, data=filled())
    assert no_token.status_code == 403
    trapped = await send(browser, kim, website="https://iklan.example")
    assert trapped.status_code == 303
    assert await Story.count() == 0


async def test_a_device_and_a_house_have_limits_and_the_words_stay(browser, kim, monkeypatch):
    monkeypatch.setattr(stories, "OF_DEVICE", 1)
    monkeypatch.setattr(stories, "OF_HOUSE", 2)
    assert (await send(browser, kim)).status_code == 303
    more = await send(browser, kim)
    assert more.status_code == 429
    assert "Warga memutar lewat kebun." in more.text
    assert (await send(browser, kim, visitor("other"))).status_code == 303
    assert (await send(browser, kim, visitor("third"))).status_code == 429
    assert (await send(browser, await make.kim("KIM Lain"), visitor("fourth"))).status_code == 303
    monkeypatch.setattr(stories, "PHOTOS_OF_DEVICE", 1)
    many = await send(browser, kim, visitor("fifth"), pictures(picture(), picture()))
    assert many.status_code == 429
    assert "1 foto sudah kami terima" in many.text


async def test_after_ninety_days_it_is_forgotten_with_the_contact(browser, kim):
    await make.kim_admin(kim)
    old = await sent(browser, kim, contact="0812-5555-0001")
    past = now() - stories.KEPT_FOR - timedelta(hours=1)
    await Story.update({Story.sent_at: past}).where(Story.id == old.id)
    young = await sent(browser, kim)
    await run_due()
    assert await stories.sweep(now()) == 1
    assert [row.id for row in await Story.objects()] == [young.id]
    await Story.update({Story.sent_at: past}).where(Story.id == young.id)
    await stories.sweep(now())
    await run_due()
    (told,) = await Notification.objects()
    assert not told.needs_action or told.read_at, "nothing waits any more"


async def test_a_draft_has_its_photos_in_the_text(browser, kim):
    boss = await make.signed_in(await make.kim_admin(kim))
    row = await sent(browser, kim, files=pictures(picture()), text="*Panen* raya hari ini di sawah.")
    await browser.post(f"/situs/{kim.slug}/kiriman/{row.id}/draf", headers=boss)
    (article,) = await Article.objects()
    text = await articles.revision(article.newest)
    (photo,) = await Photo.objects()
    assert text.blocks == (blocks.Text("*Panen* raya hari ini di sawah."), blocks.Picture(photo.id))
