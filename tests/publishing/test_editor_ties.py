"""Articles beside the rest of the house: what they tell of and count for, and what they keep of people."""

from datetime import timedelta

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.leaving import GONE
from kimhub.chain import links
from kimhub.chain.measures import MEASURES
from kimhub.groups import terms
from kimhub.publishing import articles, flow, personal
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.tables import Site
from tests import make
from tests.publishing.test_editor import form_for, words


async def test_an_article_begun_at_an_event_is_tied_to_it_and_counts_once_it_is_out(browser, database):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers, actor = await make.signed_in(admin), await make.acting(admin)
    event = await make.workshop(kim, "Latihan menulis kabar")
    ref = f"workshop-{event.id}"
    assert "Tulis kabar" in (await browser.get(f"/pelatihan/{event.slug}", headers=headers)).text
    there = await browser.get(f"/situs?dari={ref}", headers=headers)
    assert there.headers["location"] == f"/situs/{kim.slug}/tulis?dari={ref}"
    page = await browser.get(there.headers["location"], headers=headers)
    assert "Tentang “Latihan menulis kabar”" in page.text

    form = form_for(words("Dua puluh orang datang."), dari=ref)
    await browser.post(f"/situs/{kim.slug}/tulis", headers=headers, data=form)
    row = await ArticleRow.objects().first()
    assert row
    strip = await links.strip(actor, "article", row.id)
    assert [tied.thing.title for tied in strip.before] == ["Latihan menulis kabar"]
    guest = await make.acting(await make.member(await make.kim("KIM Carigading"), "Wardah"))
    assert not (await links.strip(guest, "workshop", event.id)).after, "a draft is nobody else's business"

    measure, today = MEASURES["article.published"], terms.today()
    days = (today - timedelta(days=2), today + timedelta(days=2))
    assert await measure.of_house(kim.id, *days) == []
    one = await make.article_now(row.id)
    await flow.publish(one, actor)
    assert [(it.title, it.value) for it in await measure.of_house(kim.id, *days)] == [("Panen raya", 1)]
    assert [it.id for it in await measure.of_things([row.id], *days)] == [row.id]
    assert [tied.thing.title for tied in (await links.strip(guest, "workshop", event.id)).after] == [
        "Panen raya"
    ]
    await flow.hide(await make.article_now(row.id), actor, "Foto warga tanpa izin.")
    assert await measure.of_house(kim.id, *days) == [], "what was taken away counts for nothing"


async def test_who_leaves_takes_their_name_from_what_they_wrote(database):
    kim = await make.kim()
    siti, rahma = await make.member(kim), await make.kim_admin(kim)
    one = await make.article(kim, siti, "Panen raya")
    await flow.publish(one, await make.acting(rahma))
    await make.photo(kim, siti, name="panen.webp")
    await Site(organization=kim.id, editors=f" {siti.id} {rahma.id} ").save()
    assert [row["title"] for row in await personal.written_by(siti.id)] == ["Panen raya"]
    assert [row["act"] for row in await personal.decided_by(rahma.id)] == ["published"]
    assert [row["name"] for row in await personal.photos_by(siti.id)] == ["panen.webp"]
    assert await personal.passed_by(siti.id) == []

    await personal.forget(UserDeleted(siti.id))

    one = await make.article_now(one.id)
    assert (one.author, one.author_name) == (None, GONE)
    assert [text.author_name for text in await articles.revisions_of(one.id)] == [GONE]
    assert (await make.house(kim)).editors == f" {rahma.id} "
    await personal.forget(UserDeleted(rahma.id))
    assert [act["by_name"] for act in await flow.acts_of(one.id)] == [rahma.name], "who let it out stays"
