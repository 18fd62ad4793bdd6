"""What stands on a site for long is looked at again."""

from datetime import timedelta
from typing import Any

import pytest

from kimhub.core.db import now
from kimhub.core.errors import Refused
from kimhub.publishing import aging, flow
from kimhub.publishing.tables import Article
from tests import make


async def grown(article: Any, days: int) -> None:
    """The same, as if nobody had touched it for so long."""
    long_ago = now() - timedelta(days=days)
    values = {Article.changed_at: long_ago, Article.published_at: long_ago}
    await Article.update(values).where(Article.id == article.id)


async def titles(actor: Any, house: Any) -> list[str]:
    return [one.title for one in await aging.of_house(actor, house)]


async def test_pages_grow_old_in_a_year_and_announcements_in_half_of_one(database):
    kim, other = await make.kim(), await make.kim(slug="kim-lain")
    admin = await make.kim_admin(kim)
    theirs = await make.kim_admin(other)
    soon = flow.Settings(expires_at=now() + timedelta(days=40), keep_times=False)
    for title, kind, days, settings in (
        ("Sejarah desa", "page", 366, None),
        ("Layanan", "page", 364, None),
        ("Jam buka kantor", "announcement", 184, None),
        ("Iuran air", "announcement", 182, None),
        ("Pasar murah", "announcement", 400, soon),
        ("Panen raya", "news", 900, None),
    ):
        one = await make.told(kim, admin, title, kind=kind, settings=settings)
        await grown(one, days)
    gone = await make.told(kim, admin, "Halaman lama", kind="page")
    await flow.archive(gone, await make.acting(admin))
    await grown(gone, 900)
    await grown(await make.article(kim, admin, "Draf halaman", kind="page"), 900)
    await grown(await make.told(other, theirs, "Halaman mereka", kind="page"), 900)

    house = await make.house(kim)
    assert await titles(await make.acting(admin), house) == ["Sejarah desa", "Jam buka kantor"]
    assert await titles(await make.acting(await make.member(kim)), house) == [], "editors settle it"


async def test_still_true_rests_until_it_has_grown_old_again(database):
    kim = await make.kim()
    admin = await make.acting(await make.kim_admin(kim, "Rahmawati"))
    one = await make.told(kim, await make.kim_admin(kim), "Sejarah desa", kind="page")
    await grown(one, 900)
    one = await make.article_now(one.id)
    await aging.still_true(one, admin)
    house = await make.house(kim)
    assert await titles(admin, house) == []
    same = await make.article_now(one.id)
    assert (same.rev, same.changed_at) == (one.rev, one.changed_at), "readers see no difference"
    assert (await flow.acts_of(one.id))[0]["act"] == "reviewed"
    assert "reviewed" in flow.ACTS
    await Article.update({Article.reviewed_at: now() - timedelta(days=366)}).where(Article.id == one.id)
    assert await titles(admin, house) == ["Sejarah desa"]
    await flow.archive(one, admin)
    with pytest.raises(Refused):
        await aging.still_true(one, admin)


async def test_the_desk_lists_it_with_one_tap_each(browser, database):
    await make.installed()
    kim = await make.kim()
    editor = await make.kim_admin(kim)
    admin, member = await make.signed_in(editor), await make.signed_in(await make.member(kim))
    desk = f"/situs/{kim.slug}"
    one = await make.told(kim, editor, "Sejarah <desa>", kind="page")
    assert "Perlu ditinjau" not in (await browser.get(desk, headers=admin)).text
    await grown(one, 400)

    page = (await browser.get(desk, headers=admin)).text
    assert "Perlu ditinjau" in page
    assert "Sejarah &lt;desa&gt;" in page
    for step in ("masih-benar", "arsip"):
        assert f'action="{one.desk_path}/{step}"' in page
    assert f'href="{one.desk_path}/sunting"' in page
    assert "Perlu ditinjau" not in (await browser.get(desk, headers=member)).text

    refused = await browser.post(f"{one.desk_path}/masih-benar", headers=member, data={})
    assert refused.status_code == 403
    assert (await browser.get(f"{one.desk_path}/masih-benar", headers=admin)).headers["location"] == desk
    settled = await browser.post(f"{one.desk_path}/masih-benar", headers=admin, data={})
    assert settled.headers["location"] == desk
    assert "Perlu ditinjau" not in (await browser.get(desk, headers=admin)).text
    assert "Diperiksa: masih benar" in (await browser.get(one.desk_path, headers=admin)).text
