"""What an office hands to the houses below it: who sees it, passes it on, reports, and is reminded."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.jobs import run_due
from kimhub.core.tables import Job
from kimhub.groups import terms
from kimhub.groups.tables import Organization
from kimhub.notifications.tables import Notification
from kimhub.publishing import arranging, articles, coverage, flow, lists, packages, passing, reach
from kimhub.publishing.packages import Package
from kimhub.publishing.tables import Photo
from kimhub.publishing.tables_passing import PackageOpened, Reach, Relay
from kimhub.publishing.views import Article
from tests import make
from tests.spy import queries
from tests.world import make_picture

WEEK = timedelta(days=7)


async def issued(of: Organization, by: User, title: str = "Waspada banjir", **asked: Any) -> Package:
    """A package that houses see."""
    article = await make.article(of, by, title, kind="package")
    request = {"area": of.wilayah_code, "ask": "", "due_on": None} | asked
    await arranging.arrange(await found(article), await make.acting(by), arranging.Request(**request))
    await flow.publish(article, await make.acting(by))
    return await found(article)


async def found(article: Article) -> Package:
    one = await packages.get_package(article.id)
    assert one
    return one


async def waits(person: User, kind: str = "") -> bool:
    query = Notification.exists().where(
        (Notification.user == person.id)
        & Notification.about.like("package%")
        & Notification.read_at.is_null()
    )
    return bool(await (query.where(Notification.kind == kind) if kind else query))


async def test_an_office_hands_a_package_to_the_houses_of_its_area(
    browser: AsyncClient, wilayah: None
) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma = await make.member(agency, "Irma")
    kim = await make.kim("KIM Mallari")
    far = await make.kim("KIM Maros", wilayah_code="73.09.01.2001", place="Kab. Maros")
    admin, member = await make.kim_admin(kim), await make.member(kim)
    stranger = await make.kim_admin(far)
    office, boss, plain = [await make.signed_in(one) for one in (irma, admin, member)]
    other = await make.signed_in(stranger)
    assert (await browser.get("/bahan/baru", headers=boss)).status_code == 404
    assert (await browser.get("/bahan/baru", headers=office)).status_code == 200
    due = (now() + WEEK).date()
    form = {
        "house": agency.slug, "title": "Waspada banjir", "ask": "Sampaikan di posyandu",
        "due_on": due.isoformat(), "key": str(uuid4()),
    }  # fmt: skip
    late = form | {"due_on": (now() - WEEK).date().isoformat(), "key": str(uuid4())}
    assert "sudah lewat" in (await browser.post("/bahan/baru", data=late, headers=office)).text
    assert (await browser.post("/bahan/baru", data=form, headers=boss)).status_code == 403
    begun = await browser.post("/bahan/baru", data=form, headers=office)
    assert (await browser.post("/bahan/baru", data=form, headers=office)).headers == begun.headers
    article_id = int(begun.headers["location"].split("/")[3])
    path = f"/bahan/{article_id}"
    empty = (await browser.get(begun.headers["location"], headers=office)).text
    assert 'name="type-0" value="text"' in empty, "there is something to write into at once"
    assert "KIM belum melihat" in (await browser.get(path, headers=office)).text
    assert (await browser.get(path, headers=boss)).status_code == 404
    assert "Waspada banjir" not in (await browser.get("/bahan", headers=boss)).text
    draft = await make.article_now(article_id)
    text = flow.writing.Text("Waspada banjir", "Air naik.", (flow.blocks.Text("Siapkan tas siaga."),))
    await flow.writing.save(draft, await make.acting(irma), text, draft.version)
    await flow.publish(await make.article_now(article_id), await make.acting(irma))
    await run_due()
    assert [await waits(one) for one in (admin, member, stranger)] == [True, False, False]
    listed = (await browser.get("/bahan", headers=boss)).text
    assert "Menunggu disebarkan" in listed
    assert f'action="{path}/sebarkan"' in listed
    assert f'action="{path}/sebarkan"' not in (await browser.get("/bahan", headers=plain)).text
    assert await PackageOpened.count() == 0
    read = (await browser.get(path, headers=boss)).text
    assert "Siapkan tas siaga." in read
    assert "Sampaikan di posyandu" in read
    assert await PackageOpened.count() == 1
    assert (await browser.get(path, headers=plain)).status_code == 200
    assert await PackageOpened.count() == 1  # one for each house
    for outside in (other, {}):
        assert (await browser.get(path, headers=outside)).status_code in {303, 404}
    to_all = f"/k/{kim.slug}/terusan/{article_id}-waspada-banjir"
    at_office = f"/k/{agency.slug}/terusan/{article_id}-waspada-banjir"
    assert [(await browser.get(one)).status_code for one in (to_all, at_office)] == [404, 404]
    tap = {"house": kim.slug, "back": "list"}
    assert (await browser.post(f"{path}/sebarkan", data=tap, headers=plain)).status_code == 403
    assert (
        await browser.post(f"{path}/sebarkan", data={"house": far.slug}, headers=other)
    ).status_code == 403
    done = await browser.post(f"{path}/sebarkan", data=tap, headers=boss)
    assert done.headers["location"] == f"/bahan?untuk={kim.slug}"
    await run_due()
    assert not await waits(admin)
    assert "Semua bahan sudah disebarkan" in (await browser.get("/bahan", headers=boss)).text
    page = await browser.get(to_all)
    assert "Siapkan tas siaga." in page.text
    assert "Diskominfo Bone" in page.text
    assert at_office in page.text.partition('rel="canonical"')[2][:200]
    assert (await browser.get(at_office)).status_code == 200
    assert "Waspada banjir" in (await browser.get(f"/k/{kim.slug}/pengumuman")).text
    assert article_id not in [line.id for line in await lists.everywhere()]
    await flow.archive(await make.article_now(article_id), await make.acting(irma))
    assert [(await browser.get(one)).status_code for one in (to_all, at_office)] == [404, 404]
    assert (await browser.get(path, headers=boss)).status_code == 404


async def test_a_house_adapts_a_package_and_reports_where_it_told_it(browser: AsyncClient) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma = await make.member(agency, "Irma")
    kim, other = await make.kim("KIM Mallari"), await make.kim("KIM Carigading")
    admin, editor = await make.kim_admin(kim), await make.kim_admin(other)
    one = await issued(agency, irma)
    await run_due()
    office, boss = await make.signed_in(irma), await make.signed_in(admin)
    kind = {"house": kim.slug, "kind": "package", "key": str(uuid4())}
    assert (await browser.get(f"{one.path}/olah", headers=boss)).status_code == 200
    assert (await browser.post(f"{one.path}/olah", data=kind, headers=boss)).status_code == 422
    begun = await browser.post(f"{one.path}/olah", data=kind | {"kind": "news"}, headers=boss)
    draft = await make.article_now(int(begun.headers["location"].split("/")[3]))
    assert (draft.kind, draft.source_name, draft.source_url) == ("news", "Diskominfo Bone", "")
    assert "Sedang diolah" in (await browser.get(f"{one.path}", headers=boss)).text
    await run_due()
    assert await waits(admin)  # a draft reaches nobody
    await flow.publish(draft, await make.acting(admin))
    await run_due()
    assert [await waits(who) for who in (admin, editor)] == [False, True]
    today = now().astimezone(one.article.zone).date()
    form = {
        "house": kim.slug, "way": "loudspeaker", "people": "1.250", "happened_on": today.isoformat(),
        "note": "Usai salat Jumat", "key": str(uuid4()),
    }  # fmt: skip
    at = f"{one.path}/lapor"
    assert (await browser.get(at, headers=boss)).status_code == 200
    for wrong in (
        {"people": "banyak"}, {"people": "0"}, {"way": "televisi"}, {"happened_on": "2020-01-01"},
        {"happened_on": (today + WEEK).isoformat()},
    ):  # fmt: skip
        again = await browser.post(at, data=form | wrong | {"key": str(uuid4())}, headers=boss)
        assert again.status_code == 422
        assert "Usai salat Jumat" in again.text
    assert (await browser.post(at, data=form | {"house": other.slug}, headers=boss)).status_code == 403
    for _ in range(2):
        assert (await browser.post(at, data=form, headers=boss)).status_code == 303
    assert await Reach.count() == 1
    assert "1.250 orang" in (await browser.get(one.path, headers=boss)).text
    seen = await browser.get(f"{one.path}/cakupan", headers=office)
    assert "1/2" in seen.text
    assert "Usai salat Jumat" in seen.text
    assert (await browser.get(f"{one.path}/cakupan", headers=boss)).status_code == 404
    (report,) = await Reach.objects()
    drop = f"{one.path}/lapor/{report.id}/hapus"
    stranger = await make.signed_in(editor)
    assert (await browser.post(drop, headers=stranger)).status_code == 403
    assert (await browser.post(drop, headers=boss)).status_code == 303
    assert await Reach.count() == 0
    # A change of the package is told to whoever made a text of it.
    newest = await articles.revision(one.article.newest or 0)
    changed = flow.writing.Text("Waspada banjir besar", newest.lede, newest.blocks)
    article = await make.article_now(one.article.id)
    await flow.writing.save(article, await make.acting(irma), changed, article.version)
    await flow.publish(await make.article_now(article.id), await make.acting(irma))
    await run_due()
    assert [await waits(who, "package_again") for who in (admin, editor)] == [True, False]


async def test_whoever_waits_is_reminded_until_the_request_is_closed(browser: AsyncClient) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma = await make.member(agency, "Irma")
    kim, other = await make.kim("KIM Mallari"), await make.kim("KIM Carigading")
    admin, editor = await make.kim_admin(kim), await make.kim_admin(other)
    one = await issued(agency, irma, due_on=(now() + WEEK).date())
    await run_due()
    await passing.relay(one.article, await make.house(kim), await make.acting(admin))
    await run_due()
    await Notification.update({Notification.read_at: now()}).where(Notification.user == editor.id)
    await Job.update({Job.run_at: now()}).where(Job.task.like("%remind_before_due"))
    await run_due()
    assert [await waits(who, "package_due") for who in (admin, editor)] == [False, True]
    office, boss = await make.signed_in(irma), await make.signed_in(admin)
    await Notification.update({Notification.read_at: now()}).where(Notification.user == editor.id)
    assert (await browser.post(f"{one.path}/ingatkan", headers=boss)).status_code == 403
    assert (await browser.post(f"{one.path}/ingatkan", headers=office)).status_code == 303
    assert (await browser.post(f"{one.path}/ingatkan", headers=office)).status_code == 429
    await run_due()
    assert await waits(editor, "package_due")
    # The day is moved: the reminder of the old one says nothing.
    asked = {"ask": "", "due_on": (now() + 2 * WEEK).date().isoformat()}
    await Notification.update({Notification.read_at: now()}).where(Notification.user == editor.id)
    assert (await browser.post(f"{one.path}/permintaan", data=asked, headers=boss)).status_code == 403
    assert (await browser.post(f"{one.path}/permintaan", data=asked, headers=office)).status_code == 303
    await run_due()
    assert await Job.count().where(Job.task.like("%remind_before_due")) == 1
    assert not await waits(editor)
    await browser.post(f"{one.path}/ingatkan", headers=office)
    assert (await browser.post(f"{one.path}/tutup", headers=office)).status_code == 303
    await Job.update({Job.run_at: now()}).where(Job.task.like("%remind_before_due"))
    await run_due()
    assert not await waits(editor)
    assert "Sudah ditutup" in (await browser.get("/bahan", headers=await make.signed_in(editor))).text


async def test_the_office_sees_each_village_and_how_long_it_took(
    browser: AsyncClient, wilayah: None
) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma, hasan = await make.member(agency, "Irma"), await make.pembina("73", "Hasan")
    dewi = await make.pembina("73.09", "Dewi")
    kim, other = (
        await make.kim("KIM Mallari"),
        await make.kim("KIM Carigading", wilayah_code="73.08.16.2016"),
    )
    await make.kim("KIM Baru", legal_status="draft")
    admin = await make.kim_admin(kim)
    one = await issued(agency, irma, due_on=terms.today())
    await passing.relay(one.article, await make.house(kim), await make.acting(admin))
    seen = one.article.published_at
    assert seen
    await Relay.update({Relay.at: seen + timedelta(hours=30)}).where(Relay.article == one.article.id)
    whole = await coverage.of(await found(one.article), "73.08")
    assert [(row.house.name, row.delay) for row in whole.rows] == [
        ("KIM Mallari", 108_000),
        ("KIM Carigading", None),
    ]
    assert (whole.total.with_house, whole.total.reached, whole.delay) == (2, 1, 108_000)
    assert whole.total.villages > 300
    part = next(part for part in whole.parts if part.code == "73.08.16")
    assert (part.name, part.houses, part.done, part.gaps) == ("Awangpone", 2, 1, part.villages - 2)
    assert sum(part.villages for part in whole.parts) == whole.total.villages
    office = await make.signed_in(irma)
    at = f"{one.path}/cakupan"
    page = (await browser.get(at, headers=office)).text
    assert "30 jam" in page
    assert "Tanpa KIM" in page
    waiting = (await browser.get(f"{at}?keadaan=open", headers=office)).text
    assert "KIM Carigading" in waiting
    assert "KIM Mallari" not in waiting
    narrow = (await browser.get(f"{at}?wilayah=73.08.17", headers=office)).text
    assert "Tidak ada KIM di sini" in narrow
    assert (await browser.get(at, headers=await make.signed_in(hasan))).status_code == 200
    assert (await browser.get(at, headers=await make.signed_in(dewi))).status_code == 404
    sheet = await browser.post(f"{at}/unduh", data={"format": "csv"}, headers=office)
    assert sheet.status_code == 200
    assert "KIM Mallari" in sheet.text
    assert "30" in sheet.text
    book = await browser.post(f"{at}/unduh", data={"format": "xlsx"}, headers=office)
    assert book.content[:2] == b"PK"
    no = await browser.post(f"{at}/unduh", data={"format": "csv"}, headers=await make.signed_in(admin))
    assert no.status_code == 403
    assert other.name in sheet.text


async def test_an_office_below_follows_its_own_part_of_a_package(database: None, wilayah: None) -> None:
    province = await make.agency("Diskominfo Sulsel", "73")
    hasan, irma = await make.member(province, "Hasan"), await make.pembina("73.08", "Irma")
    one = await issued(province, hasan)
    for person, code in ((hasan, "73"), (irma, "73.08")):
        actor = await make.acting(person)
        assert packages.can_read(actor, one)
        assert coverage.scope(actor, one) == code
    assert coverage.scope(await make.acting(irma), one, "73.09") == "73.08"
    assert coverage.scope(await make.acting(irma), one, "73.08.16") == "73.08.16"


async def test_what_threatens_is_told_at_once_and_followed(browser: AsyncClient) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma = await make.member(agency, "Irma")
    kim, far = await make.kim("KIM Mallari"), await make.kim("KIM Maros", wilayah_code="73.09.01.2001")
    admin, member, stranger = await make.kim_admin(kim), await make.member(kim), await make.member(far)
    at_once = flow.Settings(info_class="serta_merta")
    alarm = await make.told(agency, irma, "Tanggul jebol", kind="announcement", settings=at_once)
    await run_due()
    told = [
        await Notification.exists().where((Notification.user == who.id) & (Notification.kind == "urgent"))
        for who in (admin, member, stranger, irma)
    ]
    assert told == [True, True, False, False]
    assert [await waits(who) for who in (admin, member)] == [True, False]
    assert "Tanggul jebol" in (await browser.get(f"/k/{kim.slug}")).text
    assert "Tanggul jebol" not in (await browser.get(f"/k/{far.slug}")).text
    boss, office = await make.signed_in(admin), await make.signed_in(irma)
    assert "Tanggul jebol" in (await browser.get("/bahan", headers=boss)).text
    assert "0/1" in (await browser.get(f"/bahan/{alarm.id}/cakupan", headers=office)).text
    await browser.post(f"/bahan/{alarm.id}/sebarkan", data={"house": kim.slug}, headers=boss)
    assert "1/1" in (await browser.get(f"/bahan/{alarm.id}/cakupan", headers=office)).text
    await flow.archive(alarm, await make.acting(irma))
    await run_due()
    assert not await Notification.exists().where(
        (Notification.kind == "urgent") & Notification.read_at.is_null()
    )
    assert "Tanggul jebol" not in (await browser.get(f"/k/{kim.slug}")).text


async def test_a_package_for_members_is_told_aloud_and_not_shown(browser: AsyncClient) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma, kim = await make.member(agency, "Irma"), await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    one = await issued(agency, irma)
    await flow.settle(one.article, await make.acting(irma), flow.Settings(audience="members"))
    boss = await make.signed_in(admin)
    assert "jangan di situs" in (await browser.get(one.path, headers=boss)).text
    tap = {"house": kim.slug, "kind": "news", "key": str(uuid4())}
    for act in ("sebarkan", "olah"):
        assert (await browser.post(f"{one.path}/{act}", data=tap, headers=boss)).status_code == 403
    with pytest.raises(Invalid):
        await reach.tell(one, await make.house(kim), await make.acting(admin), {}, uuid4())


async def test_photos_of_a_package_are_public_while_a_house_passes_it_on(browser: AsyncClient) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma, kim = await make.member(agency, "Irma"), await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    house, boss = await make.house(kim), await make.acting(admin)
    photo = await make.photo(agency, irma)
    body = (flow.blocks.Text("Isi."), flow.blocks.Picture(photo.id))
    article = await make.article(agency, irma, "Waspada banjir", kind="package", blocks=body)
    await flow.publish(article, await make.acting(irma))
    await run_due()
    at = f"/foto/{photo.id}-1/480.webp"
    stranger, member = {}, await make.signed_in(admin)  # type: ignore[var-annotated]

    far = await make.signed_in(
        await make.kim_admin(await make.kim("KIM Kading", wilayah_code="73.08.17.2001"))
    )
    part = arranging.Request("73.08.16", "", None)  # KIM Kading lies in another kecamatan
    await arranging.arrange(await found(article), await make.acting(irma), part)
    assert (await browser.get(at, headers=far)).status_code == 404
    assert (await browser.get(f"/bahan/{article.id}", headers=far)).status_code == 404

    async def seen() -> list[int]:
        return [(await browser.get(at, headers=who)).status_code for who in (stranger, member)]

    async def is_open() -> list[bool]:
        return [code == 200 for code in await seen()]

    article = await make.article_now(article.id)
    assert await is_open() == [False, True]
    await passing.relay(article, house, boss)
    assert await is_open() == [True, True]
    assert at in (await browser.get(f"/k/{kim.slug}/terusan/{article.id}-waspada-banjir")).text
    await passing.stop(article, house, boss)
    assert await is_open() == [False, True]
    made = await make.article_now(await passing.adapt(article, house, boss, "news", uuid4()))
    await flow.publish(made, boss)
    assert at in (await browser.get(made.path)).text
    assert await is_open() == [True, True]
    await flow.hide(await make.article_now(article.id), await make.acting(irma), "Warga di foto keberatan.")
    assert (await is_open())[0] is False


async def test_a_report_may_bring_a_photo_that_only_its_house_and_the_office_see(
    browser: AsyncClient,
) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma, kim = await make.member(agency, "Irma"), await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    stranger = await make.kim_admin(await make.kim("KIM Carigading"))
    one = await issued(agency, irma)
    boss, office = await make.signed_in(admin), await make.signed_in(irma)
    today = now().astimezone(one.article.zone).date().isoformat()
    form = {"house": kim.slug, "way": "poster", "people": "60", "happened_on": today, "key": str(uuid4())}
    at, sent = f"{one.path}/lapor", {"photo": ("papan.jpg", make_picture("p"), "image/webp")}
    broken = {"photo": ("papan.jpg", b"bukan foto", "image/jpeg")}
    assert (await browser.post(at, data=form, files=broken, headers=boss)).status_code == 422
    assert (await browser.post(at, data=form, files=sent, headers=boss)).status_code == 303
    (report,) = await Reach.objects()
    (photo,) = await Photo.objects()
    assert report.photo == photo.id
    src = f"/foto/{photo.id}-1/"
    for path, who in ((one.path, boss), (f"{one.path}/cakupan", office)):
        assert src in (await browser.get(path, headers=who)).text
    name = (await browser.get(one.path, headers=boss)).text.partition(src)[2].partition('"')[0]
    for who, status in ((boss, 200), (office, 200), (await make.signed_in(stranger), 404)):
        assert (await browser.get(src + name, headers=who)).status_code == status
    assert (await browser.get(src + name)).status_code != 200


async def test_a_list_costs_the_same_for_many_packages(browser: AsyncClient) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08")
    irma, kim = await make.member(agency, "Irma"), await make.kim("KIM Mallari")
    boss, office = await make.signed_in(await make.kim_admin(kim)), await make.signed_in(irma)
    one = await issued(agency, irma, "Bahan satu")
    paths = ((boss, "/bahan"), (office, "/bahan"), (boss, one.path), (office, f"{one.path}/cakupan"))

    async def cost() -> list[int]:
        made = []
        for who, path in paths:
            await browser.get(path, headers=who)
            with queries() as asked:
                assert (await browser.get(path, headers=who)).status_code == 200
            made.append(len(asked))
        return made

    first = await cost()
    for number in range(3):
        await issued(agency, irma, f"Bahan {number}")
        await make.kim_admin(await make.kim(f"KIM {number}"))
    assert await cost() == first
    assert max(first) < 16
